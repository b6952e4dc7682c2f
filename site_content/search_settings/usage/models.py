"""Counts by day. No address, no session, no time of day: nothing that leads to a person."""

from __future__ import annotations

from django.db import models

from site_content.audiences import AUDIENCE_CHOICES


class DayCount(models.Model):
    """A day's count for one audience."""

    day = models.DateField()
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)

    class Meta:
        abstract = True


class SearchCount(DayCount):
    """How often a query was asked on a day, and how often it found nothing."""

    query = models.CharField(max_length=100)
    searches = models.PositiveIntegerField(default=0)
    without_results = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "audience", "query"], name="one_search_count")]

    def __str__(self) -> str:
        return f"{self.day} {self.query}: {self.searches}"


class ClickCount(DayCount):
    """How often a result at a position was opened for a query on a day. Positions count from 1."""

    query = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField()
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "audience", "query", "position"], name="one_click_count")]

    def __str__(self) -> str:
        return f"{self.day} {self.query} #{self.position}: {self.clicks}"


class UsefulCount(DayCount):
    """How many readers found a page useful on a day, and how many did not."""

    path = models.CharField(max_length=700)
    yes = models.PositiveIntegerField(default=0)
    no = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["day", "audience", "path"], name="one_useful_count")]

    def __str__(self) -> str:
        return f"{self.day} {self.path}: {self.yes} yes, {self.no} no"


class Comment(models.Model):
    """What a reader wrote about a page."""

    day = models.DateField(db_index=True)
    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    path = models.CharField(max_length=700)
    useful = models.BooleanField()
    text = models.TextField(max_length=2_000)

    def __str__(self) -> str:
        return f"{self.day} {self.path}"


class CountedBatch(models.Model):
    """A file of events that was counted, so that it is not counted twice."""

    batch = models.CharField(max_length=100, primary_key=True)
    counted_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.batch
