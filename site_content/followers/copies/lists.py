"""Lists from a copy: cards by type, facet, path and date, in one order, by page or by cursor."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.schema import LONG_AGO

Order = Literal["-published_at", "published_at", "-updated_at", "updated_at", "title"]
ORDERS: dict[str, tuple[str, str]] = {
    "-published_at": ("published_at", "DESC"),
    "published_at": ("published_at", "ASC"),
    "-updated_at": ("updated_at", "DESC"),
    "updated_at": ("updated_at", "ASC"),
    "title": ("title_key", "ASC"),
}
# A card stands with the search entry, or with the item where that has none or another.
_CARD = "ifnull(i.card, e.card)"
_VISIBLE = "listed AND (shown_until IS NULL OR shown_until > :now)"


class CursorPosition(NamedTuple):
    """Where a page ended: the sort value of its last row, and what orders rows of the same value in every copy."""

    value: int | str
    id: int


@dataclass(frozen=True, slots=True)
class CardQuery:
    """What a list shows: any of the values within a filter, every filter together; empty is none. Times are seconds."""

    types: tuple[str, ...] = ()
    facets: dict[str, tuple[str, ...]] = field(default_factory=dict)
    audiences: tuple[str, ...] = ()
    path_prefix: str = ""
    published_after: int | None = None
    published_before: int | None = None
    updated_since: int | None = None
    order: Order = "-published_at"
    limit: int = 20
    offset: int = 0
    after: CursorPosition | None = None
    access: Access | None = None


class CardRow(NamedTuple):
    """One row of a list: its card (and, if asked for, its body) as JSON text, and its place."""

    card: str
    body: bytes | None
    place: CursorPosition


@dataclass(frozen=True, slots=True)
class CardPage:
    """``count`` is exact and of the whole list; ``more`` says whether rows follow."""

    count: int
    rows: list[CardRow]
    more: bool


def cards(conn: sqlite3.Connection, query: CardQuery, now: int, bodies: bool = False) -> CardPage:
    """Return one page of a list: two SELECTs, whatever the page size."""
    where, values = selection(query, now)
    count: int = conn.execute(f"SELECT count(*) FROM item WHERE {where}", values).fetchone()[0]  # noqa: S608
    column, direction = ORDERS[query.order]
    if query.after is not None:
        sign = "<" if direction == "DESC" else ">"
        where += f" AND ({column}, tie) {sign} (:after_value, :after_tie)"
        values |= {"after_value": query.after.value, "after_tie": query.after.id}
    # The ids first, from an index alone; then the cards (and bodies) of the few that are shown.
    page = (
        f"SELECT id, {column} AS place, tie FROM item WHERE {where}"  # noqa: S608 (own names only)
        f" ORDER BY {column} {direction}, tie {direction} LIMIT :limit OFFSET :offset"
    )
    values |= {"limit": query.limit + 1, "offset": query.offset}
    plain, join = ("b.body", " JOIN plain b ON b.item = p.id") if bodies else ("NULL", "")
    select = (
        f"SELECT {_CARD}, {plain}, p.place, p.tie FROM ({page}) p JOIN item i ON i.id = p.id"  # noqa: S608
        f" LEFT JOIN search_entry e ON e.rowid = p.id{join}"
    )
    select += f" ORDER BY p.place {direction}, p.tie {direction}"
    rows = [CardRow(card, body, CursorPosition(value, tie)) for card, body, value, tie in conn.execute(select, values)]
    return CardPage(count, rows[: query.limit], len(rows) > query.limit)


def cards_by_id(
    conn: sqlite3.Connection,
    content_ids: Sequence[str],
    now: int,
    audiences: Sequence[str],
    access: Access | None = None,
) -> dict[str, str]:
    """Return content_id → card as JSON text for those of these items that are shown now: one SELECT."""
    query = (
        f"SELECT content_id, {_CARD} FROM item i LEFT JOIN search_entry e ON e.rowid = i.id"  # noqa: S608 (ours)
        " WHERE content_id IN (SELECT value FROM json_each(:ids))"
        f" AND i.audience IN (SELECT value FROM json_each(:audiences)) AND {_VISIBLE}{is_readable('i.id', access)}"
    )
    values = {"ids": json.dumps(list(content_ids)), "audiences": json.dumps(list(audiences)), "now": now}
    return dict(conn.execute(query, values | values_for(access)))


def facet_counts(conn: sqlite3.Connection, name: str, now: int) -> dict[str, int]:
    """Return value → number of visible items that carry it: one SELECT."""
    query = (
        "SELECT f.value, count(*) FROM facet f JOIN item ON item.id = f.item"  # noqa: S608 (own names only)
        f" WHERE f.name = :name AND {_VISIBLE} GROUP BY f.value"
    )
    return dict(conn.execute(query, {"name": name, "now": now}))


def selection(query: CardQuery, now: int) -> tuple[str, dict[str, int | str]]:
    """Return the WHERE of a list and the values it names."""
    clauses = [_VISIBLE + is_readable("item.id", query.access)]
    values: dict[str, int | str] = {"now": now, **values_for(query.access)}

    def one_of(column: str, name: str, choices: Sequence[str]) -> str:
        keys = [f"{name}_{number}" for number in range(len(choices))]
        values.update(zip(keys, choices, strict=True))
        return f"{column} IN ({', '.join(f':{key}' for key in keys)})"

    if query.types:
        clauses.append(one_of("type", "type", query.types))
    if query.audiences:
        # The plus keeps SQLite from the index of paths: nearly everything is of one audience, and it holds no more.
        clauses.append(f"+{one_of('audience', 'audience', query.audiences)}")
    for number, (name, choices) in enumerate(sorted(query.facets.items())):
        if choices:
            values[f"facet_{number}"] = name
            inner = one_of("value", f"value_{number}", choices)
            clauses.append(f"id IN (SELECT item FROM facet WHERE name = :facet_{number} AND {inner})")  # noqa: S608
    prefix = query.path_prefix.rstrip("/")
    if prefix:
        # ``0`` is the sign after ``/``: a range, so that an index can serve it and no sign in it is a wildcard.
        clauses.append("(path = :prefix OR (path >= :below AND path < :beyond))")
        values |= {"prefix": prefix, "below": f"{prefix}/", "beyond": f"{prefix}0"}
    for column, sign, moment, name in (
        ("published_at", ">=", query.published_after, "published_after"),
        ("published_at", "<=", query.published_before, "published_before"),
        ("updated_at", ">=", query.updated_since, "updated_since"),
    ):
        if moment is not None:
            clauses.append(f"{column} {sign} :{name}")
            values[name] = moment
    if query.published_before is not None:
        clauses.append(f"published_at > {LONG_AGO}")
    return " AND ".join(clauses), values
