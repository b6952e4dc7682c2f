"""Scheduled publishing and expiry: readers see them to the second; this makes them fact in the page tree."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from site_content.pages.content_page import ContentPage
from site_content.publishing.log import lock_head

logger = logging.getLogger("headland.publishing")

MAX_PAUSE_SECONDS = 600.0
# What failed here: how often, and when to try again. A worker that restarts tries at once, which does no harm.
_failed: dict[tuple[str, int], tuple[int, float]] = {}


def scheduled_version(page: ContentPage) -> Any:
    """Return a page as it will be when its approved scheduled revision goes live, or None when none is waiting.

    Its times are what they will be then: ``last_published_at`` is the moment it goes live.
    """
    revision = page.revisions.filter(approved_go_live_at__isnull=False).order_by("-created_at").first()
    if revision is None:
        return None
    future = revision.as_object()
    future.last_published_at = revision.approved_go_live_at
    future.first_published_at = page.first_published_at or revision.approved_go_live_at
    return future


def promote_due() -> int:
    """Unpublish what has expired and publish what is due; return how many pages changed.

    Each in a transaction of its own, under the log's lock and looked at again there: three workers at once promote
    once. A page that fails is logged and tried again after a growing pause; it stops nothing else.
    """
    now = timezone.now()
    expired = Page.objects.filter(live=True, expire_at__lte=now).order_by("expire_at").values_list("pk", flat=True)
    due = Revision.page_revisions.filter(approved_go_live_at__lte=now).order_by("approved_go_live_at")
    changed = sum(_attempt(_expire, pk) for pk in list(expired))
    return changed + sum(_attempt(_go_live, pk) for pk in list(due.values_list("pk", flat=True)))


def _attempt(step: Callable[[int], bool], pk: int) -> bool:
    key = (step.__name__, pk)
    failures, not_before = _failed.get(key, (0, 0.0))
    if time.monotonic() < not_before:
        return False
    try:
        with transaction.atomic():
            lock_head()
            done = step(pk)
    except Exception:
        pause = min(MAX_PAUSE_SECONDS, 2.0**failures)
        logger.exception("could not promote %s; trying again in %.0f s", pk, pause)
        _failed[key] = (failures + 1, time.monotonic() + pause)
        return False
    _failed.pop(key, None)
    return done


def _expire(pk: int) -> bool:
    page = Page.objects.filter(pk=pk, live=True, expire_at__lte=timezone.now()).first()
    if page is None:
        return False
    page.specific.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    return True


def _go_live(pk: int) -> bool:
    revision = Revision.page_revisions.filter(pk=pk, approved_go_live_at__lte=timezone.now()).first()
    if revision is None:
        return False
    revision.publish(log_action="wagtail.publish.scheduled")
    return True
