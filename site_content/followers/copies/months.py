"""Months of a list: count its items by month of publication, in a time zone."""

from __future__ import annotations

import sqlite3
from datetime import tzinfo

from search.embedded import bits
from site_content.followers.copies.card_query import CardQuery
from site_content.followers.copies.schema import LONG_AGO, zone_of
from site_content.followers.copies.selection import selection
from site_content.followers.copies.sets import MONTH, count_every, month_of

# A century of them.
MAX_MONTHS = 1_200


def month_counts(conn: sqlite3.Connection, query: CardQuery, now: int, zone: tzinfo) -> list[tuple[str, int]]:
    """Return (month as ``2026-01``, by the clock of ``zone``; how many of a list's items are of it), newest first.

    What has no date is in no month; the query's order and paging do not matter.
    """
    rows = selection(conn, query, now)
    if zone == zone_of(conn):
        counts = count_every(conn, MONTH, rows)
    else:
        # The clock has been set to another zone since the copy was built.
        counts = {month: (row_set & rows).bit_count() for month, row_set in _months_by(conn, zone).items()}
    return sorted(((month, count) for month, count in counts.items() if count), reverse=True)[:MAX_MONTHS]


def _months_by(conn: sqlite3.Connection, zone: tzinfo) -> dict[str, int]:
    rows: dict[str, list[int]] = {}
    query = "SELECT id, published_at FROM item WHERE listed AND published_at > ?"
    for row, moment in conn.execute(query, (LONG_AGO,)):
        rows.setdefault(month_of(moment, zone), []).append(row)
    return {month: bits.from_rows(each) for month, each in rows.items()}
