"""Letters: wait in the database until the worker sends them."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Letter(models.Model):
    """An email as it goes out. It is deleted once a mail server has taken it: it may hold what is private."""

    sender = models.TextField()
    recipients = models.JSONField(default=list)
    content = models.BinaryField()
    written_at = models.DateTimeField(default=timezone.now)
    # Nobody tries before then: it is put off while somebody tries, and after each failure.
    next_try_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=500, blank=True)

    def __str__(self) -> str:
        return f"letter {self.pk} to {len(self.recipients)}"
