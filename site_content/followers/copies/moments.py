"""Moments of a copy: say when what readers see changed last, and when it next changes by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple


class Moments(NamedTuple):
    """Seconds since 1970. ``last`` is for Last-Modified; ``next`` is None when only a publication changes anything.

    Both count only what readers could see: not what is scheduled, and nothing of another audience.
    """

    last: int | None
    next: int | None


_AROUND = (
    "SELECT (SELECT max(at) FROM (SELECT written_at AS at FROM (SELECT written_at FROM item WHERE position IS NOT NULL"
    " ORDER BY position DESC LIMIT 1)"
    " UNION ALL SELECT max(shown_until) FROM item WHERE listed AND shown_until <= ?1)) AS last,"
    " (SELECT min(shown_until) FROM item WHERE listed AND shown_until > ?1) AS next"
)


def moments(conn: sqlite3.Connection, now: int) -> Moments:
    """Return the moments around ``now`` at which any list changes: one SELECT, answered from indexes."""
    return Moments(*conn.execute(_AROUND, (now,)).fetchone())


def tally(conn: sqlite3.Connection, facet: str, now: int, audiences: Sequence[str]) -> tuple[dict[str, int], Moments]:
    """Return value → number of items that carry it and may be seen, and the moments: one SELECT for both."""
    marks = ", ".join(f"?{number}" for number in range(3, 3 + len(audiences)))
    query = (
        "SELECT f.value, count(*), NULL FROM facet f JOIN item ON item.id = f.item WHERE f.name = ?2 AND listed"  # noqa: S608
        " AND (shown_until IS NULL OR shown_until > ?1)"
        f" AND audience IN ({marks}) GROUP BY f.value UNION ALL SELECT NULL, last, next FROM ({_AROUND})"
    )
    counts: dict[str, int] = {}
    found = Moments(None, None)
    for value, number, after in conn.execute(query, (now, facet, *audiences)):
        if value is None:
            found = Moments(number, after)
        else:
            counts[value] = number
    return counts, found
