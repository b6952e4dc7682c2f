"""Comparing items with pages, and bringing them back in line: the answer to "can I trust what is published?"."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.db import transaction
from wagtail.models import Page

from site_content.content_page import ContentPage
from site_content.item_rows import Item, LogEntry, LogHead, Refresh
from site_content.publishing.refresh import sync
from site_content.publishing.singletons import AUDIENCES, MAKERS, refresh_singleton


class RolledBack(Exception):
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
    """Yield (key, bring in line) for every page, every item whose page has gone, and every singleton."""
    for pk in ContentPage.objects.order_by("path").values_list("pk", flat=True).iterator():
        yield f"page:{pk}", lambda pk=pk: sync(pk)  # type: ignore[misc]
    known = Page.objects.values("pk")
    orphans = Item.objects.exclude(page_id=None).exclude(page_id__in=known).values_list("page_id", flat=True)
    for pk in sorted({pk for pk in orphans if pk is not None}):
        yield f"page:{pk}", lambda pk=pk: sync(pk)  # type: ignore[misc]
    for name in sorted(MAKERS):
        for audience in AUDIENCES:
            yield f"{name}:{audience}", lambda name=name, audience=audience: refresh_singleton(name, audience)  # type: ignore[misc]


def repair(check: bool = False) -> Iterator[Difference | None]:
    """Yield, for each subject in turn, its Difference or None. With ``check`` nothing is kept.

    Cards depend on cards, so callers repeat until a round differs nowhere; a round is in tree order, parents first.
    """
    for key, bring_in_line in subjects():
        before = _state_of(key)
        after: list[str] = []
        written = False
        try:
            with transaction.atomic():
                written = bring_in_line()
                after = _state_of(key)
                if check:
                    raise RolledBack
                Refresh.objects.filter(key=key).delete()
        except RolledBack:
            pass
        yield Difference(key, before, after) if written else None


def _state_of(key: str) -> list[str]:
    kind, _, name = key.partition(":")
    rows = Item.objects.filter(page_id=int(name)) if kind == "page" else Item.objects.filter(path=kind, audience=name)
    return [f"{row} {row.digest[:8]}" for row in rows.exclude(state="removed").order_by("audience", "path", "slot")]


def log_gaps() -> list[int]:
    """Return positions of the log that no entry holds: always empty, or the database was tampered with."""
    head = LogHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0
    have = set(LogEntry.objects.values_list("seq", flat=True))
    return [seq for seq in range(1, head + 1) if seq not in have]
