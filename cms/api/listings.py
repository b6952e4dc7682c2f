"""Topics and authors, each with how many items belong to it: as many SELECTs, whatever the number."""

from __future__ import annotations

import json
from typing import ClassVar
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.items import list_reply
from cms.api.pagination import check_paging, paging, read_cursor
from cms.api.parameters import choice
from cms.api.reply import Reply, to_bytes
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.moments import moments, tally
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
        around = moments(conn, api_request.now, access)
        page_cards = [json.loads(row.card) for row in page.rows]
        values_shown = [value_on(card) for card in page_cards]
        counts = tally(conn, self.facet, values_shown, api_request.now, api_request.audiences, access)
        rows = [to_bytes({**card, "item_count": counts[value_on(card)]}) for card in page_cards]
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
