"""Facets as stored sets of rows, so that exact counts and filters cost no scan."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from search import relevance
from search.embedded import bits
from search.entry import FacetValue
from search.results import FacetCount


def add(conn: sqlite3.Connection, row: int, facets: Mapping[str, Sequence[FacetValue]]) -> None:
    """Put the row into the set of each of its values; the newest label wins."""
    labels = [(name, value.value, value.label) for name, values in facets.items() for value in values]
    conn.executemany("INSERT OR REPLACE INTO search_facet (name, value, label) VALUES (?, ?, ?)", labels)
    for name, value, _ in labels:
        _write(conn, name, value, row, True)


def drop(conn: sqlite3.Connection, row: int, values: Iterable[tuple[str, str]]) -> None:
    """Take the row out of the set of each (name, value)."""
    for name, value in values:
        _write(conn, name, value, row, False)


class Facets:
    """The facets of a copy, each read once and only when asked for."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        self._sets: dict[str, dict[str, int]] = {}

    def sets_of(self, name: str) -> dict[str, int]:
        """Every value of a facet and the set of rows that carry it."""
        if name not in self._sets:
            held: dict[str, int] = {}
            query = "SELECT value, chunk, bits FROM search_facet_bits WHERE name = ?"
            for value, chunk, stored in self._conn.execute(query, (name,)):
                held[value] = held.get(value, 0) | int.from_bytes(stored, "little") << (chunk * bits.CHUNK_BITS)
            self._sets[name] = held
        return self._sets[name]

    def rows_with(self, name: str, values: Iterable[str]) -> int:
        """The set of rows that carry any of the values."""
        sets, rows = self.sets_of(name), 0
        for value in values:
            rows |= sets.get(value, 0)
        return rows

    def count(self, name: str, rows: int) -> list[FacetCount]:
        """How many of ``rows`` carry each value: most first, then by label."""
        counts = [(value, (held & rows).bit_count()) for value, held in self.sets_of(name).items()]
        labels = dict(self._conn.execute("SELECT value, label FROM search_facet WHERE name = ?", (name,)))
        found = [FacetCount(value, labels.get(value, value), n) for value, n in counts if n]
        return sorted(found, key=lambda each: (-each.count, each.label, each.value))[: relevance.FACET_VALUES]


def _write(conn: sqlite3.Connection, name: str, value: str, row: int, present: bool) -> None:
    chunk, place = divmod(row, bits.CHUNK_BITS)
    key = (name, value, chunk)
    query = "SELECT bits FROM search_facet_bits WHERE name = ? AND value = ? AND chunk = ?"
    stored = conn.execute(query, key).fetchone()
    held = int.from_bytes(stored[0], "little") if stored else 0
    held = held | 1 << place if present else held & ~(1 << place)
    if held:
        packed = held.to_bytes((held.bit_length() + 7) // 8, "little")
        conn.execute("INSERT OR REPLACE INTO search_facet_bits VALUES (?, ?, ?, ?)", (*key, packed))
    else:
        conn.execute("DELETE FROM search_facet_bits WHERE name = ? AND value = ? AND chunk = ?", key)
