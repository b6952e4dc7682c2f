"""The index audit: compares an index with the items, every name and version."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from search.elastic import Index, Update
from site_content.audiences import readable_audiences
from site_content.followers.copies.record import entry_of
from site_content.followers.indexes.updates import key_of_row, update_of
from site_content.items.closed_items import is_closed_now
from site_content.items.models import Item
from site_content.publishing import log

BATCH = 500


@dataclass(frozen=True, slots=True)
class Drift:
    """One row that the index holds otherwise than the items; None stands for nothing there. ``path`` is for people."""

    key: str
    path: str
    expected: int | None
    actual: int | None
    reason: str

    def __str__(self) -> str:
        return f"{self.path or self.key}: {self.reason} (items {self.expected}, index {self.actual})"


def drift(index: Index, audience: str, version: str | None = None) -> list[Drift]:
    """Return every difference, by path. What was written while it ran can show: look twice before you believe one."""
    stored = {key: (at, live) for key, at, live in index.stored(version)}
    kept_out = index.quarantined(most=10_000)
    drifts = []
    for key, path, seq, live in _expected(audience):
        at, is_live = stored.pop(key, (None, False))
        reason = ""
        if at is None:
            reason = "missing" if live else ""
        elif at != seq:
            reason = "of another version"
        elif is_live != live:
            reason = f"kept out: {kept_out[key]}" if key in kept_out else "live in one only"
        if reason:
            drifts.append(Drift(key, path, seq, at, reason))
    extra = [Drift(key, "", None, at, "in the index only") for key, (at, live) in stored.items() if live]
    return sorted([*drifts, *extra], key=lambda each: (each.path, each.key))


def repair(index: Index, audience: str, drifts: list[Drift]) -> int:
    """Write what differs again; return how many rows were written. Rows of the index alone become tombstones."""
    expected = {each.key for each in drifts if each.expected is not None}
    current = index.current()
    if current is None:
        return 0
    written = 0
    rows = _rows(audience).iterator(chunk_size=BATCH)
    updates: list[Update] = [Update(each.key, each.actual or 0, None) for each in drifts if each.expected is None]
    for row in rows:
        if key_of_row(row.audience, row.path, row.slot) in expected:
            updates.append(update_of(log.change_of(row), row.is_closed))
        if len(updates) >= BATCH:
            written += len(index.fill(current, updates).written)
            updates = []
    written += len(index.fill(current, updates).written)
    index.refresh()
    return written


def _expected(audience: str) -> Iterator[tuple[str, str, int, bool]]:
    for row in _rows(audience).iterator(chunk_size=BATCH):
        change = log.change_of(row)
        live = entry_of(change) is not None and not row.is_closed
        yield key_of_row(row.audience, row.path, row.slot), f"{row.audience}:{row.path}", row.seq, live


def _rows(audience: str) -> Any:
    rows = Item.objects.filter(audience__in=readable_audiences(audience))
    return rows.annotate(is_closed=is_closed_now()).order_by("pk")
