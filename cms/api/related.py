"""Related pages: what else is about the subject of one item, found by its text."""

from __future__ import annotations

from uuid import UUID

from cms.api.content import item_key, reply_to
from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.engines import engine_for
from cms.api.errors import Problem
from cms.api.freshness import absence, freshness
from cms.api.parameters import integer
from cms.api.reply import Reply, json_reply
from cms.api.search import moment, rings_of
from search.related import MAX_RELATED
from search.request import RelatedRequest
from site_content.followers.copies.moments import moments
from site_content.followers.copies.read import item_with_id
from site_content.followers.engines import uses_elasticsearch

DEFAULT = 3


class Related(Endpoint):
    """Pages about the same subject as one item, the nearest first, found by its text.

    They are for the same audience, in the same language, and for nobody whom the item is not for. There may be none.
    Show them where an item's own `links.related`, which editors chose, is empty.
    """

    operation = "related"
    answer_schema = "RelatedItems"
    parameters = (integer("limit", 1, MAX_RELATED, DEFAULT, "Number of pages."),)
    errors = (404, 410)

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with cards. Raises Problem where no item of that id is live."""
        reader, now = api_request.reader, api_request.now
        content_id = str(route["content_id"]).lower()
        conn = reader.connection()
        answer = item_with_id(conn, content_id, now, api_request.audiences, reader.access())
        reply_to(answer, now)
        if answer.item is None or answer.item.state != "live":
            raise Problem(404, "No live item has this id.", cache_control=absence())
        request = RelatedRequest(content_id, moment(now), api_request.values["limit"], rings_of(api_request))
        cards = engine_for(reader).related(request)
        around = moments(conn, now, reader.access())
        # Of the pages shown, so that not every publication makes others ask again.
        keys = [item_key(each) for each in dict.fromkeys([content_id, *(card["content_id"] for card in cards)])]
        fresh = freshness(around.next, now, brief=uses_elasticsearch())
        return json_reply({"results": cards}, fresh, keys)
