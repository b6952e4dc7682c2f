"""Pages are made again, so that search knows where in them their parts and headings stand."""

from django.db import migrations

AFTER = 3
BATCH = 500


def mark(apps, schema_editor):
    """Ask for every live page, after whatever else waits: what has no heading stays as it is."""
    Item, Refresh = apps.get_model("site_content", "Item"), apps.get_model("site_content", "Refresh")
    keys = Item.objects.filter(state="live", key__startswith="page:").values_list("key", flat=True).distinct()
    Refresh.objects.bulk_create([Refresh(key=key, rank=AFTER) for key in keys.order_by("key")], batch_size=BATCH)


class Migration(migrations.Migration):
    dependencies = [
        ("site_content", "0023_search_answers"),
    ]

    operations = [
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
