"""``/suggest?q=``: titles that begin as the reader types, for the search box."""

from __future__ import annotations

import json
from typing import Any

from frontend_templates.common.page import Page
from frontend_templates.common.query import clean
from frontend_templates.common.visit import Visit

LONGEST = 80
SHORTEST = 2
LIMIT = 8


async def suggestions(visit: Visit) -> Page:
    """Answer with ``{"results": [{title, path, type}]}``; empty when the API cannot say: a search works without."""
    words = clean(visit.query.first("q"))[:LONGEST]
    found: Any = {"results": []}
    if len(words) >= SHORTEST:
        found = await visit.reading.optional("suggest", found, {"q": words, "limit": LIMIT})
    return visit.inert(json.dumps(found, ensure_ascii=False).encode(), "application/json")
