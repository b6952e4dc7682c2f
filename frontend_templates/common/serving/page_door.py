"""The page door: sends a fresh page from the cache at once, and passes every other request to the app."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from frontend_templates.common.serving.page_cache import PageCache
from frontend_templates.common.words.query import PAGE, SEARCH, Query, TooLong

# All other paths know PAGE.
NAMES_BY_PATH = {"/search": SEARCH, "/search/": SEARCH, "/search/feed.atom": SEARCH, "/suggest": ("q",)}


def known_for(path: str) -> tuple[str, ...]:
    """Return the parameters that the page at a path knows."""
    return NAMES_BY_PATH.get(path, PAGE)


def page_key(path: str, query: bytes) -> str:
    """Return what a page is kept under: its path and the parameters it knows. Raises TooLong.

    No path of ours holds ``?``, so a key tells whether there is a query.
    """
    if "?" in path:
        path = path.replace("?", "%3F")
    if not query:
        return path
    return Query.parse(query, known_for(path)).url(path)


class PageDoor:
    """An ASGI app in front of another. ``generation`` says how many changes of the log have been seen."""

    def __init__(
        self, app: ASGIApp, cache: PageCache, clock: Callable[[], float], generation: Callable[[], int]
    ) -> None:
        self.app = app
        self.cache = cache
        self.clock = clock
        self.generation = generation

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"}:
            try:
                page = self.cache.get(page_key(scope["path"], scope["query_string"]))
            except TooLong:
                page = None
            if page is not None:
                now = self.clock()
                if now < page.fresh_until and page.generation == self.generation():
                    await page.send(scope, send, now)
                    return
        await self.app(scope, receive, send)
