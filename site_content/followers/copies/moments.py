"""Moments of a copy: say when what readers see changed last, and when it next changes by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.card_query import CardQuery
from site_content.followers.copies.selection import selection
from site_content.followers.copies.sets import count_sets, facet_key


class Moments(NamedTuple):
    """Seconds since 1970. ``last`` is for Last-Modified; ``next`` is None when only a publication changes anything.

    Both count only what readers could see: not what is scheduled, and nothing of another audience.
    """

    last: int | None
    next: int | None


def _around(access: Access | None) -> str:
    readable = is_readable("item.id", access)
    return (
        "SELECT (SELECT max(at) FROM (SELECT written_at AS at FROM (SELECT written_at FROM item"  # noqa: S608 (ours)
        f" WHERE position IS NOT NULL{readable} ORDER BY position DESC LIMIT 1)"
        f" UNION ALL SELECT max(shown_until) FROM item WHERE listed AND shown_until <= :now{readable})) AS last,"
        f" (SELECT min(shown_until) FROM item WHERE listed AND shown_until > :now{readable}) AS next"
    )


def moments(conn: sqlite3.Connection, now: int, access: Access | None = None) -> Moments:
    """Return the moments around ``now`` at which any list changes: one SELECT, answered from indexes."""
    return Moments(*conn.execute(_around(access), {"now": now, **values_for(access)}).fetchone())


def tally(
    conn: sqlite3.Connection,
    facet: str,
    values: Sequence[str],
    now: int,
    audiences: Sequence[str],
    access: Access | None = None,
) -> dict[str, int]:
    """Return value → number of items that carry it and may be seen, of these values."""
    rows = selection(conn, CardQuery(audiences=tuple(audiences), access=access), now)
    counts = count_sets(conn, [facet_key(facet, value) for value in values], rows)
    return {value: count for (_, value), count in counts.items()}
