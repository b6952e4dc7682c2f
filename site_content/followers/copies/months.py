"""Months of a list: count its items by month of publication, in a time zone."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, tzinfo
from functools import lru_cache

from site_content.followers.copies.lists import CardQuery, selection
from site_content.followers.copies.schema import LONG_AGO

DAY = 86_400
# A century of them.
MAX_MONTHS = 1_200
# Whole days, to the first of all dates: what is counted from there is never negative, so that SQLite rounds it down.
DATES_BEGIN = 719_162 * DAY


def month_counts(conn: sqlite3.Connection, query: CardQuery, now: int, zone: tzinfo) -> list[tuple[str, int]]:
    """Return (month as ``2026-01``, by the clock of ``zone``; how many of a list's items are of it), newest first.

    One SELECT. What has no date is in no month; the query's order and paging do not matter. SQLite counts by days,
    cut wherever it may be midnight in the zone, since it does not know when clocks change; the zone tells the rest.
    """
    where, values = selection(query, now)
    cuts = midnights(zone)
    values |= {f"cut_{number}": cut for number, cut in enumerate(cuts)}
    passed = " + ".join(f"(seconds % {DAY} >= :cut_{number})" for number in range(len(cuts)))
    select = (
        f"SELECT min(seconds) - {DATES_BEGIN}, count(*) FROM (SELECT published_at + {DATES_BEGIN} AS seconds FROM item"  # noqa: S608 (own names only)
        f" WHERE {where} AND published_at > {LONG_AGO}) GROUP BY seconds / {DAY}, {passed}"
    )
    months: dict[str, int] = {}
    for moment, count in conn.execute(select, values):
        month = month_of(moment, zone)
        months[month] = months.get(month, 0) + count
    return sorted(months.items(), reverse=True)[:MAX_MONTHS]


@lru_cache(maxsize=8)
def midnights(zone: tzinfo) -> tuple[int, ...]:
    """Return the seconds after midnight in UTC at which it is ever midnight in a zone: London's are 0 and 82,800."""
    # From January 1970: what is older has a date, and its month may be off by the hours its clocks were.
    moments = (datetime(year, month, 15, tzinfo=UTC) for year in range(1970, 2101) for month in range(1, 13))
    offsets = (moment.astimezone(zone).utcoffset() for moment in moments)
    return tuple(sorted({round(-offset.total_seconds()) % DAY for offset in offsets if offset is not None}))


def month_of(seconds: int, zone: tzinfo) -> str:
    """Return the month of a moment (seconds since 1970) by the clock of ``zone``: ``2026-07``."""
    try:
        local_time = datetime.fromtimestamp(seconds, zone)
    except (OverflowError, ValueError):
        # The last hours of the last year that a date can have.
        local_time = datetime.fromtimestamp(seconds, UTC)
    return f"{local_time.year:04}-{local_time.month:02}"
