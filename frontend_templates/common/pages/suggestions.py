"""``/suggest?q=``: titles that begin as the reader types, for the search box."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.query import clean

MAX_QUERY = 80
MIN_QUERY = 2
LIMIT = 8
MARKS = {"public": "audience_public", "staff": "audience_staff_only"}


async def suggestions(visit: Visit) -> Page:
    """Answer with ``{"results": [{title, url, mark}]}``; empty when the API cannot say: a search works without.

    ``mark`` says on the staff site whose page it is.
    """
    words = clean(visit.query.first("q"))[:MAX_QUERY]
    answer: Any = {"results": []}
    if len(words) >= MIN_QUERY:
        answer = await visit.requests.optional("suggest", answer, {"q": words, "limit": LIMIT})
    document = {"results": [option(visit, each) for each in answer["results"]]}
    return visit.inert(json.dumps(document, ensure_ascii=False).encode(), "application/json")


def option(visit: Visit, suggestion: Mapping[str, Any]) -> dict[str, str]:
    """Return one suggestion as the search box shows it."""
    entry = {"title": str(suggestion["title"]), "url": visit.app.site.url_of(suggestion)}
    if visit.app.site.private and (whose := suggestion.get("audience")) in MARKS:
        entry["mark"] = visit.say(MARKS[whose])
    return entry
