"""Closures: what readers may not see from one position of the log on, said in one row for many items."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("site_content", "0018_log_history"),
    ]

    operations = [
        migrations.CreateModel(
            name="Closure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("audience", models.CharField(choices=[("public", "Public"), ("staff", "Staff")], max_length=10)),
                ("path", models.CharField(blank=True, max_length=700)),
                ("below", models.CharField(max_length=701, null=True)),
                ("groups", models.JSONField(null=True)),
                ("media", models.JSONField(default=list)),
                ("target", models.CharField(blank=True, max_length=40)),
                ("seq", models.BigIntegerField(null=True)),
            ],
        ),
        # What was marked before the ranks were four keeps its number: it comes a little sooner.
        migrations.AlterField("refresh", "rank", models.PositiveSmallIntegerField(default=1)),
    ]
