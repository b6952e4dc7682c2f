"""Bookmarks, saved searches and questions of members of staff.

Their tables bear the name of the app they were made in (docs/adr/0012-intranet-is-an-app.md).
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from wagtail.models import Page

MAX_BOOKMARKS = 500
MAX_SEARCHES = 100
MAX_QUESTION = 2_000


class Bookmark(models.Model):
    """An item a person wants to find again: by its content_id, which survives moves."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    content_id = models.UUIDField()
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "site_content_bookmark"
        ordering = ["-added_at", "-pk"]
        constraints = [models.UniqueConstraint(fields=["user", "content_id"], name="one_bookmark_per_item")]

    def __str__(self) -> str:
        return f"{self.user}: {self.content_id}"


class SavedSearch(models.Model):
    """A search a person asks again. ``query`` is its query string as the staff site writes it (``q=flu&type=news``)."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches")
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=1_000)
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "site_content_savedsearch"
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["user", "query"], name="one_saved_search_per_query")]

    def __str__(self) -> str:
        return f"{self.user}: {self.name}"


class Question(models.Model):
    """One question of a member of staff about a page."""

    page = models.ForeignKey(Page, on_delete=models.CASCADE, related_name="+")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="questions_to_answer")
    text = models.TextField(max_length=MAX_QUESTION)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "site_content_question"
        ordering = ["asked_at", "pk"]

    def __str__(self) -> str:
        return f"{self.asked_by} about {self.page}"
