"""Copy writes: put changes of the log into a copy. The caller commits them together with the position."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from datetime import tzinfo

from search import embedded
from site_content.followers.copies.checksum import checksum_of
from site_content.followers.copies.closures import CLOSURE, close
from site_content.followers.copies.compress import STORED_FORMS, CompressedBody
from site_content.followers.copies.record import Record, entry_of, record_of
from site_content.followers.copies.schema import AddressRow, ItemRow, zone_of
from site_content.followers.copies.sets import Key, SetChanges, keys_of
from site_content.items.change import Change

NewRow = tuple[Change, CompressedBody | None]


def _into(table: str, row: type[ItemRow] | type[AddressRow]) -> str:
    return f"INTO {table} ({', '.join(row._fields)}) VALUES ({', '.join('?' * len(row._fields))})"


_ITEM = _into("item", ItemRow)
_ADDRESS = f"INSERT {_into('address', AddressRow)}"
_FACET = "INSERT INTO facet VALUES (?, ?, ?, ?, ?)"
_MEDIUM = "INSERT INTO media VALUES (?, ?, ?, ?)"


def apply(conn: sqlite3.Connection, rows: Sequence[NewRow], position: int, mark: str = "") -> int:
    """Write changes, oldest first, and the position they reach; return how many were written.

    A change older than the row it names is left out: applying the same change twice does no harm.
    """
    written = 0
    sets, zone = SetChanges(), zone_of(conn)
    for change, bodies in rows:
        old_row = conn.execute(
            "SELECT id, seq FROM item WHERE audience = ? AND path = ? AND slot = ?",
            (change.audience, change.path, change.slot),
        ).fetchone()
        if old_row and old_row[1] >= change.seq:
            continue
        if old_row:
            sets.drop(old_row[0], _keys_of_stored(conn, old_row[0], zone))
            _clear(conn, old_row[0])
        row = old_row[0] if old_row else _next_row(conn)
        entry = entry_of(change)
        record = record_of(row, change, bodies, entry)
        _insert(conn, [record], "REPLACE")
        sets.put(row, keys_of_record(record, zone))
        if entry is not None:
            embedded.put(conn, row, entry)
        if change.type == CLOSURE:
            # What it closes is in the sets by then.
            sets.write(conn)
            close(conn, change)
        written += 1
    sets.write(conn)
    note_position(conn, position, mark)
    return written


def load(conn: sqlite3.Connection, rows: Sequence[NewRow], position: int, mark: str = "") -> int:
    """Write changes into a copy that holds none of their rows, as in a rebuild; return how many have an entry."""
    first = _next_row(conn)
    numbered = [(row, change, bodies, entry_of(change)) for row, (change, bodies) in enumerate(rows, first)]
    # Not REPLACE: that makes the full-text indexes write down, again and again, what they gather in memory.
    records = [record_of(*each) for each in numbered]
    _insert(conn, records, "INSERT")
    sets, zone = SetChanges(), zone_of(conn)
    for record in records:
        sets.put(record.item.id, keys_of_record(record, zone))
    sets.write(conn)
    entries = [(row, entry) for row, _, _, entry in numbered if entry is not None]
    embedded.put_many(conn, entries)
    for change, _ in rows:
        close(conn, change)
    note_position(conn, position, mark)
    return len(entries)


def note_position(conn: sqlite3.Connection, position: int, mark: str = "") -> None:
    """Keep the log position that the copy has reached, and the mark of the log line there."""
    conn.executemany("UPDATE meta SET value = ? WHERE key = ?", [(str(position), "position"), (mark, "mark")])


def keys_of_record(record: Record, zone: tzinfo) -> list[Key]:
    """Return the sets that a record's row is in."""
    item, facets = record.item, (row[:2] for row in record.facets)
    return keys_of(item.type, item.audience, item.path, item.published_at, facets, zone) if item.listed else []


def _keys_of_stored(conn: sqlite3.Connection, row: int, zone: tzinfo) -> list[Key]:
    query = "SELECT type, audience, path, published_at FROM item WHERE id = ? AND listed"
    stored = conn.execute(query, (row,)).fetchone()
    if stored is None:
        return []
    facets = conn.execute("SELECT name, value FROM facet WHERE item = ?", (row,)).fetchall()
    kind, audience, path, published_at = stored
    return keys_of(kind, audience, path, published_at, facets, zone)


def _next_row(conn: sqlite3.Connection) -> int:
    newest = conn.execute("SELECT max(id) FROM item").fetchone()[0]
    return int(newest or 0) + 1


def _clear(conn: sqlite3.Connection, row: int) -> None:
    for table in ("gzip", "brotli", "address", "facet", "media"):
        conn.execute(f"DELETE FROM {table} WHERE item = ?", (row,))  # noqa: S608 (own names only)
    embedded.remove(conn, row)


def _insert(conn: sqlite3.Connection, records: Sequence[Record], verb: str) -> None:
    conn.executemany(f"{verb} {_ITEM}", [record.item for record in records])
    bodies = [(record.item, record.bodies) for record in records if record.bodies is not None]
    for form in STORED_FORMS:
        stored = [(item.id, item.etag, getattr(forms, form)) for item, forms in bodies]
        rows = [(row, checksum_of(body, etag), body) for row, etag, body in stored]
        conn.executemany(f"INSERT INTO {form} (item, checksum, body) VALUES (?, ?, ?)", rows)  # noqa: S608 (ours)
    # In the order of their keys: neighbours are then written to the same pages.
    conn.executemany(_ADDRESS, sorted(each for record in records for each in record.addresses))
    conn.executemany(_FACET, sorted(triple for record in records for triple in record.facets))
    conn.executemany(_MEDIUM, sorted(each for record in records for each in record.media))
