"""The table of followers: how far each has come and who drives it."""

from __future__ import annotations

from django.db import models


class Follower(models.Model):
    """One follower of the log, such as ``copy:public``. ``position`` is a report: what it follows into knows better.

    Whoever holds the lease drives it; when ``lease_until`` has passed, another may take over.
    """

    name = models.CharField(max_length=60, primary_key=True)
    position = models.BigIntegerField(default=0)
    lease_holder = models.CharField(max_length=200, blank=True)
    lease_until = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    rebuild_asked = models.BooleanField(default=False)
    updated_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} at {self.position}"
