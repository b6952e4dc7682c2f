"""Lists from a copy: cards by type, facet, path and date, in one order, by page or by cursor."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from search.embedded import bits
from site_content.followers.copies.access import Access, is_readable, values_for
from site_content.followers.copies.card_query import CardQuery, CursorPosition
from site_content.followers.copies.compress import plain_of
from site_content.followers.copies.selection import selection
from site_content.followers.copies.sets import section_of

ORDERS: dict[str, tuple[str, str]] = {
    "-published_at": ("published_at", "DESC"),
    "published_at": ("published_at", "ASC"),
    "-updated_at": ("updated_at", "DESC"),
    "updated_at": ("updated_at", "ASC"),
    "title": ("title_key", "ASC"),
}
# To look a row up by its id takes about ten times as long as to pass it by in an index.
_LOOK_UP = 10
# A card stands with the search entry, or with the item where that has none or another.
_CARD = "ifnull(i.card, e.card)"
_VISIBLE = "listed AND (shown_until IS NULL OR shown_until > :now)"


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


class Place(NamedTuple):
    """A row in the order of a list: its id, its sort value and what orders rows of the same value."""

    row: int
    value: int | str
    tie: int


def cards(conn: sqlite3.Connection, query: CardQuery, now: int, bodies: bool = False) -> CardPage:
    """Return one page of a list. How many SELECTs depends on its filters, not on its size, nor on the copy's."""
    rows = selection(conn, query, now)
    count = rows.bit_count()
    places = _places(conn, query, rows, count)
    shown_rows = places[: query.limit]
    plain, join = ("g.body", " LEFT JOIN gzip g ON g.item = i.id") if bodies else ("NULL", "")
    select = (
        f"SELECT {_CARD}, {plain} FROM json_each(?) p JOIN item i ON i.id = p.value"  # noqa: S608 (own names only)
        f" LEFT JOIN search_entry e ON e.rowid = i.id{join} ORDER BY p.key"
    )
    stored = conn.execute(select, (json.dumps([place.row for place in shown_rows]),))
    page = [
        CardRow(card, plain_of(body) if bodies else None, CursorPosition(place.value, place.tie))
        for place, (card, body) in zip(shown_rows, stored, strict=True)
    ]
    return CardPage(count, page, len(places) > query.limit)


def _places(conn: sqlite3.Connection, query: CardQuery, rows: int, count: int) -> list[Place]:
    """Return the rows of a page, and one more where there is one: those of a set, in the order of a list."""
    column, direction = ORDERS[query.order]
    needed = query.offset + query.limit + 1
    values: dict[str, int | str] = {}
    cursor = ""
    if query.after is not None:
        sign = "<" if direction == "DESC" else ">"
        cursor = f" AND ({column}, tie) {sign} (:after_value, :after_tie)"
        values = {"after_value": query.after.value, "after_tie": query.after.id}
    end = f"{cursor} ORDER BY {column} {direction}, tie {direction}"
    if _LOOK_UP * count * count <= rows.bit_length() * needed:
        # So few that to look each of them up is less work than to pass by all that stand between them.
        values["ids"] = json.dumps(list(bits.first(rows, count)))
        few = "SELECT id, {0}, tie FROM item WHERE id IN (SELECT value FROM json_each(:ids)){1}"
        page = conn.execute(f"{few.format(column, end)} LIMIT {query.limit + 1} OFFSET {query.offset}", values)
        return list(map(Place._make, page))
    source, more = _walk(query, column)
    select = f"{source}{cursor} ORDER BY {column} {direction}, tie {direction}"
    stored = bits.as_bytes(rows)
    last, skipped, places = len(stored), query.offset, []
    for row, value, tie in conn.execute(select, values | more):
        place = row >> 3
        if place < last and stored[place] >> (row & 7) & 1:
            count -= 1
            if skipped:
                skipped -= 1
            else:
                places.append(Place(row, value, tie))
            if not count or len(places) > query.limit:
                break
    return places


def _walk(query: CardQuery, column: str) -> tuple[str, dict[str, int | str]]:
    """Return the SELECT that passes by the fewest rows on the way, as far as filters tell, and the values it names."""
    facets = [(name, values) for name, values in query.facets.items() if values]
    section = section_of(query.path_prefix)
    if column == "published_at" and len(facets) == 1 and len(facets[0][1]) == 1:
        where = "SELECT item, published_at, tie FROM facet WHERE name = :name AND value = :value"
        return where, {"name": facets[0][0], "value": facets[0][1][0]}
    select = f"SELECT id, {column}, tie FROM item INDEXED BY item_{{0}}{column} WHERE listed"  # noqa: S608 (ours)
    if section:
        return f"{select.format('section_')} AND section = :section", {"section": section}
    if len(query.types) == 1:
        return f"{select.format('type_')} AND type = :type", {"type": query.types[0]}
    return select.format(""), {}


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
