"""Closures in a copy: hide at once whatever a row of the log closes; each item's own row follows.

What was written after a closure stands after it in the log, so nothing has to be looked at when something is read.
"""

from __future__ import annotations

import json
import sqlite3
from typing import NamedTuple

from search import embedded
from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.compress import plain_of
from site_content.followers.copies.media import media_key
from site_content.followers.copies.sets import clear_rows
from site_content.items.change import Change
from site_content.items.closures import CLOSED_STATES, CLOSURE, ClosureRow, below, beyond, closure_of, narrowed

# No body is read but beside an address or in gzip; the other form goes with each item's own row, as it takes as long to
# delete it as all else together.
_TABLES = ("gzip", "address", "facet", "media")
_JSON = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))
# The sign after the colon: closures are beside each other in the index of paths.
_FIRST, _BEYOND = f"{CLOSURE}:", f"{CLOSURE};"


class ClosedPlace(NamedTuple):
    """A place that is closed, as readers of ``changes`` are told."""

    position: int
    audience: str
    path: str


def close(conn: sqlite3.Connection, change: Change) -> None:
    """Do what a row of the log closes, if it closes anything."""
    closure = closure_of(change)
    if closure is None:
        return
    if closure.media:
        _close_media(conn, closure)
    if closure.path:
        rows = _covered(conn, closure)
        _narrow(conn, rows, closure.groups) if closure.groups is not None else _hide(conn, [row for row, _ in rows])


def closures_in(conn: sqlite3.Connection) -> list[ClosureRow]:
    """Return the closures that are in force in a copy."""
    return [row for row, _ in _stored(conn, None)]


def closed_places(conn: sqlite3.Connection, after: int, access: Access | None = None) -> list[ClosedPlace]:
    """Return the places closed after a position of the readers', oldest first; most of the time there is none."""
    rows = [(row, position) for row, position in _stored(conn, access) if row.path and position and position > after]
    return sorted(ClosedPlace(position, row.audience, row.path) for row, position in rows)


def _stored(conn: sqlite3.Connection, access: Access | None) -> list[tuple[ClosureRow, int | None]]:
    query = (
        "SELECT i.audience, i.seq, i.position, g.body FROM item i JOIN gzip g ON g.item = i.id"  # noqa: S608 (ours)
        " WHERE i.audience IN ('public', 'staff') AND i.path >= :first AND i.path < :beyond"
        f" AND i.state = 'live'{is_readable('i.id', access)}"
    )
    closures = []
    for audience, seq, position, body in conn.execute(
        query, {"first": _FIRST, "beyond": _BEYOND, **values_for(access)}
    ):
        value = json.loads(plain_of(body))["value"]
        row = ClosureRow(audience, seq, value["path"], value["groups"], frozenset(value["media"]))
        closures.append((row, position))
    return closures


def _covered(conn: sqlite3.Connection, closure: ClosureRow) -> list[tuple[int, str]]:
    """Return the number and the rings of each row that a closure covers."""
    query = (
        "SELECT id, groups FROM item WHERE audience = :audience AND seq < :seq AND state IN (:live, :withdrawn)"
        " AND (path = :path OR (path >= :below AND path < :beyond))"
    )
    live, withdrawn = CLOSED_STATES
    values = {
        "audience": closure.audience, "seq": closure.seq, "path": closure.path, "below": below(closure.path),
        "beyond": beyond(closure.path), "live": live, "withdrawn": withdrawn,
    }  # fmt: skip
    return conn.execute(query, values).fetchall()


def _hide(conn: sqlite3.Connection, rows: list[int]) -> None:
    ids = json.dumps(rows)
    for table in _TABLES:
        conn.execute(f"DELETE FROM {table} WHERE item IN (SELECT value FROM json_each(?))", (ids,))  # noqa: S608 (ours)
    conn.execute(
        "UPDATE item SET state = 'removed', listed = 0, card = NULL, title_key = ''"
        " WHERE id IN (SELECT value FROM json_each(?))",
        (ids,),
    )
    clear_rows(conn, rows)
    embedded.hide(conn, rows)


def _narrow(conn: sqlite3.Connection, rows: list[tuple[int, str]], rings: list[str]) -> None:
    for groups in sorted({groups for _, groups in rows}):
        value = _JSON.encode(narrowed(json.loads(groups), rings))
        ids = [row for row, its_groups in rows if its_groups == groups]
        conn.execute(
            "UPDATE item SET groups = ? WHERE id IN (SELECT value FROM json_each(?))", (value, json.dumps(ids))
        )
        embedded.narrow(conn, ids, value)


def _close_media(conn: sqlite3.Connection, closure: ClosureRow) -> None:
    keys = json.dumps([media_key(name) for name in sorted(closure.media)])
    conn.execute(
        "DELETE FROM media WHERE key IN (SELECT value FROM json_each(?))"
        " AND item IN (SELECT id FROM item WHERE audience = ? AND seq < ?)",
        (keys, closure.audience, closure.seq),
    )
