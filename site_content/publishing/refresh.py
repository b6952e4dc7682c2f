"""Bringing items in line with pages: what was marked is made again, until nothing is marked."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone

from site_content.content_page import ContentPage
from site_content.item_rows import Refresh
from site_content.publishing import publish as verbs
from site_content.publishing.singletons import refresh_singleton
from site_content.visibility import Address, address_of

logger = logging.getLogger("headland.publishing")

# What an editor's request does itself after its commit; the worker does the rest.
INLINE_REFRESHES = 25
MAX_BACKOFF = timedelta(minutes=10)


def drain(limit: int | None = None) -> int:
    """Make again what is marked, oldest first, at most ``limit`` keys; return how many were done.

    One key that fails waits with its error and a growing pause, and stops nothing else.
    """
    done = 0
    while limit is None or done < limit:
        waiting = Refresh.objects.filter(models.Q(not_before=None) | models.Q(not_before__lte=timezone.now()))
        row = waiting.order_by("marked_at", "key").first()
        if row is None:
            break
        refresh_one(row)
        done += 1
    return done


def refresh_one(row: Refresh) -> None:
    """Bring one key in line; its mark goes in the same transaction as what it made."""
    try:
        with transaction.atomic():
            # Deleting first also takes the row's lock: a second worker waits here and then finds nothing to do.
            deleted, _ = Refresh.objects.filter(key=row.key, mark=row.mark).delete()
            if deleted:
                refresh_key(row.key)
    except Exception as error:
        logger.exception("could not refresh %s", row.key)
        pause = min(MAX_BACKOFF, timedelta(seconds=2 ** min(row.attempts, 10)))
        Refresh.objects.filter(key=row.key, mark=row.mark).update(
            attempts=row.attempts + 1, error=repr(error)[:2000], not_before=timezone.now() + pause
        )


def refresh_key(key: str) -> bool:
    """Bring what ``key`` names in line; return whether anything was written. Raises ValueError for an unknown key."""
    kind, _, name = key.partition(":")
    if kind == "page":
        return sync(int(name))
    if kind.startswith("~"):
        return refresh_singleton(kind, name)
    raise ValueError(f"nothing is called {key!r}")


@transaction.atomic
def sync(page_id: int) -> bool:
    """Bring one page's items in line with it, whatever happened to it; return whether anything was written."""
    page = ContentPage.objects.filter(pk=page_id).specific().first()
    if page is None or not isinstance(page, ContentPage) or not page.item_type:
        return verbs.withdraw(page_id) | verbs.cancel_scheduled(page_id)
    written = _sync_scheduled(page)
    if verbs.may_publish(page):
        return written | verbs.publish(page)
    return written | verbs.withdraw(page_id, verbs.ending_of(page))


def _sync_scheduled(page: ContentPage) -> bool:
    moment = verbs.scheduled_moment(page)
    revision = page.revisions.filter(approved_go_live_at__isnull=False).order_by("-created_at").first()
    if moment is None or revision is None:
        return verbs.cancel_scheduled(page.pk)
    future = revision.as_object()
    address: Address | None = address_of(page)
    # A revision keeps the place it was written at; the page's place now is the one that counts.
    future.url_path, future.path, future.depth = page.url_path, page.path, page.depth
    if future.slug != page.slug:
        future.url_path = page.url_path.rstrip("/").rsplit("/", 1)[0] + f"/{future.slug}/"
        address = address_of(future)
    try:
        written = verbs.publish(future, scheduled_for=moment)
    except verbs.NotPublishable:
        return verbs.cancel_scheduled(page.pk)
    return written | verbs.cancel_scheduled(page.pk, keep_path=address)
