"""Items say what they were made from by a key of any kind (``page:7``), and carry locale, translation key and groups."""

import uuid
from typing import Any

from django.db import migrations, models
from django.db.models import Case, CharField, F, OuterRef, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat


def page_key() -> Concat:
    return Concat(Value("page:"), Cast("page_id", CharField()), output_field=CharField())


def fill(apps: Any, schema_editor: Any) -> None:
    """Pages are known by their number until now, what there is one of per audience by its path."""
    item, page = apps.get_model("site_content", "Item"), apps.get_model("wagtailcore", "Page")
    global_key = Concat(F("path"), Value(":"), F("audience"), output_field=CharField())
    own = page.objects.filter(pk=OuterRef("page_id")).values("translation_key")[:1]
    item.objects.update(
        key=Case(When(page_id=None, then=global_key), default=page_key()),
        translation_key=Coalesce(Subquery(own), F("content_id")),
    )
    apps.get_model("site_content", "ItemQuality").objects.update(key=page_key())
    apps.get_model("site_content", "Preview").objects.exclude(page_id=None).update(key=page_key())


def empty(apps: Any, schema_editor: Any) -> None:
    """Going back: pages get their numbers again; what is made from anything else keeps none."""
    number = Cast(models.functions.Substr("key", 6), models.BigIntegerField())
    for name in ("Item", "ItemQuality", "Preview"):
        apps.get_model("site_content", name).objects.filter(key__startswith="page:").update(page_id=number)


class Migration(migrations.Migration):
    dependencies = [
        ("site_content", "0009_letter"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [
        migrations.AlterField(
            "siteaudience", "audience", models.CharField(choices=[("public", "Public"), ("staff", "Staff")], max_length=10)
        ),
        migrations.AddField("siteaudience", "path_prefix", models.CharField(blank=True, default="", max_length=100)),
        migrations.AddConstraint(
            "siteaudience", models.UniqueConstraint(fields=("audience", "path_prefix"), name="one_site_per_prefix")
        ),
        migrations.AddField("item", "key", models.CharField(max_length=60, default="", db_index=True), preserve_default=False),
        migrations.AddField("item", "locale", models.CharField(default="en", max_length=20)),
        migrations.AddField("item", "translation_key", models.UUIDField(db_index=True, default=uuid.uuid4)),
        migrations.AddField("item", "groups", models.JSONField(default=list)),
        migrations.AddField("itemquality", "key", models.CharField(max_length=60, default=""), preserve_default=False),
        migrations.AddField("preview", "key", models.CharField(blank=True, max_length=60, default=""), preserve_default=False),
        migrations.RunPython(fill, empty),
        migrations.RemoveField("item", "page_id"),
        migrations.RemoveField("itemquality", "page_id"),
        migrations.RemoveField("preview", "page_id"),
    ]
