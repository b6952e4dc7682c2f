"""Publishing's receivers: queue a refresh for each change; the work follows the commit."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from site_content.items.models import Refresh
from site_content.items.signals import listings_changed, publishables_changed
from site_content.publishing.refresh import INLINE_REFRESHES, drain
from site_content.publishing.refresh_queue import enqueue, enqueue_users_of

_postponed: ContextVar[bool] = ContextVar("postponed", default=False)


@contextmanager
def drain_postponed() -> Iterator[None]:
    """Leave the work that saves ask for to the caller, who drains: a run over many pages makes each listing once."""
    token = _postponed.set(True)
    try:
        yield
    finally:
        _postponed.reset(token)


def drain_after_commit() -> None:
    """Do the first of the queued work right after this transaction commits, once however often it is asked for."""
    if _postponed.get():
        return
    pending = transaction.get_connection().run_on_commit
    if not any(entry[1] is _drain_some for entry in pending):
        transaction.on_commit(_drain_some, robust=True)


def _drain_some() -> None:
    drain(INLINE_REFRESHES)


def on_publishables_changed(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """Objects changed: their items are made again."""
    enqueue(keys)
    drain_after_commit()


def on_listings_changed(sender: type, keys: Iterable[str], **kwargs: Any) -> None:
    """What lists changed objects is made again after them."""
    enqueue(keys, Refresh.AFTER)
    drain_after_commit()


def on_media_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """An image or file was replaced, renamed, moved between collections or deleted."""
    kind = "image" if hasattr(instance, "focal_point_x") else "file"
    # What is not for everybody's eyes any more comes first.
    enqueue_users_of(f"{kind}:{instance.pk}", rank=Refresh.FIRST if instance.staff_only else Refresh.AFTER)
    drain_after_commit()


def on_tag_changed(sender: type, instance: Any, **kwargs: Any) -> None:
    """A tag was renamed: items carry its label."""
    enqueue_users_of(f"tag:{instance.pk}")
    drain_after_commit()


def connect() -> None:
    """Connect every signal; called once when the app is ready."""
    from taggit.models import Tag
    from wagtail.documents import get_document_model
    from wagtail.images import get_image_model

    publishables_changed.connect(on_publishables_changed, dispatch_uid="headland-publishables")
    listings_changed.connect(on_listings_changed, dispatch_uid="headland-listings")
    for signal in (post_save, post_delete):
        for number, model in enumerate((get_image_model(), get_document_model())):
            signal.connect(on_media_changed, sender=model, dispatch_uid=f"headland-media-{number}")
    post_save.connect(on_tag_changed, sender=Tag, dispatch_uid="headland-tag")
