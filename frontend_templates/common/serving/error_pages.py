"""Error pages: turn an error into a page for the reader, even when everything else fails."""

from __future__ import annotations

import logging
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from frontend_templates.common.api.api_errors import ApiError, Gone, SignInNeeded, TooMany, Unavailable
from frontend_templates.common.api.page_requests import PageRequests
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.meta import PageMeta
from frontend_templates.common.words.paths import search_words

logger = logging.getLogger("headland.error_pages")
# The statuses that have words of their own in strings/: error_404_title, error_404_reason.
STATUSES_WITH_A_PAGE = {400, 403, 404, 405, 410, 413, 414, 429, 500, 503}
# These say something lasting about an address, and may be kept like any page.
LASTING = {404, 410}
BARE = Markup(
    '<!doctype html>\n<html lang="{language}"><head><meta charset="utf-8"><title>{title}</title>'
    '<meta name="viewport" content="width=device-width, initial-scale=1"></head>'
    '<body><main><h1>{title}</h1><p>{reason}</p><p><a href="/">{home}</a></p></main></body></html>\n'
)


async def error_page(visit: Visit, status: int, error: Exception | None = None) -> Page:
    """Return the page for a status. For 5xx nothing is asked: the site's name and menus come from memory."""
    if status >= 500:
        visit.requests = PageRequests(visit.requests.client, visit.requests.credentials, only_cached=True)
    say = visit.say
    page_status = status if status in STATUSES_WITH_A_PAGE else (500 if status >= 500 else 400)
    key = (error.words if isinstance(error, ApiError) else "") or page_status
    reason = say(f"error_{key}_reason")
    title = say(f"error_{key}_title")
    if isinstance(error, Gone):
        reason = error.reason or reason
    words = search_words(visit.path)
    meta = PageMeta(title=title, robots="noindex", lang=visit.app.site.language, kind=f"error-{status}")
    try:
        context = visit.context(await shell(visit), meta)
        context |= {"status": status, "title": title, "reason": reason}
        context["search_url"] = f"/search?{urlencode({'q': words})}" if words else "/search"
        context["gone_title"] = error.title if isinstance(error, Gone) else ""
        page = visit.page(template_for(visit, status), context, status)
    except Exception as broken:
        if not isinstance(broken, ApiError):
            logger.exception("the page for %s cannot be shown", status)
        bare = BARE.format(language=visit.app.site.language, title=title, reason=reason, home=say("home"))
        page = visit.html(bare.encode(), status)
    if status not in LASTING:
        page.keep = False
    if status in {429, 503}:
        wait = error.retry_after if isinstance(error, Unavailable | TooMany) else 10
        page.headers = (*page.headers, (b"retry-after", b"%d" % wait))
    return page


async def shell(visit: Visit) -> dict[str, Any]:
    """Return the frame of the page: for who is not signed in one without menus."""
    try:
        return await visit.shell(visit.path)
    except SignInNeeded:
        return visit.shell_for_strangers()


def template_for(visit: Visit, status: int) -> str:
    """Return the template of a status, or of its kind."""
    own = f"errors/{status}.html"
    if visit.app.renderer.registry.has(own):
        return own
    return "errors/500.html" if status >= 500 else "errors/404.html"
