"""The copy audit: compares a copy with the items, byte for byte."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

import brotli

from search.embedded import bits
from search.moments import seconds
from site_content.followers.copies import schema
from site_content.followers.copies.checksum import verify
from site_content.followers.copies.closures import closures_in
from site_content.followers.copies.compress import CompressedBody, plain_of
from site_content.followers.copies.damage import DamagedBody
from site_content.followers.copies.record import Record, entry_of, record_of
from site_content.followers.copies.sets import Key, keys_of, read_every
from site_content.followers.source import changes_between
from site_content.items.change import Change
from site_content.items.closures import closed

PAGE = 200
# Stands for bodies where only the other rows of a record are looked at.
_ANY = CompressedBody(b"", b"", b"")
# All but the row's own id and what it is looked up by.
_COLUMNS = schema.ItemRow._fields[4:]
_ENTRY = ("id", "type", "path", "title", "version", "published_at", "live_from", "live_until", "translation_key")


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing a copy says otherwise than the items. ``expected`` and ``actual`` are shortened texts for people."""

    row: str
    field: str
    expected: str
    actual: str

    def __str__(self) -> str:
        return f"{self.row}: {self.field} should be {self.expected}, not {self.actual}"


def items(audience: str) -> Iterator[Change]:
    """Yield the newest form of every row an audience may read, by seq."""
    after = 0
    while changes := changes_between(after, PAGE, audience):
        yield from changes
        after = changes[-1].seq


def compare(conn: sqlite3.Connection, expected: Iterable[Change]) -> list[Difference]:
    """Return every difference between a copy and the item rows it should hold.

    What the copy has not reached yet is no difference: rows newer than its position are passed over. Rows that a
    closure covers are expected as it leaves them. With ``items`` as
    ``expected``, which are read after the copy is held still, nothing that is published meanwhile shows as one.
    """
    conn.execute("BEGIN")
    try:
        position = schema.position(conn)
        closures = closures_in(conn)
        differences: list[Difference] = []
        row_ids: set[int] = set()
        for each in expected:
            change = closed(each, closures)
            key = (change.audience, change.path, change.slot)
            row = conn.execute("SELECT id FROM item WHERE audience = ? AND path = ? AND slot = ?", key).fetchone()
            if row is not None:
                row_ids.add(row[0])
            if change.seq <= position:
                is_hidden = change.state == "removed" != each.state
                differences += _of_row(conn, change, row[0] if row is not None else None, is_hidden)
        differences += _strangers(conn, row_ids)
        differences += _remains(conn)
        differences += _of_sets(conn)
        return differences
    finally:
        conn.execute("ROLLBACK")


def compare_media(conn: sqlite3.Connection, expected: Iterable[Change]) -> list[Difference]:
    """Return where a copy says otherwise than the items who may read which medium; as ``compare`` does."""
    conn.execute("BEGIN")
    try:
        position = schema.position(conn)
        closures = closures_in(conn)
        differences: list[Difference] = []
        owners: set[int] = set()
        for each in expected:
            change = closed(each, closures)
            key = (change.audience, change.path, change.slot)
            row = conn.execute("SELECT id FROM item WHERE audience = ? AND path = ? AND slot = ?", key).fetchone()
            owners.update(row or ())
            if change.seq <= position and row is not None:
                differences += _of_media(conn, _name(*key), record_of(row[0], change, _ANY, None), row[0])
        strangers = {row for (row,) in conn.execute("SELECT DISTINCT item FROM media")} - owners
        return differences + [Difference(f"row {row}", "media", "missing", "there") for row in sorted(strangers)]
    finally:
        conn.execute("ROLLBACK")


def _of_row(conn: sqlite3.Connection, change: Change, row: int | None, is_hidden: bool) -> Iterator[Difference]:
    name = _name(change.audience, change.path, change.slot)
    if row is None:
        yield Difference(name, "row", f"seq {change.seq}", "missing")
        return
    record = record_of(row, change, None if change.state == "removed" else _ANY, entry_of(change))
    stored = conn.execute(f"SELECT {', '.join(_COLUMNS)} FROM item WHERE id = ?", (row,)).fetchone()  # noqa: S608
    for column, want, have in zip(_COLUMNS, record.item[4:], stored, strict=True):
        if want != have:
            yield Difference(name, column, _short(want), _short(have))
    yield from _of_bodies(conn, name, change, row, ["gzip"] if is_hidden else [*_UNPACK])
    yield from _of_addresses(conn, name, record, row)
    yield from _of_facets(conn, name, record, row)
    yield from _of_media(conn, name, record, row)
    yield from _of_hidden_entry(conn, name, row) if is_hidden else _of_entry(conn, name, change, row)


def _of_bodies(conn: sqlite3.Connection, name: str, change: Change, row: int, forms: list[str]) -> Iterator[Difference]:
    expected = None if change.state == "removed" else change.body.encode()
    for form in forms:
        unpack = _UNPACK[form]
        query = f"SELECT body, checksum FROM {form} WHERE item = ?"  # noqa: S608 (own names only)
        stored = conn.execute(query, (row,)).fetchone()
        try:
            actual = None if stored is None else unpack(stored[0])
            if stored is not None and actual == expected:
                verify(stored[0], change.etag, stored[1])
        except (DamagedBody, brotli.error, TypeError, ValueError) as error:
            yield Difference(name, form, _short(expected), f"damaged ({error})")
            continue
        if actual != expected:
            yield Difference(name, form, _short(expected), _short(actual))


