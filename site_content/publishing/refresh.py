"""Refreshes: rebuild items from their sources until the queue is empty."""

from __future__ import annotations

import logging
import time
from collections.abc import Collection, Sized
from datetime import timedelta
from itertools import islice

from django.db import models, transaction
from django.utils import timezone

from site_content.items.closures import CLOSURE
from site_content.items.models import Item, Refresh
from site_content.items.publishable import Publishable
from site_content.media.faults import faults_noted
from site_content.media.renditions import make_sizes, sizes_postponed
from site_content.publishing import publish as verbs
from site_content.publishing.batch import Batch, writing
from site_content.publishing.closures import refresh_closure
from site_content.publishing.global_items import refresh_global_item
from site_content.publishing.obstacles import set_faults, set_refusal
from site_content.publishing.refresh_queue import forget

logger = logging.getLogger("headland.publishing")

# What an editor's request does itself after its commit; the worker does the rest.
INLINE_REFRESHES = 25
# A batch ends after so many keys, or when its time is over and a few are done: others wait for the log's lock as long.
MIN_KEYS = 5
MAX_KEYS = 50
MAX_BATCH_SECONDS = 0.1
# SQLite has one writer, and who waits looks again now and then only.
MAX_SQLITE_SECONDS = 0.03
# Somebody may replace a picture while its sizes are made; more often than this it is made under the lock.
MAX_SIZE_ROUNDS = 3
MAX_BACKOFF = timedelta(minutes=10)
MAX_ATTEMPTS_COUNTED = 1_000


class SizesMissing(Exception):
    """Pictures lack sizes, which nobody makes while holding the log's lock."""


def drain(limit: int | None = None, pause: float = 0.0, rank: int = Refresh.AFTER) -> int:
    """Make again what is marked, at most ``limit`` keys; return how many were done.

    What readers must not see any more comes first, then what an editor published, then what follows from either;
    within these the oldest first. Keys are made in batches of one transaction each, short enough for an editor's save
    to come between. One key that fails waits with its error and a growing pause, and stops nothing else.
    ``pause`` is for how many seconds others may write after each batch; what ranks after ``rank`` is left alone.
    """
    done, size = 0, MAX_KEYS
    while limit is None or done < limit:
        keys = _due(size if limit is None else min(size, limit - done), rank)
        if not keys:
            break
        number = len(_refresh(keys))
        # What is read for a batch and not made in it is read in vain.
        size = max(MIN_KEYS, number) if number < len(keys) else min(MAX_KEYS, 2 * size)
        done += number
        if pause:
            time.sleep(pause)
    return done


def drain_keys(keys: Collection[str], limit: int) -> int:
    """Make again those of ``keys`` that are marked, at most ``limit``, whatever else waits; return how many."""
    reasons = Refresh.objects.filter(key__in=keys).order_by("rank", "pk").values_list("key", "pk")
    waiting = dict(islice(dict(reasons).items(), limit))
    number = len(waiting)
    while waiting:
        for key in _refresh(_batch_of(waiting, MAX_KEYS)):
            del waiting[key]
    return number


def _is_sqlite() -> bool:
    return str(transaction.get_connection().vendor) == "sqlite"


def _due(limit: int, rank: int) -> dict[str, int]:
    """Return the keys that come next, each with its newest reason."""
    waiting = Refresh.objects.filter(models.Q(not_before=None) | models.Q(not_before__lte=timezone.now()))
    # A key may be marked many times: look at some more reasons than keys.
    reasons = waiting.filter(rank__lte=rank).order_by("rank", "pk").values_list("key", "pk")[: 4 * limit]
    return _batch_of(dict(reasons), limit)


def _batch_of(newest_reasons: dict[str, int], limit: int) -> dict[str, int]:
    """Return the first keys that may be made together: a global item or a closure, which reads others, comes alone."""
    keys = list(newest_reasons)[:limit]
    alone = next((number for number, key in enumerate(keys) if key.startswith("~")), len(keys))
    return {key: newest_reasons[key] for key in keys[: alone or 1]}


