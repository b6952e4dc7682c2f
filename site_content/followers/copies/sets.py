"""Sets of listed rows: one for each type, audience, section, month and facet value, so that counting scans nothing.

A set is a whole number in which bit n stands for row n (search.embedded.bits), stored in pieces of 4,096 rows.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import UTC, datetime, tzinfo

from search.embedded import bits
from site_content.followers.copies.schema import LONG_AGO

Key = tuple[str, str]
# The name and value of a set, the number of a piece, and its bits.
Piece = tuple[str, str, int, bytes]
LISTED: Key = ("listed", "")
TYPE, AUDIENCE, SECTION, MONTH = "type", "audience", "section", "month"
_PIECE_BYTES = bits.CHUNK_BITS // 8


def facet_key(name: str, value: str) -> Key:
    """Return the key of a facet value's set; no facet's name is that of another kind of set."""
    return f"facet:{name}", value


def section_of(path: str) -> str:
    """Return the first step of a path: ``news`` of ``/news`` and of ``/news/flu``."""
    return path.strip("/").partition("/")[0]


def month_of(seconds: int, zone: tzinfo) -> str:
    """Return the month of a moment (seconds since 1970) by the clock of ``zone``: ``2026-07``."""
    try:
        date = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError):
        # The last hours of the last year that a date can have.
        date = datetime.fromtimestamp(seconds, UTC)
    return f"{date.year:04}-{date.month:02}"


def keys_of(
    kind: str, audience: str, path: str, published_at: int, facets: Iterable[tuple[str, str]], zone: tzinfo
) -> list[Key]:
    """Return the keys of the sets that a listed row is in; ``facets`` are (name, value)."""
    keys = [LISTED, (TYPE, kind), (AUDIENCE, audience), (SECTION, section_of(path))]
    if published_at > LONG_AGO:
        keys.append((MONTH, month_of(published_at, zone)))
    return keys + [facet_key(name, value) for name, value in facets]


class SetChanges:
    """Rows to put into sets and to take out of them, gathered and then written with ``write``."""

    def __init__(self) -> None:
        self._pieces: dict[tuple[str, str, int], tuple[int, int]] = {}

    def put(self, row: int, keys: Iterable[Key]) -> None:
        """Put a row into sets."""
        chunk, place = divmod(row, bits.CHUNK_BITS)
        for name, value in keys:
            more, less = self._pieces.get((name, value, chunk), (0, 0))
            self._pieces[name, value, chunk] = more | 1 << place, less & ~(1 << place)

    def drop(self, row: int, keys: Iterable[Key]) -> None:
        """Take a row out of sets."""
        chunk, place = divmod(row, bits.CHUNK_BITS)
        for name, value in keys:
            more, less = self._pieces.get((name, value, chunk), (0, 0))
            self._pieces[name, value, chunk] = more & ~(1 << place), less | 1 << place

    def write(self, conn: sqlite3.Connection) -> None:
        """Write what was gathered; a piece that ends up empty is deleted."""
        for key, (more, less) in sorted(self._pieces.items()):
            row = conn.execute("SELECT bits FROM list_set WHERE name = ? AND value = ? AND chunk = ?", key).fetchone()
            _write_piece(conn, key, (int.from_bytes(row[0], "little") if row else 0) & ~less | more)
        self._pieces = {}


def clear_rows(conn: sqlite3.Connection, rows: Iterable[int]) -> None:
    """Take rows out of whatever sets they are in: all pieces of the sets are looked at once."""
    masks: dict[int, int] = {}
    for row in rows:
        chunk, place = divmod(row, bits.CHUNK_BITS)
        masks[chunk] = masks.get(chunk, 0) | 1 << place
    for name, value, chunk, stored in conn.execute("SELECT name, value, chunk, bits FROM list_set").fetchall():
        piece = int.from_bytes(stored, "little")
        if piece & masks.get(chunk, 0):
            _write_piece(conn, (name, value, chunk), piece & ~masks[chunk])


def read_sets(conn: sqlite3.Connection, keys: Collection[Key]) -> dict[Key, int]:
    """Return the set of each key, 0 where there is none: one SELECT, whatever their number."""
    return dict.fromkeys(keys, 0) | _joined(_pieces_of(conn, keys))


def read_every(conn: sqlite3.Connection, name: str) -> dict[str, int]:
    """Return value → set for every value of a kind of set: one SELECT."""
    return {value: row_set for (_, value), row_set in _joined(_pieces_of_every(conn, name)).items()}


def count_sets(conn: sqlite3.Connection, keys: Collection[Key], rows: int) -> dict[Key, int]:
    """Return how many of ``rows`` are in the set of each key, without putting its pieces together."""
    return dict.fromkeys(keys, 0) | _counted(_pieces_of(conn, keys), rows)


def count_every(conn: sqlite3.Connection, name: str, rows: int) -> dict[str, int]:
    """Return value → how many of ``rows`` are in its set, for every value of a kind of set."""
    return {value: count for (_, value), count in _counted(_pieces_of_every(conn, name), rows).items()}


def _pieces_of(conn: sqlite3.Connection, keys: Collection[Key]) -> Iterable[Piece]:
    query = (
        "SELECT s.name, s.value, chunk, bits FROM json_each(:keys) k JOIN list_set s"
        " ON s.name = json_extract(k.value, '$[0]') AND s.value = json_extract(k.value, '$[1]')"
    )
    return conn.execute(query, {"keys": json.dumps(list(dict.fromkeys(keys)))})


def _pieces_of_every(conn: sqlite3.Connection, name: str) -> Iterable[Piece]:
    return conn.execute("SELECT name, value, chunk, bits FROM list_set WHERE name = ?", (name,))


def _write_piece(conn: sqlite3.Connection, key: tuple[str, str, int], piece: int) -> None:
    if piece:
        conn.execute("INSERT OR REPLACE INTO list_set VALUES (?, ?, ?, ?)", (*key, bits.as_bytes(piece)))
    else:
        conn.execute("DELETE FROM list_set WHERE name = ? AND value = ? AND chunk = ?", key)


def _joined(pieces: Iterable[Piece]) -> dict[Key, int]:
    joined: dict[Key, bytearray] = {}
    for name, value, chunk, stored in pieces:
        whole = joined.setdefault((name, value), bytearray())
        start = chunk * _PIECE_BYTES
        if len(whole) < start + len(stored):
            whole.extend(bytes(start + len(stored) - len(whole)))
        whole[start : start + len(stored)] = stored
    return {key: int.from_bytes(whole, "little") for key, whole in joined.items()}


def _counted(pieces: Iterable[Piece], rows: int) -> dict[Key, int]:
    stored = bits.as_bytes(rows)
    parts = [
        int.from_bytes(stored[start : start + _PIECE_BYTES], "little") for start in range(0, len(stored), _PIECE_BYTES)
    ]
    counts: dict[Key, int] = {}
    for name, value, chunk, piece in pieces:
        if chunk < len(parts):
            count = (int.from_bytes(piece, "little") & parts[chunk]).bit_count()
            counts[name, value] = counts.get((name, value), 0) + count
    return counts