def _of_addresses(conn: sqlite3.Connection, name: str, record: Record, row: int) -> Iterator[Difference]:
    expected = {path: rest for path, _, *rest in record.addresses}
    query = f"SELECT path, {', '.join(schema.ANSWERED)} FROM address WHERE item = ?"  # noqa: S608 (own names only)
    stored = {path: rest for path, *rest in conn.execute(query, (row,))}
    if stored.keys() != expected.keys():
        yield Difference(name, "addresses", _short(sorted(expected)), _short(sorted(stored)))
        return
    for path, columns in expected.items():
        for column, want, have in zip(schema.ANSWERED, columns, stored[path], strict=True):
            if want != have:
                yield Difference(name, f"{column} at {path}", _short(want), _short(have))


def _of_facets(conn: sqlite3.Connection, name: str, record: Record, row: int) -> Iterator[Difference]:
    expected = {key[:2] for key in record.facets}
    stored = set(conn.execute("SELECT name, value FROM facet WHERE item = ?", (row,)))
    if stored != expected:
        yield Difference(name, "facets", _short(sorted(expected)), _short(sorted(stored)))


def _of_media(conn: sqlite3.Connection, name: str, record: Record, row: int) -> Iterator[Difference]:
    expected = [tuple(each) for each in record.media]
    stored = conn.execute("SELECT * FROM media WHERE item = ? ORDER BY 1, 2, 3, 4", (row,)).fetchall()
    if stored != expected:
        yield Difference(name, "media", _short(expected), _short(stored))


def _of_entry(conn: sqlite3.Connection, name: str, change: Change, row: int) -> Iterator[Difference]:
    query = f"SELECT {', '.join(_ENTRY)}, facets, card FROM search_entry WHERE rowid = ?"  # noqa: S608 (own names)
    stored = conn.execute(query, (row,)).fetchone()
    text = conn.execute("SELECT title, keywords, summary, headings, body FROM search_text WHERE rowid = ?", (row,))
    texts = text.fetchone()
    entry = entry_of(change)
    if entry is None or stored is None or texts is None:
        if (entry is None, stored is None, texts is None) not in {(True, True, True), (False, False, False)}:
            yield Difference(name, "search entry", "none" if entry is None else "there", _short(stored))
        return
    times = {"published_at", "live_from", "live_until"}
    for column, have in zip(_ENTRY, stored, strict=False):
        want = getattr(entry, column)
        want = seconds(want) if column in times else want
        if want != have:
            yield Difference(name, f"search entry's {column}", _short(want), _short(have))
    if json.loads(stored[-1]) != entry.card:
        yield Difference(name, "search entry's card", _short(entry.card), _short(stored[-1]))


def _of_hidden_entry(conn: sqlite3.Connection, name: str, row: int) -> Iterator[Difference]:
    """What a closure hides stays among the entries until its own row comes, and is over since 1970."""
    stored = conn.execute("SELECT live_until FROM search_entry WHERE rowid = ?", (row,)).fetchone()
    if stored is not None and stored[0] != 0:
        yield Difference(name, "search entry's live_until", "0", _short(stored[0]))


def _strangers(conn: sqlite3.Connection, row_ids: set[int]) -> Iterator[Difference]:
    for row, audience, path, slot, seq in conn.execute("SELECT id, audience, path, slot, seq FROM item"):
        if row not in row_ids:
            yield Difference(_name(audience, path, slot), "row", "missing", f"seq {seq}")


def _remains(conn: sqlite3.Connection) -> Iterator[Difference]:
    """What belongs to no item row."""
    tables = ("gzip", "brotli", "address", "facet", "media")
    for table, column in (*((table, "item") for table in tables), ("search_entry", "rowid")):
        query = f"SELECT DISTINCT {column} FROM {table} WHERE {column} NOT IN (SELECT id FROM item)"  # noqa: S608
        for (row,) in conn.execute(query):
            yield Difference(f"row {row}", table, "missing", "there")


def _of_sets(conn: sqlite3.Connection) -> Iterator[Difference]:
    """Return where the sets that lists are made of say otherwise than the rows themselves."""
    zone = schema.zone_of(conn)
    facets: dict[int, list[tuple[str, str]]] = {}
    for row, name, value in conn.execute("SELECT item, name, value FROM facet"):
        facets.setdefault(row, []).append((name, value))
    rows: dict[Key, list[int]] = {}
    query = "SELECT id, type, audience, path, published_at FROM item WHERE listed"
    for row, kind, audience, path, published_at in conn.execute(query):
        for key in keys_of(kind, audience, path, published_at, facets.get(row, []), zone):
            rows.setdefault(key, []).append(row)
    names = [name for (name,) in conn.execute("SELECT DISTINCT name FROM list_set")]
    stored = {(name, value): row_set for name in names for value, row_set in read_every(conn, name).items()}
    for key in sorted(rows.keys() | stored.keys()):
        expected, actual = bits.from_rows(rows.get(key, [])), stored.get(key, 0)
        if expected != actual:
            counts = (
                f"{expected.bit_count()} rows",
                f"{actual.bit_count()} ({(expected ^ actual).bit_count()} differ)",
            )
            yield Difference(f"set {key[0]} {key[1]}", "rows", *counts)


_UNPACK: dict[str, Callable[[bytes], bytes]] = {"gzip": plain_of, "brotli": brotli.decompress}


def _name(audience: str, path: str, slot: str) -> str:
    return f"{audience}:{path}" if slot == "current" else f"{audience}:{path} ({slot})"


def _short(value: Any) -> str:
    text = value.decode(errors="replace") if isinstance(value, bytes) else str(value)
    return text if len(text) <= 80 else f"{text[:77]}…"
