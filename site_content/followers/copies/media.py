"""Media in a copy: hold which pictures and files its audience may read, and when.

A medium is public exactly while a live public item names it; no other record of that exists, and bytes never move.
"""

from __future__ import annotations

import hashlib
import sqlite3
from datetime import datetime
from typing import NamedTuple

from search.moments import seconds
from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.items.change import Change

# 47 bits are six bytes of a row instead of the fifty of a name. Two of a million names share a number once in 280
# installations, and what that could show must lie in the folder and be asked for by its whole name.
_KEY_BYTES = 6
# More items than this are not named in one answer's surrogate keys: the header would be cut off anyway.
_MAX_ITEMS = 100
_SELECT_ITEMS = (
    "SELECT i.content_id, i.seq, nullif(m.shown_until, 0) FROM media m JOIN item i ON i.id = m.item WHERE m.key = :key"
    " AND m.shown_from <= :now AND (m.shown_until = 0 OR m.shown_until > :now)"
)


class MediaRow(NamedTuple):
    """A row of ``media``. 0 is no bound."""

    key: int
    item: int
    shown_from: int
    shown_until: int


class NamingItem(NamedTuple):
    """An item that names a medium, as the copy has it."""

    content_id: str
    seq: int


class ShownMedium(NamedTuple):
    """A medium that may be read now: the items that name it, and when the last of them ends (None: it is not known)."""

    items: list[NamingItem]
    until: int | None


def media_key(name: str) -> int:
    """Return the number that stands for a name: the same in every copy."""
    return int.from_bytes(hashlib.blake2b(name.encode(), digest_size=_KEY_BYTES).digest(), "big") >> 1


def media_rows(row: int, change: Change) -> list[MediaRow]:
    """Return the rows of a live item, from when it is shown until it ends; what an alert names may be for less long.

    Another version that is scheduled ends nothing: lists show the old one until the worker has put it in its place.
    """
    if change.state != "live":
        return []
    begins = seconds(change.live_from)
    ends = seconds(change.live_until)
    rows = set()
    for medium in change.media:
        opens = max(begins or 0, _second(medium.get("shown_from")) or 0)
        closes = [at for at in (ends, _second(medium.get("shown_until"))) if at is not None]
        rows.add(MediaRow(media_key(medium["name"]), row, opens, min(closes, default=0)))
    return sorted(rows)


def shown_medium(conn: sqlite3.Connection, name: str, now: int, access: Access | None = None) -> ShownMedium | None:
    """Return what is known of a medium that a reader of the copy may read now, or None: one SELECT.

    ``access`` leaves out items that are for groups of which the reader is in none.
    """
    query = f"{_SELECT_ITEMS}{is_readable('i.id', access)} LIMIT {_MAX_ITEMS}"
    rows = conn.execute(query, {"key": media_key(name), "now": now, **values_for(access)}).fetchall()
    if not rows:
        return None
    ends = [end for *_, end in rows]
    # In the same order whatever the rows are numbered: they are told to readers.
    items = sorted({NamingItem(content_id, seq) for content_id, seq, _ in rows})
    return ShownMedium(items, None if None in ends else max(ends))


def _second(text: str | None) -> int | None:
    return None if text is None else seconds(datetime.fromisoformat(text))
