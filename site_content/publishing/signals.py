"""Publishing's receivers: queue a refresh for each change; the work follows the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import islice
from typing import Any

from django.db import transaction
from django.db.models.signals import post_save, pre_save

from site_content.items.models import Refresh
from site_content.items.signals import (
    listings_changed,
    places_closed,
    publishables_changed,
    readers_lost,
    subtrees_changed,
)
from site_content.publishing.closures import close_place
from site_content.publishing.refresh import INLINE_REFRESHES, drain, drain_keys
from site_content.publishing.refresh_queue import enqueue, enqueue_users_of
from site_content.publishing.source_changes import before_save, is_unchanged

# With more than this waiting, a request leaves what follows from its own work to the worker.
MAX_QUEUE = 100
# What a transaction that changes more than this is about is the worker's.
MAX_OWN_KEYS = 500
_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def drain_postponed() -> Iterator[None]:
    """Leave the work that saves ask for to the caller, who drains: a run over many pages makes each listing once."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


class WorkAfterCommit:
    """What a request does itself once its transaction has committed: its own keys first, whatever else waits."""

    def __init__(self, keys: Iterable[str] = ()) -> None:
        self.keys = list(keys)

    def __call__(self) -> None:
        """Do it; the worker does the rest. Behind much other work a request does its own alone."""
        left_over = INLINE_REFRESHES - drain_keys(self.keys, INLINE_REFRESHES)
        waiting = len(Refresh.objects.order_by("pk").values_list("pk")[: MAX_QUEUE + 1])
        if waiting:
            drain(left_over, rank=Refresh.TAKE_DOWN if waiting > MAX_QUEUE else Refresh.AFTER)


def drain_after_commit(keys: Iterable[str] = ()) -> None:
    """Do the first of the queued work right after this transaction commits, once however often it is asked for.

    ``keys`` are what the transaction itself is about.
    """
    if _postponed.get():
        return
    pending = transaction.get_connection().run_on_commit
    work = next((entry[1] for entry in pending if isinstance(entry[1], WorkAfterCommit)), None)
    if work is not None:
        work.keys += islice(keys, MAX_OWN_KEYS - len(work.keys))
        return
    # Outside a transaction it is done at once.
    transaction.on_commit(WorkAfterCommit(islice(keys, MAX_OWN_KEYS)), robust=True)


def on_readers_lost(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """Readers lost objects: before anything else, their items are taken away."""
    _enqueue_own(keys, Refresh.TAKE_DOWN)


def on_places_closed(sender: type, audience: str, path: str, groups: list[str] | None, **kwargs: Any) -> None:
    """Whole places were closed to readers: one row of the log says so, before items are written one by one."""
    drain_after_commit(close_place(audience, path, groups))


def on_publishables_changed(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """Objects changed: their items are made again."""
    _enqueue_own(keys, Refresh.FIRST)


def on_subtrees_changed(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """What lies below changed objects is made again after them."""
    enqueue(keys, Refresh.BELOW)
    drain_after_commit()


def on_listings_changed(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """What lists changed objects is made again after them."""
    enqueue(keys, Refresh.AFTER)
    drain_after_commit()


def _enqueue_own(keys: Iterable[str], rank: int) -> None:
    own = list(keys)
    enqueue(own, rank)
    drain_after_commit(own)


def on_tag_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A tag was renamed: items carry its label."""
    if is_unchanged(sender, instance):
        return
    enqueue_users_of(f"tag:{instance.pk}")
    drain_after_commit()


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    from taggit.models import Tag

    readers_lost.connect(on_readers_lost, dispatch_uid="headland-readers-lost")
    places_closed.connect(on_places_closed, dispatch_uid="headland-places-closed")
    subtrees_changed.connect(on_subtrees_changed, dispatch_uid="headland-subtrees")
    publishables_changed.connect(on_publishables_changed, dispatch_uid="headland-publishables")
    listings_changed.connect(on_listings_changed, dispatch_uid="headland-listings")
    pre_save.connect(before_save, sender=Tag, dispatch_uid="headland-tag-before")
    post_save.connect(on_tag_changed, sender=Tag, dispatch_uid="headland-tag")
