"""``/sitemap.xml`` (sitemaps.org): every public page, in parts when there are more than one file may hold."""

from __future__ import annotations

import math
import re
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.sax.saxutils import escape

from frontend_templates.common.api.api_errors import NotFound
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.paths import quoted

# The protocol's limit is 50,000 addresses and 50 MB.
PART = 50_000
PAGE_SIZE = 100
# New pages are found within this time; a crawler comes far less often.
FRESH_SECONDS = 300
CACHE_SECONDS = 86_400
MAX_PARTS = 100
CONTENT_TYPE = "application/xml; charset=utf-8"
SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
PART_PATH = re.compile(r"/sitemap-([1-9]\d{0,2})\.xml", re.ASCII)


class Sitemap:
    """The sitemap of one site. Each part is asked for by itself, so that no answer takes long or much memory."""

    def __init__(self, app: SiteApp, part: int = PART) -> None:
        self.app = app
        self.part = part
        # Part → the API's cursor where it begins, learnt when the part before it was made.
        self._begins: dict[int, str] = {1: "*"}

    async def whole(self, visit: Visit) -> Page:
        """Answer ``/sitemap.xml``: all addresses, or the addresses of the parts."""
        count = int((await visit.requests.get("items", {"limit": 1, "fields": "path"}))["count"])
        if count <= self.part:
            return self._page(visit, await self._addresses(visit, 1))
        parts = min(math.ceil(count / self.part), MAX_PARTS)
        rows = [
            f"<sitemap><loc>{self._loc(f'/sitemap-{number}.xml')}</loc></sitemap>" for number in range(1, parts + 1)
        ]
        return self._page(visit, f"{HEAD}<sitemapindex {SPACE}>\n" + "\n".join(rows) + "\n</sitemapindex>\n")

    async def one_part(self, visit: Visit) -> Page:
        """Answer ``/sitemap-<number>.xml``. Raises NotFound for a part there is not."""
        match = PART_PATH.fullmatch(visit.path)
        number = int(match[1]) if match else 0
        if not 1 <= number <= MAX_PARTS:
            raise NotFound("no such part")
        return self._page(visit, await self._addresses(visit, number))

    async def _addresses(self, visit: Visit, number: int) -> str:
        rows = [
            f"<url><loc>{self._loc(quoted(card['path']))}</loc><lastmod>{escape(str(card['updated_at']))}</lastmod></url>"
            async for card in self._cards(visit, number)
        ]
        if number > 1 and not rows:
            raise NotFound("no such part")
        return f"{HEAD}<urlset {SPACE}>\n" + "\n".join(rows) + "\n</urlset>\n"

    async def _cards(self, visit: Visit, number: int) -> AsyncIterator[dict[str, Any]]:
        """Yield the cards of one part, oldest pages first, so that a new page does not move the others."""
        cursor, card_count = await self._cursor(visit, number), 0
        while cursor and card_count < self.part:
            answer = await self._some(visit, cursor)
            for card in answer["results"]:
                yield card
            card_count += len(answer["results"])
            cursor = following(answer)
        if cursor:
            self._begins[number + 1] = cursor

    async def _cursor(self, visit: Visit, number: int) -> str:
        """Return where a part begins; parts before it that are not known yet are walked through."""
        start = max(each for each in self._begins if each <= number)
        cursor = self._begins[start]
        for passed in range(start, number):
            card_count = 0
            while cursor and card_count < self.part:
                answer = await self._some(visit, cursor)
                card_count += len(answer["results"])
                cursor = following(answer)
            if not cursor:
                raise NotFound("no such part")
            self._begins[passed + 1] = cursor
        return cursor

    async def _some(self, visit: Visit, cursor: str) -> Any:
        parameters = {
            "order": "published_at",
            "limit": PAGE_SIZE,
            "cursor": cursor,
            "fields": "path,updated_at",
        }
        # Not a need of the page: it is good for a time, not until one of a thousand answers changes.
        answer = await self.app.client.get("items", parameters, visit.requests.credentials)
        return answer.value()

    def _page(self, visit: Visit, text: str) -> Page:
        page = visit.inert(text.encode(), CONTENT_TYPE)
        now = self.app.clock()
        page.needs = {}
        page.renew(now + FRESH_SECONDS, now + CACHE_SECONDS, page.generation)
        return page

    def _loc(self, path: str) -> str:
        return escape(self.app.site.absolute(path))


def following(answer: Any) -> str:
    """Return the cursor of the API's next page; empty at the end."""
    query = parse_qs(urlsplit(answer.get("next") or "").query)
    return query.get("cursor", [""])[0]
