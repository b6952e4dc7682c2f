"""Repair: compares items with pages and brings them back in line."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from django.db import transaction

from site_content.audiences import AUDIENCES
from site_content.items.closures import CLOSURE
from site_content.items.kinds import KINDS
from site_content.items.models import Closure, Item, LogEntry, LogHead, Refresh
from site_content.media.faults import faults_noted
from site_content.publishing.closures import refresh_closure
from site_content.publishing.global_items import BUILDERS, refresh_global_item
from site_content.publishing.log import lock_head
from site_content.publishing.obstacles import set_faults
from site_content.publishing.refresh import sync

logger = logging.getLogger("headland.publishing")


class DryRunRollback(Exception):
    """Undoes a trial run."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing whose items did not say what its page does."""

    key: str
    before: list[str]
    after: list[str]

    def __str__(self) -> str:
        return f"{self.key}: {', '.join(self.before) or 'nothing'} → {', '.join(self.after) or 'nothing'}"


def subjects() -> Iterator[tuple[str, Callable[[], bool]]]:
    """Yield (key, bring in line) for each publishable object, item whose object has gone, global item and closure."""
    for kind in KINDS.values():
        for key in kind.keys().iterator():
            yield key, partial(sync, key)
        orphans = Item.objects.filter(key__startswith=f"{kind.name}:").exclude(state__in=("gone", "removed"))
        orphans = orphans.exclude(key__in=kind.keys().order_by())
        for key in sorted(set(orphans.values_list("key", flat=True))):
            yield key, partial(sync, key)
    for name in sorted(BUILDERS):
        for audience in AUDIENCES:
            yield f"{name}:{audience}", partial(refresh_global_item, name, audience)
    # Last: what they close has been looked at, so one that closes nothing more is taken away.
    for number in Closure.objects.order_by("pk").values_list("pk", flat=True):
        yield f"{CLOSURE}:{number}", partial(refresh_closure, number)


def repair(check: bool = False) -> Iterator[Difference | None]:
    """Yield, for each subject in turn, its Difference or None. With ``check`` nothing is kept.

    A subject that cannot be brought in line is a difference too, and stops nothing. Cards depend on cards, so callers
    repeat until a round differs nowhere; a round is in tree order, parents first.
    """
    for key, bring_in_line in subjects():
        before: list[str] = []
        after: list[str] = []
        try:
            with transaction.atomic():
                lock_head()
                before = _state_of(key)
                # Read before the page: a reason that comes later is not met by this.
                reasons = list(Refresh.objects.filter(key=key).values_list("pk", flat=True))
                with faults_noted() as faults:
                    bring_in_line()
                after = _state_of(key)
                if check:
                    raise DryRunRollback
                Refresh.objects.filter(pk__in=reasons).delete()
                set_faults({key: faults})
        except DryRunRollback:
            pass
        except Exception as error:
            logger.exception("could not bring %s in line", key)
            after = [f"cannot be made: {error!r}"[:500]]
        yield Difference(key, before, after) if before != after else None


def _state_of(key: str) -> list[str]:
    """Return each row of a subject as a line: what it says, and a hash of everything in it and of its links."""
    rows = (
        Item.objects.filter(key=key)
        .exclude(state="removed")
        .order_by("audience", "path", "slot")
        .prefetch_related("item_links")
    )
    return [f"{row} {_fingerprint(row)}" for row in rows]


def _fingerprint(row: Item) -> str:
    links = sorted((link.target, link.kind) for link in row.item_links.all())
    values = [str(getattr(row, field.attname)) for field in Item._meta.concrete_fields]
    return hashlib.sha256(repr([values, links]).encode()).hexdigest()[:8]


def log_gaps() -> list[int]:
    """Return positions that the log lacks, and positions of items that it does not have.

    Always empty, or the database was tampered with.
    """
    head = LogHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    have = set(LogEntry.objects.values_list("seq", flat=True))
    expected = set(Item.objects.values_list("seq", flat=True)) | set(range(1, head + 1))
    return sorted((expected - have) | {seq for seq in have if seq > head})
