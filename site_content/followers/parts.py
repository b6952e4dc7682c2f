"""Parts of the worker: do its work besides following the log, each at its own interval.

Others add theirs with ``part`` and ``retention``, in a module that ``SiteContentConfig.ready`` imports.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass

from django.db import connection

from site_content.followers.progress import forget_absent
from site_content.publishing.refresh import drain, is_queued
from site_content.publishing.schedule import promote_due
from site_content.site.global_items import follow_alerts

logger = logging.getLogger("headland.worker")

# Marked work is done in pieces of this size, so that a worker asked to stop stops soon.
PIECE = 50
# Seconds after each batch. SQLite has one writer at a time, and whoever waits for it looks again at growing intervals:
# without a pause an editor's save waited for seconds.
PAUSES = {"sqlite": 0.015}
Run = Callable[[], int]


@dataclass(frozen=True, slots=True)
class Part:
    """Something to do again and again, ``every`` so many seconds; at once while ``run`` returns more than 0.

    Several workers do it at the same time, each in a thread of its own: ``run`` must bear that.
    """

    name: str
    every: float
    run: Run


PARTS: dict[str, Part] = {}
RETENTION: dict[str, Run] = {}


def part(name: str, every: float) -> Callable[[Run], Run]:
    """Register a function as a part of the worker. It returns how much it did."""

    def register(run: Run) -> Run:
        PARTS[name] = Part(name, every, run)
        return run

    return register


def retention(name: str) -> Callable[[Run], Run]:
    """Register a function that deletes what is kept no longer. It returns how many rows; it runs hourly."""

    def register(run: Run) -> Run:
        RETENTION[name] = run
        return run

    return register


@part("refresh", every=0.1)
def refresh() -> int:
    """Bring in line what editors' changes have marked."""
    return drain(PIECE, PAUSES.get(connection.vendor, 0.0)) if is_queued() else 0


@part("schedule", every=1.0)
def schedule() -> int:
    """Make scheduled publishing and expiry fact in the page tree."""
    return promote_due()


@part("alerts", every=1.0)
def alerts() -> int:
    """Tell those who follow the log that an alert has begun or ended."""
    return follow_alerts()


@part("retention", every=3600.0)
def retain() -> int:
    """Delete what is kept no longer. One that fails is logged and stops no other."""
    for name, run in sorted(RETENTION.items()):
        try:
            deleted = run()
        except Exception:
            logger.exception("retention of %s failed", name)
        else:
            if deleted:
                logger.info("retention of %s: %s deleted", name, deleted)
    return 0


retention("followers")(forget_absent)
