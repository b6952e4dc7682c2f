"""Bringing items in line with pages: what was marked is made again, until nothing is marked."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta

from django.db import models, transaction
from django.utils import timezone
from wagtail.models import Page

from site_content.items.models import Item, Refresh
from site_content.items.visibility import address_of
from site_content.media.tidy import tidy_file, tidy_image
from site_content.pages.content_page import ContentPage
from site_content.publishing import publish as verbs
from site_content.publishing.endings import ending_audience, ending_of
from site_content.publishing.global_items import refresh_global_item
from site_content.publishing.log import lock_head
from site_content.publishing.refresh_queue import enqueue_pages
from site_content.publishing.schedule import scheduled_version

logger = logging.getLogger("headland.publishing")

# What an editor's request does itself after its commit; the worker does the rest.
INLINE_REFRESHES = 25
MAX_BACKOFF = timedelta(minutes=10)
MAX_ATTEMPTS_COUNTED = 1_000


def drain(limit: int | None = None) -> int:
    """Make again what is marked, at most ``limit`` keys; return how many were done.

    What an editor did comes before what follows from it; within these the oldest first. One key that fails waits
    with its error and a growing pause, and stops nothing else.
    """
    done = 0
    while limit is None or done < limit:
        waiting = Refresh.objects.filter(models.Q(not_before=None) | models.Q(not_before__lte=timezone.now()))
        row = waiting.order_by("rank", "pk").first()
        if row is None:
            break
        refresh_one(row)
        done += 1
    return done


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
    if kind.startswith("~"):
        return refresh_global_item(kind, name)
    steps: dict[str, Callable[[int], bool]] = {"page": sync, "image": tidy_image, "file": tidy_file}
    if kind not in steps:
        raise ValueError(f"nothing is called {key!r}")
    return steps[kind](int(name))


@transaction.atomic
def sync(page_id: int) -> bool:
    """Bring one page's items in line with it, whatever happened to it; return whether anything was written.

    Raises PathTaken, or pydantic.ValidationError if the type's Details refuse the page.
    """
    lock_head()
    page = ContentPage.objects.filter(pk=page_id).specific().first()
    if page is None or not isinstance(page, ContentPage) or not page.item_type:
        return verbs.withdraw(page_id) | verbs.cancel_scheduled(page_id)
    written = _sync_scheduled(page)
    if verbs.may_publish(page):
        return written | verbs.publish(page)
    _enqueue_misplaced_below(page)
    return written | verbs.withdraw(page_id, ending_of(page), ending_audience(page))


def _sync_scheduled(page: ContentPage) -> bool:
    future = scheduled_version(page)
    address = address_of(future) if future is not None else None
    if future is None or address is None:
        return verbs.cancel_scheduled(page.pk)
    try:
        written = verbs.publish(future, scheduled_for=future.last_published_at)
    except (verbs.NotPublishable, verbs.PathTaken):
        return verbs.cancel_scheduled(page.pk)
    return written | verbs.cancel_scheduled(page.pk, keep=address)


def _enqueue_misplaced_below(page: ContentPage) -> None:
    """Mark live items below a page that is not published itself, where they do not stand below its address.

    A published page's own item tells that it moved and takes its children along; this one has none.
    """
    if page.is_leaf():
        return
    below = Page.objects.filter(path__startswith=page.path, depth__gt=page.depth).values("pk")
    live = Item.objects.filter(page_id__in=below, slot="current", state="live")
    address = address_of(page)
    if address is not None:
        live = live.exclude(audience=address.audience, path__startswith=f"{address.path.rstrip('/')}/")
    enqueue_pages([pk for pk in live.values_list("page_id", flat=True) if pk is not None], Refresh.AFTER)
