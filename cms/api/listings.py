"""Topics and authors, each with how many items belong to it. Three SELECTs."""

from __future__ import annotations

import json
from typing import Any, ClassVar
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.items import list_reply
from cms.api.pagination import check_paging, paging, read_cursor
from cms.api.parameters import choice
from cms.api.reply import Reply, to_bytes
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.moments import tally
from site_content.items.facets import value_on


class Listing(Endpoint):
    """Pages that other items are filed under. The type's name is the facet's name too."""

    answer_schema = "CountedList"
    facet: ClassVar[str] = ""
    parameters = (choice("order", ["title", "-updated_at"], "title", "Sort order."), *paging())

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with one page of the list."""
        values = api_request.values
        check_paging(values)
        conn = api_request.reader.connection()
        cursor, order, limit = values["cursor"], values["order"], values["limit"]
        access = api_request.reader.access()
        query = CardQuery(
            types=(self.facet,),
            audiences=api_request.audiences,
            order=order,
            limit=limit,
            offset=0 if cursor else ((values["page"] or 1) - 1) * limit,
            after=read_cursor(cursor, order) if cursor else None,
            access=access,
        )
        page = cards(conn, query, api_request.now)
        counts, around = tally(conn, self.facet, api_request.now, api_request.audiences, access)
        rows = [with_item_count(row.card, counts) for row in page.rows]
        return list_reply(
            api_request, page, rows, [f"list:{self.facet}s", f"type:{self.facet}"], around.last, around.next
        )


class Topics(Listing):
    """Topics in order of their titles, each a card with `item_count`: how many items are about it."""

    operation = "topics"
    facet = "topic"


class Authors(Listing):
    """Authors in order of their names, each a card with `item_count`: how many items are theirs."""

    operation = "authors"
    facet = "author"


def with_item_count(card: str, counts: dict[str, int]) -> bytes:
    """Return a card with ``item_count``."""
    value: dict[str, Any] = json.loads(card)
    return to_bytes({**value, "item_count": counts.get(value_on(value), 0)})
