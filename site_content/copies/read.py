"""Reading a copy: one item by path or id, and the documents there is one of. Times are whole seconds since 1970."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, NamedTuple

_FIELDS = (
    "i.id, i.audience, i.path, i.slot, i.seq, i.content_id, i.state, i.type, i.version, i.etag, i.written_at,"
    " i.shown_from, i.shown_until, i.live_until"
)
_AT_PATH = (
    f"SELECT {_FIELDS}, b.plain, b.gzip, b.brotli FROM address a JOIN item i ON i.id = a.item"  # noqa: S608
    " JOIN body b ON b.item = i.id WHERE a.path = ?"
)
_WITH_ID = (
    f"SELECT {_FIELDS}, b.plain, b.gzip, b.brotli FROM item i"  # noqa: S608
    " JOIN body b ON b.item = i.id WHERE i.content_id = ? ORDER BY i.state = 'redirect', i.seq DESC"
)
# Where a row holds shown_from, shown_until and live_until.
_TIMES = slice(11, 14)


class StoredItem(NamedTuple):
    """An item as it stands in the copy. ``plain``, ``gzip`` and ``brotli`` are the same JSON text.

    ``state`` is ``live``, ``redirect``, ``gone`` or ``withdrawn``. ``written_at`` is Last-Modified.
    """

    id: int
    audience: str
    path: str
    slot: str
    seq: int
    content_id: str
    state: str
    type: str
    version: int
    etag: str
    written_at: int
    shown_from: int | None
    shown_until: int | None
    live_until: int | None
    plain: bytes
    gzip: bytes
    brotli: bytes

    def json(self) -> dict[str, Any]:
        """Return the item's JSON."""
        value: dict[str, Any] = json.loads(self.plain)
        return value


class Answer(NamedTuple):
    """What a reader is told now: an item or none, and when that changes by itself (None: not before a new publish).

    ``is_expired``: the item was live until a moment ago; readers are told it is gone.
    """

    item: StoredItem | None
    next_change_at: int | None
    is_expired: bool = False


def item_at(conn: sqlite3.Connection, path: str, now: int, audiences: Sequence[str]) -> Answer:
    """Return what stands at a canonical path now, for the first of ``audiences`` with something live: one SELECT."""
    return _choose(list(map(StoredItem._make, conn.execute(_AT_PATH, (path,)))), now, audiences)


def item_with_id(conn: sqlite3.Connection, content_id: str, now: int, audiences: Sequence[str]) -> Answer:
    """Return the item with a content_id, wherever it stands now: one SELECT. Redirects it left behind come last."""
    return _choose(list(map(StoredItem._make, conn.execute(_WITH_ID, (content_id,)))), now, audiences)


def _choose(rows: list[StoredItem], now: int, audiences: Sequence[str]) -> Answer:
    rows = [row for row in rows if row.audience in audiences and not row.type.startswith("~")]
    rows.sort(key=lambda row: audiences.index(row.audience))
    moments = [at for row in rows for at in (row.shown_from, row.shown_until, row.live_until) if at and at > now]
    change = min(moments, default=None)
    standing = _standing(rows, now)
    for row in standing:
        if row.state == "live" and not _is_expired(row, now):
            return Answer(row, change)
    for row in standing:
        if row.state != "live":
            return Answer(row, change)
    return Answer(standing[0], change, is_expired=True) if standing else Answer(None, change)


def _standing(rows: list[StoredItem], now: int) -> list[StoredItem]:
    """Return one row for each place: once a scheduled row is due, the one it took over from counts no more."""
    due = {(row.audience, row.path): row for row in rows if row.slot == "scheduled" and (row.shown_from or 0) <= now}
    current = [row for row in rows if row.slot == "current"]
    places = {(row.audience, row.path) for row in current}
    new = [row for place, row in due.items() if place not in places]
    return [due.get((row.audience, row.path), row) for row in current] + new


def _is_expired(row: StoredItem, now: int) -> bool:
    return row.live_until is not None and row.live_until <= now


def document(conn: sqlite3.Connection, name: str, audience: str) -> dict[str, Any] | None:
    """Return the value of a document there is one of per audience (``~site``, ``~navigation``), or None: one SELECT."""
    query = (
        "SELECT b.plain FROM item i JOIN body b ON b.item = i.id"
        " WHERE i.audience = ? AND i.path = ? AND i.slot = 'current' AND i.state = 'live'"
    )
    row = conn.execute(query, (audience, name)).fetchone()
    if row is None:
        return None
    value: dict[str, Any] = json.loads(row[0])["value"]
    return value


def next_moment(conn: sqlite3.Connection, now: int) -> int | None:
    """Return the next second at which any list may change by itself, or None: one SELECT."""
    query = (
        "SELECT min(at) FROM (SELECT min(shown_from) AS at FROM item WHERE shown_from > ?1"
        " UNION ALL SELECT min(shown_until) FROM item WHERE shown_until > ?1)"
    )
    moment: int | None = conn.execute(query, (now,)).fetchone()[0]
    return moment
