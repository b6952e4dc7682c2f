"""The feed of a search: brings new results to a feed reader."""

from __future__ import annotations

from frontend_templates.common.api.api_errors import NotFound
from frontend_templates.common.pages.feeds import ENTRIES, feed
from frontend_templates.common.pages.search_page import FEED_PATH, PATH, checked, parameters
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit


async def search_feed(visit: Visit) -> Page:
    """Answer ``/search/feed.atom`` with the newest results of a search. Raises ApiError."""
    query, _, _ = checked(visit.query, visit)
    query = query.without("page").without("order")
    if not query.pairs:
        raise NotFound("a feed of nothing")
    newest = query.plus("order", "-published_at")
    answer = await visit.requests.get("search", parameters(newest, ENTRIES))
    site, q = visit.app.site, query.first("q")
    title = visit.say("search_title_for", q=q) if q else visit.say("search_title")
    return feed(visit, site.absolute(query.url(PATH)), site.absolute(query.url(FEED_PATH)), title, answer["results"])
