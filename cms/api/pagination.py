"""Pages and cursors of lists, and the addresses of the pages beside one."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from cms.api.errors import invalid
from cms.api.parameters import Parameter, integer, text
from site_content.followers.copies.lists import ORDERS, CursorPosition

MAX_LIMIT = 100
LIMIT = 20
# Pages are counted up to here; a cursor goes on from there at the same speed.
MAX_RESULTS_BY_PAGE = 10_000
FIRST = "*"
_MAX_CURSOR = 600


def paging(limit: int = LIMIT, most: int = MAX_LIMIT) -> tuple[Parameter, ...]:
    """Declare ``page``, ``limit`` and ``cursor``."""
    return (
        integer(
            "page",
            1,
            MAX_RESULTS_BY_PAGE,
            None,
            f"Page number, from 1. Beyond {MAX_RESULTS_BY_PAGE} results, use the cursor.",
        ),
        integer("limit", 1, most, limit, "Number of results on a page."),
        text(
            "cursor",
            _MAX_CURSOR,
            f"Use it instead of page: {FIRST} to start, then the value in `next`. It misses no result.",
        ),
    )


def check_paging(values: Mapping[str, Any]) -> None:
    """Raise Problem (400) for a page too deep, or a page and a cursor at once."""
    page, cursor = values["page"], values["cursor"]
    if page and cursor:
        raise invalid([("cursor", "Use a cursor or a page, not both.")])
    if page and (page - 1) * values["limit"] >= MAX_RESULTS_BY_PAGE:
        raise invalid([("page", f"Use the cursor for results beyond {MAX_RESULTS_BY_PAGE}.")])


def write_cursor(order: str, place: CursorPosition) -> str:
    """Return where a page ended, as text."""
    return base64.urlsafe_b64encode(json.dumps([order, *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, order: str) -> CursorPosition | None:
    """Return where to go on, or None for the beginning. Raises Problem (400) for a cursor we did not write."""
    if cursor == FIRST:
        return None
    broken = invalid([("cursor", "This cursor is not valid for this sort order. Start again without it.")])
    try:
        written = json.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), b"-_", validate=True))
        written_order, value, row = written
    except (ValueError, TypeError, RecursionError) as error:
        raise broken from error
    value_type = str if ORDERS[order][0] == "title_key" else int
    if written_order != order or type(value) is not value_type or type(row) is not int or not _fits(value, row):
        raise broken
    return CursorPosition(value, row)


def _fits(*values: object) -> bool:
    """Whether SQLite can hold each value."""
    for value in values:
        if isinstance(value, int) and not -(2**63) <= value < 2**63:
            return False
        if isinstance(value, str) and any("\ud800" <= sign <= "\udfff" for sign in value):
            return False
    return True


def address(url: str, query: Mapping[str, list[str]], **changes: str | int | None) -> str:
    """Return ``url`` with a query; each change replaces a parameter or, when None, takes it away."""
    parameters = {name: values for name, values in query.items() if name not in changes and values != [""]}
    return (
        f"{url}?{urlencode(parameters | {name: value for name, value in changes.items() if value is not None}, True)}"
    )
