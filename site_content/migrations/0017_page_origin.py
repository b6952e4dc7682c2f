"""Pages carry their own content id as their origin, so that a copy of their rows names its source."""

from django.db import migrations, models


def own_origin(apps, schema_editor):
    """Every page there is now is its own origin."""
    apps.get_model("site_content", "ContentPage").objects.update(origin=models.F("content_id"))


class Migration(migrations.Migration):

    dependencies = [
        ("site_content", "0016_media_of_items"),
    ]

    operations = [
        migrations.AddField("contentpage", "origin", models.UUIDField(editable=False, null=True)),
        migrations.RunPython(own_origin, migrations.RunPython.noop),
    ]
