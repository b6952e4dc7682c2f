"""The models of the intranet enter the state of its own app.

Their tables were made by site_content (0004_staff_site, 0007_question), on a new database too, and stay as they are.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("site_content", "0011_intranet_leaves"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        migrations.swappable_dependency(settings.WAGTAIL_PAGE_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Bookmark",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("content_id", models.UUIDField()),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="bookmarks", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "db_table": "site_content_bookmark",
                        "ordering": ["-added_at", "-pk"],
                        "constraints": [models.UniqueConstraint(fields=("user", "content_id"), name="one_bookmark_per_item")],
                    },
                ),
                migrations.CreateModel(
                    name="SavedSearch",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("name", models.CharField(max_length=120)),
                        ("query", models.CharField(max_length=1000)),
                        ("added_at", models.DateTimeField(auto_now_add=True)),
                        ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="saved_searches", to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        "db_table": "site_content_savedsearch",
                        "ordering": ["name", "pk"],
                        "constraints": [models.UniqueConstraint(fields=("user", "query"), name="one_saved_search_per_query")],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
                    fields=[
                        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                        ("text", models.TextField(max_length=2000)),
                        ("asked_at", models.DateTimeField(auto_now_add=True)),
                        ("asked_by", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                        ("owner", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="questions_to_answer", to=settings.AUTH_USER_MODEL)),
                        ("page", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.WAGTAIL_PAGE_MODEL)),
                    ],
                    options={
                        "db_table": "site_content_question",
                        "ordering": ["asked_at", "pk"],
                    },
                ),
            ],
        ),
    ]
