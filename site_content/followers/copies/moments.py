"""Moments of a copy: say when what readers see changed last, and when it next changes by itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import NamedTuple

from site_content.followers.copies.access import Access, is_readable, values_for


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
    conn: sqlite3.Connection, facet: str, now: int, audiences: Sequence[str], access: Access | None = None
) -> tuple[dict[str, int], Moments]:
    """Return value → number of items that carry it and may be seen, and the moments: one SELECT for both."""
    named = {f"audience_{number}": audience for number, audience in enumerate(audiences)}
    query = (
        "SELECT f.value, count(*), NULL FROM facet f JOIN item ON item.id = f.item WHERE f.name = :facet AND listed"  # noqa: S608
        f" AND (shown_until IS NULL OR shown_until > :now){is_readable('item.id', access)}"
        f" AND audience IN ({', '.join(f':{name}' for name in named)}) GROUP BY f.value"
        f" UNION ALL SELECT NULL, last, next FROM ({_around(access)})"
    )
    counts: dict[str, int] = {}
    found = Moments(None, None)
    for value, number, after in conn.execute(query, {"now": now, "facet": facet, **named, **values_for(access)}):
        if value is None:
            found = Moments(number, after)
        else:
            counts[value] = number
    return counts, found
