"""Access in a copy: names the rings that let a person through, and hides what lies behind others.

An item's ``groups`` are its rings (site_content.audiences).
Whatever a person is not known to be let through is hidden: a ring that was written a moment ago, or is none.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection
from dataclasses import dataclass

from site_content.audiences import lets_through

# For a query that names the column of an item's row id, and binds ``readable``: an index holds the few rows it needs.
_HIDDEN = (
    "SELECT hidden.id FROM item hidden WHERE hidden.groups <> '[]'"
    " AND hidden.groups NOT IN (SELECT value FROM json_each(:readable))"
)


@dataclass(frozen=True, slots=True)
class Access:
    """What a person may read: the rings that let them through, and the values of ``groups`` made of these alone."""

    rings: tuple[str, ...]
    readable: str


# Of somebody in no group.
NO_ACCESS = Access((), "[]")


def limited_values(conn: sqlite3.Connection) -> tuple[str, ...]:
    """Return the values of ``groups`` of all items that are not for everybody: one SELECT."""
    return tuple(value for (value,) in conn.execute("SELECT DISTINCT groups FROM item WHERE groups <> '[]'"))


def access_of(values: Collection[str], member_of: Collection[str]) -> Access:
    """Return the access of a member of some groups to items of these ``groups``."""
    rings = {ring for value in values for ring in json.loads(value)}
    open_rings = sorted(ring for ring in rings if lets_through([ring], member_of))
    readable = [value for value in values if lets_through(json.loads(value), member_of)]
    return Access(tuple(open_rings), json.dumps(readable))


def is_readable(column: str, access: Access | None) -> str:
    """Return the condition, beginning with AND, that leaves out what is hidden; empty where nothing is."""
    return "" if access is None else f" AND {column} NOT IN ({_HIDDEN})"


def hidden_rows(conn: sqlite3.Connection, access: Access) -> list[int]:
    """Return the ids of the rows that are hidden: one SELECT."""
    return [row for (row,) in conn.execute(_HIDDEN, values_for(access))]


def values_for(access: Access | None) -> dict[str, str]:
    """Return the value that the condition names."""
    return {} if access is None else {"readable": access.readable}
