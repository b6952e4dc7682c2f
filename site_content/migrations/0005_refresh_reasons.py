"""A reason to refresh is a row of its own, and the log finds an item's newest version."""

from django.db import migrations, models


def carry_over(apps, schema_editor):
    Waiting, Refresh = (apps.get_model("site_content", name) for name in ("Waiting", "Refresh"))
    keys = Waiting.objects.order_by("marked_at", "key").values_list("key", flat=True)
    Refresh.objects.bulk_create([Refresh(key=key) for key in keys], batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("site_content", "0004_staff_site")]
    operations = [
        migrations.RemoveIndex("Refresh", "refresh_oldest_first"),
        migrations.RenameModel("Refresh", "Waiting"),
        migrations.CreateModel(
            name="Refresh",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_index=True, max_length=60)),
                ("rank", models.PositiveSmallIntegerField(default=0)),
                ("marked_at", models.DateTimeField(auto_now_add=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("not_before", models.DateTimeField(null=True)),
                ("error", models.TextField(blank=True)),
            ],
            options={"indexes": [models.Index(fields=["rank", "id"], name="refresh_in_order")]},
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.DeleteModel("Waiting"),
        migrations.AddIndex(
            "LogEntry", models.Index(fields=["content_id", "version"], name="log_newest_version")
        ),
    ]
