"""The schedule: makes scheduled publishing and expiry fact in the database; readers see them to the second."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from site_content.items.kinds import KINDS
from site_content.publishing.log import lock_head

logger = logging.getLogger("headland.publishing")

MAX_PAUSE_SECONDS = 600.0
# What failed here: how often, and when to try again. A worker that restarts tries at once, which does no harm.
_failed: dict[tuple[str, int], tuple[int, float]] = {}


def promote_due() -> int:
    """Unpublish what has expired and publish what is due; return how many changed.

    Each in a transaction of its own, under the log's lock and looked at again there: three workers at once promote
    once. One that fails is logged and tried again after a growing pause; it stops nothing else.
    """
    now = timezone.now()
    changed = 0
    for kind in KINDS.values():
        changed += sum(_attempt(kind.name, kind.expire, pk) for pk in kind.expired(now))
        changed += sum(_attempt(kind.name, kind.go_live, number) for number in kind.due(now))
    return changed


def _attempt(kind: str, step: Callable[[int], bool], pk: int) -> bool:
    key = (f"{kind}.{step.__name__}", pk)
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
