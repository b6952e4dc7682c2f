"""The models of the intranet leave this app's state; their tables stay, and intranet.0001_initial takes them over."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("site_content", "0010_publishable_key"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name) for name in ("Bookmark", "SavedSearch", "Question")],
        ),
    ]
