"""The table of followers: positions and leases."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("site_content", "0005_refresh_reasons")]
    operations = [
        migrations.CreateModel(
            name="Follower",
            fields=[
                ("name", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("position", models.BigIntegerField(default=0)),
                ("lease_holder", models.CharField(blank=True, max_length=200)),
                ("lease_until", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True)),
                ("rebuild_asked", models.BooleanField(default=False)),
                ("updated_at", models.DateTimeField(null=True)),
            ],
        ),
    ]