def is_queued() -> bool:
    """Say whether anything at all is marked, in a fraction of the time in which ``drain`` finds that nothing is due."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"SELECT 1 FROM {Refresh._meta.db_table} LIMIT 1")  # noqa: S608 (own names only)
        return cursor.fetchone() is not None


def _refresh(newest_reasons: dict[str, int]) -> Collection[str]:
    """Bring keys in line, all of them together or, when one fails, each by itself; return those that were done."""
    keys = list(newest_reasons)
    if len(keys) > 1:
        try:
            return _refresh_with_sizes(keys)
        except Exception as error:
            logger.info("%d keys, each by itself: %r", len(keys), error)
    for key, newest in newest_reasons.items():
        try:
            _refresh_with_sizes([key])
        except Exception as error:
            logger.exception("could not refresh %s", key)
            _postpone(key, newest, error)
    return keys


def _refresh_with_sizes(keys: list[str]) -> Collection[str]:
    """Bring keys in line; the sizes of pictures that they lack are made meanwhile, without the log's lock."""
    for _ in range(MAX_SIZE_ROUNDS):
        with sizes_postponed() as images:
            try:
                return refresh_batch(keys, images)
            except SizesMissing:
                lacking = list(images.values())
        for image in lacking:
            make_sizes(image)
    return refresh_batch(keys)


def refresh_batch(keys: list[str], lacking: Sized = ()) -> Collection[str]:
    """Bring keys in line in one transaction, as many as its time allows; return those that need no more.

    The reasons for them go in the same transaction as what it made. Raises whatever one of them raises, and
    SizesMissing if anything is in ``lacking`` after all.
    """
    end = time.monotonic() + (MAX_SQLITE_SECONDS if _is_sqlite() else MAX_BATCH_SECONDS)
    with writing() as batch:
        # Under the lock: a second worker waits here and then finds nothing to do. Every reason read here was
        # committed before the page is read, so none is cleared that is not met.
        reasons = list(Refresh.objects.filter(key__in=keys).values_list("pk", "key"))
        marked = {key for _, key in reasons}
        waiting = [key for key in keys if key in marked]
        batch.prepare(waiting)
        faults: dict[str, list[str]] = {}
        for key in waiting:
            batch.dependants.begin(key)
            with faults_noted() as faults[key]:
                refresh_key(key)
            if time.monotonic() > end and len(faults) >= MIN_KEYS:
                break
        if lacking:
            raise SizesMissing
        forget([pk for pk, key in reasons if key in faults])
        set_faults(faults)
    return [key for key in keys if key in faults or key not in marked]


def _postpone(key: str, newest: int, error: Exception) -> None:
    """Have a key that failed wait; reasons that came meanwhile are tried at once."""
    reasons = Refresh.objects.filter(key=key, pk__lte=newest)
    attempts = reasons.aggregate(most=models.Max("attempts"))["most"] or 0
    pause = min(MAX_BACKOFF, timedelta(seconds=2 ** min(attempts, 10)))
    failures = reasons.update(
        attempts=min(attempts + 1, MAX_ATTEMPTS_COUNTED),
        error=repr(error)[:2000],
        not_before=timezone.now() + pause,
    )
    if failures:  # else another worker made it meanwhile
        set_refusal(key, error)


def refresh_key(key: str) -> bool:
    """Bring what ``key`` names in line; return whether anything was written. Raises ValueError for an unknown key."""
    kind, _, name = key.partition(":")
    if kind == CLOSURE:
        return refresh_closure(int(name))
    return refresh_global_item(kind, name) if kind.startswith("~") else sync(key)


def sync(key: str) -> bool:
    """Bring the items of one publishable object in line with it, whatever happened to it.

    Returns whether anything was written. Raises ValueError for a key of no kind, PathTaken, or
    pydantic.ValidationError if the type's Details refuse the object.
    """
    with writing() as batch:
        subject = batch.subject(key)
        if subject is None:
            return verbs.withdraw(key) | verbs.cancel_scheduled(key)
        written = _sync_scheduled(subject)
        if subject.is_readable():
            return written | verbs.publish(subject)
        _mark_misplaced_below(batch, subject)
        address = subject.address() if subject.is_open() else None
        audience = address.audience if address else None
        groups = list(subject.groups) if audience else None
        return written | verbs.withdraw(key, subject.ending(), audience, groups)


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


def _mark_misplaced_below(batch: Batch, subject: Publishable) -> None:
    """Ask for live items below what is not published itself, where they do not stand below its address.

    The item of something published tells that it moved and takes its children along; this has none.
    """
    below = subject.keys_below()
    if isinstance(below, tuple):
        return
    batch.write_rows()  # asked of the database, which must know what the batch has done so far
    live = Item.objects.filter(key__in=below, slot="current", state="live")
    address = subject.address()
    if address is not None:
        live = live.exclude(audience=address.audience, path__startswith=f"{address.path.rstrip('/')}/")
    batch.dependants.add(live.values_list("key", flat=True))
