"""Facets: stored sets of rows, so that exact counts and filters need no scan."""

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from search import review
from search.embedded import bits
from search.embedded.answer_cache import AnswerCache
from search.entry import FacetValue
from search.facets import most_first
from search.results import FacetCount


def add(conn: sqlite3.Connection, row: int, facets: Mapping[str, Sequence[FacetValue]]) -> None:
    """Put the row into the set of each of its values; the newest label wins."""
    labels = [(name, value.value, value.label) for name, values in facets.items() for value in values]
    conn.executemany("INSERT OR REPLACE INTO search_facet (name, value, label) VALUES (?, ?, ?)", labels)
    for name, value, _ in labels:
        _write(conn, name, value, row, True)
    changed(conn)


def add_many(conn: sqlite3.Connection, rows_by_value: Mapping[tuple[str, FacetValue], Sequence[int]]) -> None:
    """Put many rows at once into the set of each (facet name, value); the last label wins."""
    labels = [(name, value.value, value.label) for name, value in rows_by_value]
    conn.executemany("INSERT OR REPLACE INTO search_facet (name, value, label) VALUES (?, ?, ?)", labels)
    chunks: dict[tuple[str, str, int], list[int]] = {}
    for (name, value), rows in rows_by_value.items():
        for row in rows:
            chunk, place = divmod(row, bits.CHUNK_BITS)
            chunks.setdefault((name, value.value, chunk), []).append(place)
    for key, places in sorted(chunks.items()):
        _store(conn, key, _bits(conn, key) | bits.from_rows(places))
    changed(conn)


def changed(conn: sqlite3.Connection) -> None:
    """Give the copy's state another mark. At random, so that no two states of any copies ever have the same."""
    conn.execute("UPDATE search_state SET mark = random() WHERE rowid = 1")


def drop(conn: sqlite3.Connection, row: int, values: Iterable[tuple[str, str]]) -> None:
    """Take the row out of the set of each (name, value)."""
    for name, value in values:
        _write(conn, name, value, row, False)
    changed(conn)


class Facets:
    """The facets of a copy, each read once and only when asked for, and kept until the copy changes."""

    def __init__(self, conn: sqlite3.Connection) -> None:
        self._conn = conn
        #: Stands for the state of the copy.
        (self.mark,) = conn.execute("SELECT mark FROM search_state").fetchone()
        self._facets: dict[str, Facet] = {}

    def sets_of(self, name: str) -> dict[str, int]:
        """Every value of a facet and the set of rows that carry it."""
        return self._facet(name).sets

    def rows_with(self, name: str, values: Iterable[str]) -> int:
        """The set of rows that carry any of the values."""
        sets, rows = self.sets_of(name), 0
        for value in values:
            rows |= sets.get(value, 0)
        return rows

    def count(self, name: str, rows: int) -> list[FacetCount]:
        """How many of ``rows`` carry each value: most first, then by label."""
        facet = self._facet(name)
        if name == review.REVIEW_STATE:
            return review.in_order({value: (row_set & rows).bit_count() for value, row_set in facet.sets.items()})
        counts = [(value, (row_set & rows).bit_count()) for value, row_set in facet.sets.items()]
        return most_first(FacetCount(value, facet.labels.get(value, value), n) for value, n in counts if n)

    def add_review_states(self, now: int) -> None:
        """Make the facet of review states as they are at ``now`` (seconds), which no table holds."""
        query = "SELECT rowid FROM search_entry WHERE review_due >= ? AND review_due < ?"
        sets = {
            state: bits.from_rows(row for (row,) in self._conn.execute(query, (first or _EVER[0], last or _EVER[1])))
            for state, (first, last) in review.limits(now).items()
        }
        self._facets[review.REVIEW_STATE] = Facet(sets, {})

    def _facet(self, name: str) -> "Facet":
        if name not in self._facets:
            key = (self.mark, "facet", name)
            facet = _cached.get(key)
            if facet is None:
                facet = _read(self._conn, name)
                _cached.keep(key, facet)
            self._facets[name] = facet
        return self._facets[name]


_EVER = (-(2**62), 2**62)


class Facet(NamedTuple):
    """The set of rows and the label of each value."""

    sets: dict[str, int]
    labels: dict[str, str]


# For all copies of a process together.
_cached: AnswerCache[Facet] = AnswerCache(
    16_000_000, lambda facet: sum(row_set.bit_length() // 8 for row_set in facet.sets.values())
)


def _read(conn: sqlite3.Connection, name: str) -> Facet:
    sets: dict[str, int] = {}
    query = "SELECT value, chunk, bits FROM search_facet_bits WHERE name = ?"
    for value, chunk, stored in conn.execute(query, (name,)):
        sets[value] = sets.get(value, 0) | int.from_bytes(stored, "little") << (chunk * bits.CHUNK_BITS)
    labels = dict(conn.execute("SELECT value, label FROM search_facet WHERE name = ?", (name,)))
    return Facet(sets, labels)


def _write(conn: sqlite3.Connection, name: str, value: str, row: int, present: bool) -> None:
    chunk, place = divmod(row, bits.CHUNK_BITS)
    key = (name, value, chunk)
    row_set = _bits(conn, key)
    _store(conn, key, row_set | 1 << place if present else row_set & ~(1 << place))


def _bits(conn: sqlite3.Connection, key: tuple[str, str, int]) -> int:
    query = "SELECT bits FROM search_facet_bits WHERE name = ? AND value = ? AND chunk = ?"
    stored = conn.execute(query, key).fetchone()
    return int.from_bytes(stored[0], "little") if stored else 0


def _store(conn: sqlite3.Connection, key: tuple[str, str, int], row_set: int) -> None:
    if row_set:
        conn.execute("INSERT OR REPLACE INTO search_facet_bits VALUES (?, ?, ?, ?)", (*key, bits.as_bytes(row_set)))
    else:
        conn.execute("DELETE FROM search_facet_bits WHERE name = ? AND value = ? AND chunk = ?", key)
