"""The state of the queue: says how much waits to be published again, and for how long."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Min
from django.utils import timezone

from site_content.items.closures import CLOSURE
from site_content.items.models import Refresh


@dataclass(frozen=True, slots=True)
class QueueStatus:
    """How many pages and documents wait, and for how many seconds the oldest of them has (None: nothing waits)."""

    waiting: int
    oldest_seconds: int | None


def queue_status() -> QueueStatus:
    """Return the state of the queue now: one query. A closure waits for others and counts for none itself."""
    rows = Refresh.objects.exclude(key__startswith=f"{CLOSURE}:")
    figures = rows.aggregate(waiting=Count("key", distinct=True), oldest=Min("marked_at"))
    if figures["oldest"] is None:
        return QueueStatus(0, None)
    return QueueStatus(figures["waiting"], max(0, int((timezone.now() - figures["oldest"]).total_seconds())))
