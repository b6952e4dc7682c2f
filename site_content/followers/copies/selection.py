"""The selection of a list: which rows its filters leave, as one set made of stored ones."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from datetime import datetime, tzinfo

from search.embedded import bits
from site_content.audiences import AUDIENCES
from site_content.followers.copies.access import hidden_rows
from site_content.followers.copies.card_query import CardQuery
from site_content.followers.copies.schema import zone_of
from site_content.followers.copies.sets import (
    AUDIENCE,
    LISTED,
    MONTH,
    SECTION,
    TYPE,
    Key,
    facet_key,
    month_of,
    read_every,
    read_sets,
    section_of,
)  # fmt: skip

_AUDIENCES = ", ".join(f"'{audience}'" for audience in AUDIENCES)


def selection(conn: sqlite3.Connection, query: CardQuery, now: int) -> int:
    """Return the set of rows that a list shows at ``now``: one SELECT, and one for each filter that no set has."""
    limits: list[list[Key]] = [[LISTED]]
    prefix = query.path_prefix.rstrip("/")
    if query.types:
        limits.append([(TYPE, value) for value in query.types])
    if query.audiences:
        limits.append([(AUDIENCE, value) for value in query.audiences])
    limits += [[facet_key(name, value) for value in values] for name, values in query.facets.items() if values]
    if prefix:
        limits.append([(SECTION, section_of(prefix))])
    sets = read_sets(conn, list(dict.fromkeys(key for keys in limits for key in keys)))
    rows = sets[LISTED]
    for keys in limits:
        rows &= union(sets[key] for key in keys)
    rows &= ~expired(conn, now)
    if query.access is not None:
        rows &= ~bits.from_rows(hidden_rows(conn, query.access))
    if prefix.count("/") > 1:
        rows &= under(conn, prefix)
    if query.published_after is not None or query.published_before is not None:
        rows &= published(conn, query.published_after, query.published_before)
    if query.updated_since is not None:
        rows &= updated(conn, query.updated_since, sets[LISTED])
    return rows


def union(sets: Iterable[int]) -> int:
    """Return the rows that are in any of the sets."""
    rows = 0
    for each in sets:
        rows |= each
    return rows


def expired(conn: sqlite3.Connection, now: int) -> int:
    """Return the listed rows whose time is over, but which the worker has not ended yet."""
    return _set(conn, "SELECT id FROM item WHERE listed AND shown_until <= ?", now)


def expired_paths(conn: sqlite3.Connection, now: int) -> set[str]:
    """Return the paths of ``expired``: mostly none."""
    return {path for (path,) in conn.execute("SELECT path FROM item WHERE listed AND shown_until <= ?", (now,))}


def under(conn: sqlite3.Connection, prefix: str) -> int:
    """Return the rows at a path and below it; ``0`` is the sign after ``/``, so that no sign in it is a wildcard."""
    query = (
        f"SELECT id FROM item WHERE audience IN ({_AUDIENCES}) AND path = ?1"  # noqa: S608 (own names only)
        f" UNION ALL SELECT id FROM item WHERE audience IN ({_AUDIENCES}) AND path > ?1 || '/' AND path < ?1 || '0'"
    )
    return _set(conn, query, prefix)


def published(conn: sqlite3.Connection, after: int | None, before: int | None) -> int:
    """Return the rows that were published from ``after`` to ``before``; None: without that end. Not those undated.

    Whole months come from their sets; only the first and the last are looked through row by row.
    """
    zone = zone_of(conn)
    first = "" if after is None else _month(after, zone)
    last = "~" if before is None else _month(before, zone)
    rows = union(row_set for month, row_set in read_every(conn, MONTH).items() if first < month < last)
    query = "SELECT id FROM item WHERE listed AND published_at >= ? AND published_at <= ?"
    if after is not None:
        end = _month_end(first, zone)
        rows |= _set(conn, query, after, end if before is None else min(end, before))
    if before is not None and first != last:
        rows |= _set(conn, query, _month_start(last, zone), before)
    return rows


def updated(conn: sqlite3.Connection, since: int, listed: int) -> int:
    """Return the rows that changed at ``since`` or later: read from the end that has fewer of them."""
    newer = "SELECT id FROM item WHERE listed AND updated_at >= ?"
    half = listed.bit_count() // 2
    count = conn.execute(f"SELECT count(*) FROM ({newer} LIMIT ?)", (since, half + 1)).fetchone()[0]  # noqa: S608
    if count <= half:
        return _set(conn, newer, since)
    return listed & ~_set(conn, "SELECT id FROM item WHERE listed AND updated_at < ?", since)


def _set(conn: sqlite3.Connection, query: str, *values: int | str) -> int:
    return bits.from_rows(row for (row,) in conn.execute(query, values))


def _month(moment: int, zone: tzinfo) -> str:
    return month_of(min(max(moment, _FIRST), _LAST), zone)


def _month_start(month: str, zone: tzinfo) -> int:
    return max(int(datetime.fromisoformat(f"{month}-01").replace(tzinfo=zone).timestamp()), _FIRST)


def _month_end(month: str, zone: tzinfo) -> int:
    year, number = map(int, month.split("-"))
    year, number = (year + 1, 1) if number == 12 else (year, number + 1)
    return _LAST if year > 9999 else _month_start(f"{year:04}-{number:02}", zone) - 1


# The first and the last second that a date can have.
_FIRST, _LAST = -62_135_596_800, 253_402_300_799
