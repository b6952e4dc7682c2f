"""Lists of items: filtered, in one order, by page or by cursor. Three SELECTs, whatever the page size."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from cms.api.endpoint import ApiRequest
from cms.api.errors import invalid
from cms.api.facets import MANY, FacetedEndpoint, facet_names
from cms.api.freshness import freshness
from cms.api.pagination import MAX_RESULTS_BY_PAGE, address, check_paging, paging, read_cursor, write_cursor
from cms.api.parameters import Parameter, choice, moment, text, words
from cms.api.paths import canonical_path
from cms.api.reply import Reply, json_reply, to_bytes
from site_content.followers.copies.lists import ORDERS, CardPage, CardQuery, CardRow, cards
from site_content.followers.copies.moments import moments
from site_content.items.fields import CARD_FIELDS, ITEM_FIELDS

MAX_BODIES = 20
_TYPE = re.compile(r"[a-z0-9_-]+")

# Facets follow ``type``: see FacetedEndpoint.
FILTERS: tuple[Parameter, ...] = (
    words("type", f"Content types, as in `news`. {MANY}"),
    text("path_prefix", 700, "Only this path and the paths below it."),
    moment("published_after", "Published at or after this time. A date starts at midnight by the site's clock."),
    moment("published_before", "Published at or before this time. A date includes its whole day.", end_of_day=True),
)


class Items(FacetedEndpoint):
    """Items as cards, newest first. Whole items with `include=body`; only some fields with `fields=`."""

    operation = "items"
    answer_schema = "ItemList"
    parameters = (
        *FILTERS,
        moment("updated_since", "Changed at or after this time."),
        choice("order", ORDERS, "-published_at", "Sort order. A minus sign puts the newest first."),
        *paging(),
        words("fields", "Only these fields of each result.", tuple(dict.fromkeys((*CARD_FIELDS, *ITEM_FIELDS)))),
        choice("include", ["body"], "", f"`body`: whole items instead of cards, at most {MAX_BODIES} a page."),
    )

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with one page of the list."""
        values = api_request.values
        whole = values["include"] == "body"
        check_paging(values)
        check_fields(values, whole)
        conn = api_request.reader.connection()
        query = card_query(api_request)
        page = cards(conn, query, api_request.now, bodies=whole)
        around = moments(conn, api_request.now, query.access)
        rows = [row_json(row, values["fields"], whole) for row in page.rows]
        return list_reply(api_request, page, rows, list_keys(values["type"]), around.last, around.next)


def list_keys(types: Iterable[str]) -> list[str]:
    """Return the surrogate keys of a list of these types. What cannot be a type is no key: clients name types freely,
    and a space would make two keys of one."""
    return ["list:items", *(f"type:{name}" for name in types if _TYPE.fullmatch(name))]


def check_fields(values: dict[str, Any], whole: bool) -> None:
    """Raise Problem (400) for fields that the results do not have, or too many whole items."""
    there = ITEM_FIELDS if whole else CARD_FIELDS
    if absent := [name for name in values["fields"] if name not in there]:
        raise invalid([("fields", f"Ask for these with{'out' if whole else ''} include=body: {', '.join(absent)}.")])
    if whole and values["limit"] > MAX_BODIES:
        raise invalid([("limit", f"Use at most {MAX_BODIES} with include=body.")])


def card_query(api_request: ApiRequest) -> CardQuery:
    """Return what the copy is asked for. Raises Problem for a broken cursor."""
    values = api_request.values
    page, limit, order = values["page"] or 1, values["limit"], values["order"]
    cursor: str = values["cursor"]
    return CardQuery(
        types=values["type"],
        facets={name: values[name] for name in facet_names()},
        audiences=api_request.audiences,
        path_prefix=prefix_of(values["path_prefix"]),
        published_after=values["published_after"],
        published_before=values["published_before"],
        updated_since=values["updated_since"],
        order=order,
        limit=limit,
        offset=0 if cursor else (page - 1) * limit,
        after=read_cursor(cursor, order) if cursor else None,
        access=api_request.reader.access(),
    )


def prefix_of(path: str) -> str:
    """Return a path prefix in canonical form; one that no item can have finds nothing."""
    return "" if not path else canonical_path(path) or "/\0"


def row_json(row: CardRow, fields: Iterable[str], whole: bool) -> bytes:
    """Return a row as JSON: its card or item as stored, or only some fields of it."""
    stored = (row.body or b"{}") if whole else row.card.encode()
    if not fields:
        return stored
    value = json.loads(stored)
    return to_bytes({name: value[name] for name in value if name in fields})


def list_reply(
    api_request: ApiRequest, page: CardPage, rows: list[bytes], keys: list[str], last: int | None, change: int | None
) -> Reply:
    """Return a page of a list as an answer: count, the pages beside it, results."""
    following, previous = map(to_bytes, neighbours(api_request, page))
    head = b'{"count":%d,"next":%s,"previous":%s,"results":[' % (page.count, following, previous)
    return json_reply(head + b",".join(rows) + b"]}", freshness(change), keys, last)


def neighbours(api_request: ApiRequest, page: CardPage) -> tuple[str | None, str | None]:
    """Return the addresses of the next and the previous page. Where pages end, a cursor goes on."""
    values = api_request.values
    number, limit = values["page"] or 1, values["limit"]
    if values["cursor"]:
        return (_cursor_address(api_request, page) if page.more else None), None
    following = None
    if page.more:
        deep = number * limit >= MAX_RESULTS_BY_PAGE
        following = (
            _cursor_address(api_request, page) if deep else address(api_request.url, api_request.query, page=number + 1)
        )
    return following, address(api_request.url, api_request.query, page=number - 1) if number > 1 else None


def _cursor_address(api_request: ApiRequest, page: CardPage) -> str:
    cursor = write_cursor(api_request.values["order"], page.rows[-1].place)
    return address(api_request.url, api_request.query, page=None, cursor=cursor)
