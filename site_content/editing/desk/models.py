"""Item quality: a table that a follower of the log keeps up to date."""

from __future__ import annotations

from django.db import models

from site_content.audiences import AUDIENCE_CHOICES


class ItemQuality(models.Model):
    """What was found when an item was last published."""

    audience = models.CharField(max_length=10, choices=AUDIENCE_CHOICES)
    path = models.CharField(max_length=700)
    # What the item was made from: ``page:7``.
    key = models.CharField(max_length=60)
    title = models.CharField(max_length=255)
    words = models.PositiveIntegerField()
    lix = models.FloatField(null=True)
    images_without_alt = models.PositiveIntegerField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["audience", "path"], name="one_quality_per_path")]
        indexes = [models.Index(fields=["lix"], name="quality_lix")]

    def __str__(self) -> str:
        return f"{self.audience}:{self.path}"
