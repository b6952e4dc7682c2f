"""Reading a copy: one item by path or id, and the documents there is one of. Times are whole seconds since 1970."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from typing import Any, Literal, NamedTuple

from site_content.copies.compress import unpacked

BodyForm = Literal["plain", "gzip", "brotli"]
_HEAD = (
    "b.audience, b.path, b.slot, b.content_id, b.state, b.type, b.etag, b.written_at, b.shown_from, b.shown_until,"
    " b.live_until"
)
_ALL = f"SELECT {_HEAD}, b.plain, b.gzip, b.brotli"
_PLACE = "FROM address a JOIN body b ON b.item = a.item WHERE a.path = ?"
# What is not asked for is not copied out of the file.
_AT_PATH: dict[BodyForm | None, str] = {
    None: f"{_ALL} {_PLACE}",
    "plain": f"SELECT {_HEAD}, b.plain, NULL, NULL {_PLACE}",
    "gzip": f"SELECT {_HEAD}, NULL, b.gzip, NULL {_PLACE}",
    "brotli": f"SELECT {_HEAD}, NULL, NULL, b.brotli {_PLACE}",
}
_WITH_ID = (
    f"{_ALL} FROM item i JOIN body b ON b.item = i.id WHERE i.content_id = ? ORDER BY i.state = 'redirect', i.seq DESC"
)


class StoredItem(NamedTuple):
    """An item as it stands in the copy. ``plain``, ``gzip`` and ``brotli`` are the same JSON text; None: not asked for.

    ``state`` is ``live``, ``redirect``, ``gone`` or ``withdrawn``. ``written_at`` is Last-Modified.
    """

    audience: str
    path: str
    slot: str
    content_id: str
    state: str
    type: str
    etag: str
    written_at: int
    shown_from: int | None
    shown_until: int | None
    live_until: int | None
    plain: bytes | None
    gzip: bytes | None
    brotli: bytes | None

    def json(self) -> dict[str, Any]:
        """Return the item's JSON, from whichever form there is."""
        value: dict[str, Any] = json.loads(unpacked(self.plain, self.gzip, self.brotli))
        return value


class Answer(NamedTuple):
    """What a reader is told now: an item or none, and when that changes by itself (None: not before a new publish).

    ``is_expired``: the item was live until a moment ago; readers are told it is gone.
    """

    item: StoredItem | None
    next_change_at: int | None
    is_expired: bool = False


def item_at(
    conn: sqlite3.Connection, path: str, now: int, audiences: Sequence[str], only: BodyForm | None = None
) -> Answer:
    """Return what stands at a canonical path now, for the first of ``audiences`` with something live: one SELECT.

    ``only``: the one form in which the body is wanted.
    """
    rows = conn.execute(_AT_PATH[only], (path,)).fetchall()
    if len(rows) == 1:
        # Nearly every path: one item, and nothing about it that depends on the second.
        row = StoredItem._make(rows[0])
        if (
            row.state == "live"
            and row.slot == "current"
            and row.shown_from is row.shown_until is row.live_until is None
            and row.audience in audiences
            and not row.type.startswith("~")
        ):
            return Answer(row, None)
    return _choose(list(map(StoredItem._make, rows)), now, audiences)


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
