"""Obstacles: what keeps a publication, or a part of it, from readers, in words for whoever may edit it.

A row stands from the moment at which the log's writer meets the obstacle until the first time it does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from pydantic import ValidationError

from site_content.items.details import Unreadable
from site_content.publishing.publish import PathTaken

MAX_TEXT = 500
NOT_YET = "Readers do not see your last change: "


class Obstacle(models.Model):
    """One obstacle of what ``key`` names (``page:7``)."""

    key = models.CharField(max_length=60, db_index=True)
    text = models.CharField(max_length=MAX_TEXT)
    # All of the publication waits, and readers see what they saw before; else only what the text names is left out.
    is_whole = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "text"], name="one_obstacle_per_key_and_text")]

    def __str__(self) -> str:
        return f"{self.key}: {self.text}"


def set_faults(faults: Mapping[str, Iterable[str]]) -> None:
    """Say of keys that were just made what was left out of each: one query where nothing differs."""
    stored = {(row.key, row.text): row.pk for row in Obstacle.objects.filter(key__in=list(faults))}
    current = {(key, text[:MAX_TEXT]) for key, texts in faults.items() for text in texts}
    ended = [pk for name, pk in stored.items() if name not in current]
    if ended:
        Obstacle.objects.filter(pk__in=ended).delete()
    new = [Obstacle(key=key, text=text) for key, text in sorted(current - stored.keys())]
    if new:
        Obstacle.objects.bulk_create(new, ignore_conflicts=True)


def set_refusal(key: str, error: Exception) -> None:
    """Say of a key that it could not be made at all, and why."""
    text = f"{NOT_YET}{words_of(error)}"[:MAX_TEXT]
    Obstacle.objects.filter(key=key, is_whole=True).exclude(text=text).delete()
    Obstacle.objects.get_or_create(key=key, text=text, defaults={"is_whole": True})


def words_of(error: Exception) -> str:
    """Return what went wrong and what to do, for an editor."""
    if isinstance(error, PathTaken):
        return f"{error}."
    if isinstance(error, Unreadable):
        return f"{error} Open the page, repair it, and publish it again."
    if isinstance(error, ValidationError):
        fields = ", ".join(dict.fromkeys(str(each["loc"][0]) for each in error.errors() if each["loc"]))
        return f"some of its content is not valid ({fields}). Open the page, repair it, and publish it again."
    return (
        f"something failed ({type(error).__name__}). It is tried again by itself; if it lasts, tell your administrator."
    )
