"""Refreshes: rebuild items from their sources until the queue is empty."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from site_content.items.closures import CLOSURE
from site_content.items.kinds import publishable_of
from site_content.items.models import Item, Refresh
from site_content.items.publishable import Publishable
from site_content.publishing import publish as verbs
from site_content.publishing.closures import refresh_closure
from site_content.publishing.global_items import refresh_global_item
from site_content.publishing.log import lock_head
from site_content.publishing.refresh_queue import enqueue

logger = logging.getLogger("headland.publishing")

# What an editor's request does itself after its commit; the worker does the rest.
INLINE_REFRESHES = 25
MAX_BACKOFF = timedelta(minutes=10)
MAX_ATTEMPTS_COUNTED = 1_000


def drain(limit: int | None = None, pause: float = 0.0, rank: int = Refresh.AFTER) -> int:
    """Make again what is marked, at most ``limit`` keys; return how many were done.

    What readers must not see any more comes first, then what an editor published, then what follows from either;
    within these the oldest first. One key that fails waits with its error and a growing pause, and stops nothing else.
    ``pause`` is for how many seconds others may write between two keys; what ranks after ``rank`` is left alone.
    """
    done = 0
    while limit is None or done < limit:
        if done and pause:
            time.sleep(pause)
        waiting = Refresh.objects.filter(models.Q(not_before=None) | models.Q(not_before__lte=timezone.now()))
        row = waiting.filter(rank__lte=rank).order_by("rank", "pk").first()
        if row is None:
            break
        refresh_one(row)
        done += 1
    return done


def drain_keys(keys: Collection[str], limit: int) -> int:
    """Make again those of ``keys`` that are marked, at most ``limit``, whatever else waits; return how many."""
    rows = Refresh.objects.filter(key__in=keys).order_by("rank", "pk")
    firsts: dict[str, Refresh] = {}
    for row in rows:
        firsts.setdefault(row.key, row)
    for row in list(firsts.values())[:limit]:
        refresh_one(row)
    return min(len(firsts), limit)


def is_queued() -> bool:
    """Say whether anything at all is marked, in a fraction of the time in which ``drain`` finds that nothing is due."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {Refresh._meta.db_table} LIMIT 1")  # noqa: S608 (own names only)
        return cursor.fetchone() is not None


def refresh_one(row: Refresh) -> None:
    """Bring one key in line; the reasons for it go in the same transaction as what it made."""
    try:
        with transaction.atomic():
            # Under the lock: a second worker waits here and then finds nothing to do. Every reason seen here was
            # committed before the page is read, so none is cleared that is not met.
            lock_head()
            deleted, _ = Refresh.objects.filter(key=row.key).delete()
            if deleted:
                refresh_key(row.key)
    except Exception as error:
        logger.exception("could not refresh %s", row.key)
        pause = min(MAX_BACKOFF, timedelta(seconds=2 ** min(row.attempts, 10)))
        Refresh.objects.filter(key=row.key, pk__lte=row.pk).update(
            attempts=min(row.attempts + 1, MAX_ATTEMPTS_COUNTED),
            error=repr(error)[:2000],
            not_before=timezone.now() + pause,
        )


def refresh_key(key: str) -> bool:
    """Bring what ``key`` names in line; return whether anything was written. Raises ValueError for an unknown key."""
    kind, _, name = key.partition(":")
    if kind == CLOSURE:
        return refresh_closure(int(name))
    return refresh_global_item(kind, name) if kind.startswith("~") else sync(key)


@transaction.atomic
def sync(key: str) -> bool:
    """Bring the items of one publishable object in line with it, whatever happened to it.

    Returns whether anything was written. Raises ValueError for a key of no kind, PathTaken, or
    pydantic.ValidationError if the type's Details refuse the object.
    """
    lock_head()
    subject = publishable_of(key)
    if subject is None:
        return verbs.withdraw(key) | verbs.cancel_scheduled(key)
    written = _sync_scheduled(subject)
    if subject.is_readable():
        return written | verbs.publish(subject)
    _enqueue_misplaced_below(subject)
    address = subject.address() if subject.is_open() else None
    audience = address.audience if address else None
    return written | verbs.withdraw(key, subject.ending(), audience, list(subject.groups) if audience else None)


def _sync_scheduled(subject: Publishable) -> bool:
    future = subject.scheduled()
    address = future.address() if future is not None else None
    if future is None or address is None:
        return verbs.cancel_scheduled(subject.key)
    try:
        written = verbs.publish(future)
    except (verbs.NotPublishable, verbs.PathTaken):
        return verbs.cancel_scheduled(subject.key)
    return written | verbs.cancel_scheduled(subject.key, keep=address)


def _enqueue_misplaced_below(subject: Publishable) -> None:
    """Ask for live items below what is not published itself, where they do not stand below its address.

    The item of something published tells that it moved and takes its children along; this has none.
    """
    live = Item.objects.filter(key__in=subject.keys_below(), slot="current", state="live")
    address = subject.address()
    if address is not None:
        live = live.exclude(audience=address.audience, path__startswith=f"{address.path.rstrip('/')}/")
    enqueue(list(live.values_list("key", flat=True)), Refresh.AFTER)
