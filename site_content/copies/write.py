"""Putting changes of the log into a copy. The caller commits, and keeps the position in the same transaction."""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from collections.abc import Iterable, Sequence

from search import embedded
from search.entry import Entry
from search.moments import seconds
from search.words import key_of
from site_content.copies.change import Change
from site_content.copies.compress import Compressed

NewRow = tuple[Change, Compressed | None]


def is_listed(change: Change) -> bool:
    """Say whether lists and searches may show a row: live items, but not the documents there is one of (``~site``)."""
    return change.state == "live" and not change.type.startswith("~")


def shown_until(change: Change) -> int | None:
    """Return the second from which a row is no longer what readers see (RFC 3339 seconds), or None.

    A current row ends when it expires or when the scheduled row takes over: ``next_change_at`` is the sooner of both.
    """
    return seconds(change.next_change_at if change.slot == "current" else change.live_until)


def apply(conn: sqlite3.Connection, rows: Sequence[NewRow], position: int) -> None:
    """Write changes, oldest first, and the position they reach. A change older than the row it names is left out."""
    for change, bodies in rows:
        found = conn.execute(
            "SELECT id, seq FROM item WHERE audience = ? AND path = ? AND slot = ?",
            (change.audience, change.path, change.slot),
        ).fetchone()
        if found and found[1] >= change.seq:
            continue
        row = found[0] if found else None
        if row is not None:
            _clear(conn, row)
        row = _put(conn, row, change, bodies)
        embedded.remove(conn, row)
        if is_listed(change) and change.entry:
            embedded.put(conn, row, entry_of(change))
    note_position(conn, position)


def load(conn: sqlite3.Connection, rows: Iterable[NewRow], position: int) -> None:
    """Write changes into an empty copy: each names a row of its own, so nothing has to be looked up first."""
    entries = []
    for change, bodies in rows:
        row = _put(conn, None, change, bodies)
        if is_listed(change) and change.entry:
            entries.append((row, entry_of(change)))
    embedded.put_many(conn, entries)
    note_position(conn, position)


def note_position(conn: sqlite3.Connection, position: int) -> None:
    """Keep the log position that the copy has reached."""
    conn.execute("UPDATE meta SET value = ? WHERE key = 'position'", (str(position),))


def entry_of(change: Change) -> Entry:
    """Return a live row's search entry, to be found only while the row is shown."""
    entry = Entry.from_json(change.entry or {})
    until = change.next_change_at if change.slot == "current" else change.live_until
    return dataclasses.replace(entry, version=change.seq, live_from=change.live_from, live_until=until)


def _clear(conn: sqlite3.Connection, row: int) -> None:
    conn.execute("DELETE FROM body WHERE item = ?", (row,))
    conn.execute("DELETE FROM address WHERE item = ?", (row,))
    conn.execute("DELETE FROM facet WHERE item = ?", (row,))


def _put(conn: sqlite3.Connection, row: int | None, change: Change, bodies: Compressed | None) -> int:
    card = change.card or {}
    values = (
        row, change.audience, change.path, change.slot, change.seq, change.content_id, change.state, change.type,
        change.version, change.etag, seconds(change.written_at or change.updated_at), seconds(change.published_at),
        seconds(change.updated_at), seconds(change.live_from), shown_until(change), seconds(change.live_until),
        int(is_listed(change)), key_of(card.get("title", "")),
        json.dumps(card, ensure_ascii=False, separators=(",", ":")) if card else None,
    )  # fmt: skip
    marks = ", ".join("?" * len(values))
    written = conn.execute(f"INSERT OR REPLACE INTO item VALUES ({marks})", values).lastrowid  # noqa: S608 (marks only)
    assert written is not None
    if bodies is not None and change.state != "removed":
        conn.execute("INSERT INTO body VALUES (?, ?, ?, ?)", (written, *bodies))
        paths = {change.path, *change.part_paths}
        conn.executemany("INSERT INTO address VALUES (?, ?)", [(path, written) for path in paths])
    if is_listed(change):
        values_of = [(name, each["value"], written) for name, found in card.get("facets", {}).items() for each in found]
        conn.executemany("INSERT OR IGNORE INTO facet VALUES (?, ?, ?)", values_of)
    return written
