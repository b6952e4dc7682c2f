"""The scope of a request: selects the rows that are visible now and within its filters."""

import json
import sqlite3
from dataclasses import dataclass

from search.embedded import bits
from search.embedded.facets import Facets
from search.moments import seconds
from search.request import SearchRequest

_MAX_VALUES = 100


@dataclass(frozen=True, slots=True)
class Scope:
    """``within`` holds every limit but the facet filters; ``by_facet`` one set for each filtered facet."""

    within: int
    by_facet: dict[str, int]

    def rows(self, but_facet: str = "") -> int:
        """The rows inside every limit, or every limit but one facet's own."""
        intersection = self.within
        for name, rows in self.by_facet.items():
            if name != but_facet:
                intersection &= rows
        return intersection


def visible_rows(conn: sqlite3.Connection, facets: Facets, now: int, rings: tuple[str, ...] | None) -> int:
    """The rows whose time has come and is not over at ``now`` (seconds), within ``rings`` (None: whatever the ring)."""
    every = 0
    for rows in facets.sets_of("type").values():
        every |= rows
    hidden = conn.execute(
        "SELECT rowid FROM search_entry WHERE live_from > ? UNION SELECT rowid FROM search_entry WHERE live_until <= ?",
        (now, now),
    )
    visible = every & ~bits.from_rows(row for (row,) in hidden)
    return visible if rings is None else visible & ~_out_of_reach(conn, frozenset(rings))


def _out_of_reach(conn: sqlite3.Connection, rings: frozenset[str]) -> int:
    """The rows that have a ring which is not among these."""
    query = "SELECT rowid, groups FROM search_entry WHERE groups <> '[]'"
    return bits.from_rows(row for row, groups in conn.execute(query) if not rings.issuperset(json.loads(groups)))


def scope_of(conn: sqlite3.Connection, facets: Facets, request: SearchRequest, visible: int) -> Scope:
    """The limits of a request, over the rows visible to it."""
    within = visible
    if request.published_after or request.published_before:
        within &= _published(conn, seconds(request.published_after), seconds(request.published_before))
    prefix = request.path_prefix.rstrip("/")
    if prefix:
        within &= _under(conn, prefix)
    return Scope(
        within,
        {name: facets.rows_with(name, values[:_MAX_VALUES]) for name, values in request.filters.items() if values},
    )


def _published(conn: sqlite3.Connection, after: int | None, before: int | None) -> int:
    """From ``after`` on and up to ``before``, both included."""
    query = "SELECT rowid FROM search_entry WHERE published_at >= ? AND published_at <= ?"
    first, last = -(2**62) if after is None else after, 2**62 if before is None else before
    return bits.from_rows(row for (row,) in conn.execute(query, (first, last)))


def _under(conn: sqlite3.Connection, prefix: str) -> int:
    """The page at the prefix and those below it; ``0`` is the sign after ``/``."""
    query = "SELECT rowid FROM search_entry WHERE path = ? OR (path >= ? AND path < ?)"
    return bits.from_rows(row for (row,) in conn.execute(query, (prefix, prefix + "/", prefix + "0")))
