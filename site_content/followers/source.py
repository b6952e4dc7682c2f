"""The database source: lets followers of this installation read the log directly."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import DatabaseError
from django.db.models import Value
from django.db.models.functions import Coalesce

from site_content.audiences import are_all, readable_audiences
from site_content.followers.copies.source import SourcePage, SourceUnavailable
from site_content.items.change import NAMES, Change
from site_content.items.models import Item, LogEntry
from site_content.publishing import log

# A page ends here even when fewer rows than asked for are in it (characters of JSON).
MAX_PAGE_SIZE = 8 * 1024 * 1024
# Rows fetched at once: the most that a page can be too large by.
_RUN = 100


class DatabaseSource:
    """The log as one audience may read it (staff read both)."""

    def __init__(self, audience: str) -> None:
        self._reader = audience

    def page(self, after: int, limit: int) -> SourcePage:
        """Return at most ``limit`` changes written after a position. Raises SourceUnavailable."""
        try:
            return self._page(after, limit)
        except DatabaseError as error:
            raise SourceUnavailable(f"the database: {error}") from error

    def _page(self, after: int, limit: int) -> SourcePage:
        # The head first: what is written meanwhile can then only be found, not missed.
        head = log.head()
        changes: list[Change] = []
        position, size = after, 0
        is_whole = False
        while len(changes) < limit and size < MAX_PAGE_SIZE and not is_whole:
            run_limit = min(_RUN, limit - len(changes))
            run = changes_between(position, run_limit, self._reader)
            changes += run
            size += sum(len(change.body) for change in run)
            is_whole = len(run) < run_limit
            position = run[-1].seq if run else position
        # A whole page holds all there is up to the head, so what is not for this audience is passed over too.
        position = max(position, head) if is_whole else position
        reset_below, history = log.history()
        marks = marks_of((after, position), history)
        head = max(head, changes[-1].seq) if changes else head
        return SourcePage(changes, position, head, marks.get(after, ""), marks.get(position, ""), reset_below)


def changes_between(after: int, limit: int, reader: str) -> list[Change]:
    """Return the newest form of rows written after a position that an audience may read, oldest first.

    Plain values, which is quicker.
    """
    rows, audiences = Item.objects.filter(seq__gt=after).order_by("seq"), readable_audiences(reader)
    if not are_all(audiences):
        # Not the bare column: SQLite would go by its index, and sort all of an audience's items for each page.
        rows = rows.annotate(read_by=Coalesce("audience", Value(""))).filter(read_by__in=audiences)
    return [_change(row) for row in rows.values_list(*NAMES[:-1], f"{reader}_position")[:limit]]


def marks_of(positions: Sequence[int], history: str = "") -> dict[int, str]:
    """Return what tells the log lines at some positions from lines of the same number in another log or history."""
    lines = LogEntry.objects.filter(seq__in=positions).values_list("seq", "content_id", "version", "at")
    return {seq: _mark(content_id, version, at, history) for seq, content_id, version, at in lines}


def _change(row: tuple[object, ...]) -> Change:
    # A copy holds ids as text: SQLite takes no UUID.
    values = [str(value) if isinstance(value, UUID) else value for value in row]
    return Change(*values)  # type: ignore[arg-type]  # in the order of Change's own fields


def _mark(content_id: UUID, version: int, at: datetime, history: str) -> str:
    return hashlib.sha256(f"{content_id}:{version}:{at.timestamp():.6f}{history}".encode()).hexdigest()[:16]
