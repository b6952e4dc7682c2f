"""Items say which media they name; all bytes lie in one folder, and nothing is public by where it lies (ADR 0013)."""

import re
from pathlib import Path

from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Substr

from site_content.media.one_folder import gather

OLD_PRIVATE = "staff/"
AFTER = 1
BATCH = 500


def rename(apps, schema_editor):
    """Names lose what said in which of two folders the bytes lie. Bytes follow, so the media folder must be at hand."""
    for name in ("SiteImage", "SiteFile", "SiteRendition"):
        rows = apps.get_model("site_content", name).objects.filter(file__startswith=OLD_PRIVATE)
        rows.update(file=Substr("file", len(OLD_PRIVATE) + 1))
    gather(Path(settings.MEDIA_ROOT), getattr(settings, "STAFF_MEDIA_ROOT", None))


def fill(apps, schema_editor):
    """Live items get the media that they name themselves: those of the pictures and files that they link to.

    The public ones then say what they would if they were made again, and are not; the staff's have new addresses.
    """
    Item, ItemLink = apps.get_model("site_content", "Item"), apps.get_model("site_content", "ItemLink")
    Refresh = apps.get_model("site_content", "Refresh")
    Refresh.objects.filter(key__regex="^(image|file):").delete()
    base = re.escape(settings.MEDIA_URL)
    name = re.compile(rf"(?<![^\"'(]){base}((?:images/(\d+)|files/(\d+)-[0-9a-f]+)/[A-Za-z0-9._-]+)")
    changed = []
    rows = Item.objects.filter(audience="public", state="live", body__contains=settings.MEDIA_URL).exclude(type__startswith="~")
    for item in rows.iterator(BATCH):
        links = set(ItemLink.objects.filter(item=item.pk).values_list("target", flat=True))
        found = {
            match[1] for match in name.finditer(item.body) if {f"image:{match[2]}", f"file:{match[3]}"} & links
        }
        item.media = [{"name": each} for each in sorted(found)]
        changed.append(item)
    Item.objects.bulk_update(changed, ["media"], batch_size=BATCH)
    keys = Item.objects.filter(audience="staff", state="live").values_list("key", flat=True).distinct()
    sites = [f"~{name}:{audience}" for name in ("site", "navigation") for audience in ("public", "staff")]
    again = [*keys, *(key for key in sites if Item.objects.filter(key=key).exists())]
    Refresh.objects.bulk_create([Refresh(key=key, rank=AFTER) for key in dict.fromkeys(again)], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("site_content", "0015_reader_positions"),
    ]

    operations = [
        migrations.AddField("item", "media", models.JSONField(default=list)),
        migrations.AddField("preview", "media", models.JSONField(default=list)),
        migrations.RunPython(rename, migrations.RunPython.noop),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
