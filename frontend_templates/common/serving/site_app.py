"""The site app: holds what requests share, and turns each request into a page."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

import httpx
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from frontend_templates.common.api.api_client import ApiClient
from frontend_templates.common.api.api_errors import ApiError, SignInNeeded, Unavailable
from frontend_templates.common.api.page_requests import PageRequests
from frontend_templates.common.api.single_flight import SingleFlight
from frontend_templates.common.assets import Assets
from frontend_templates.common.serving.error_pages import error_page
from frontend_templates.common.serving.media import Media
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.page_cache import PageCache
from frontend_templates.common.serving.page_door import known_for, page_key
from frontend_templates.common.serving.security_headers import security_headers
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.site import Site
from frontend_templates.common.words.query import Query, TooLong
from frontend_templates.common.words.rendering import Renderer

logger = logging.getLogger("headland.site")

Handler = Callable[[Visit], Awaitable[Page]]
# While the API is slow or away, a page is shown this long before anything is asked again.
HOLD_SECONDS = 0.5
MAX_WAITING = 200


class PageResponse(Response):
    """A page as an answer."""

    def __init__(self, page: Page, now: float) -> None:
        self.page = page
        self.now = now
        self.background = None
        self.status_code = page.status

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.page.send(scope, send, self.now)


class SiteApp:
    """What the requests of one site share."""

    def __init__(
        self,
        site: Site,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.site = site
        self.clock = clock
        self.transport = transport
        self.client = ApiClient(site.api, site.api_cache_bytes, transport, clock, site.forwarded)
        self.cache = PageCache(0 if site.private else site.page_cache_bytes)
        self.assets = Assets()
        self.media = Media(site, transport, clock)
        self.renderer = Renderer(site, self.assets)
        self.html_headers = security_headers(site)
        self._flight: SingleFlight[str, Page] = SingleFlight()

    async def close(self) -> None:
        """Stop what is under way and close connections."""
        await self._flight.close()
        await self.media.close()
        await self.client.close()

    def visit(self, request: Request) -> Visit:
        """Return a request as a page sees it. Raises TooLong."""
        path: str = request.scope["path"]
        query = Query.parse(request.scope["query_string"], (*known_for(path), *self.site.choices))
        return Visit(self, request, path, query, PageRequests(self.client, self.site.credentials(request)))

    def endpoint(self, handler: Handler) -> Callable[[Request], Awaitable[Response]]:
        """Return a Starlette endpoint for GET and HEAD that answers with what ``handler`` makes, kept or made anew."""

        async def answer(request: Request) -> Response:
            return PageResponse(await self._page(request, handler), self.clock())

        return answer

    def action(self, handler: Callable[[Request], Awaitable[Response]]) -> Callable[[Request], Awaitable[Response]]:
        """Return a Starlette endpoint that keeps nothing; what goes wrong becomes a page."""

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except HTTPException:
                raise
            except Exception as error:
                return PageResponse(await self.failure(request, error), self.clock())

        return answer

    async def failure(self, request: Request, error: Exception) -> Page:
        """Return the page for an error; it is logged when it is ours."""
        if isinstance(error, SignInNeeded) and self.site.sign_in is not None:
            visit = Visit(self, request, request.scope["path"], Query(), PageRequests(self.client))
            page = visit.redirect(self.site.sign_in(address_of(request)), permanent=False)
            page.keep = False
            return page
        try:
            visit = self.visit(request)
        except TooLong:
            visit = Visit(self, request, request.scope["path"], Query(), PageRequests(self.client))
        return await error_page(visit, status_of(error), error)

    async def _page(self, request: Request, handler: Handler) -> Page:
        try:
            key = page_key(request.scope["path"], request.scope["query_string"])
        except TooLong as error:
            return await self.failure(request, error)
        if self.site.private:
            return await self._make_page(request, handler, "")
        cached = self.cache.get(key)
        if cached is not None and await self._still_true(cached):
            return cached
        page = await self._flight.run(key, lambda: self._make_page(request, handler, key))
        if page.status >= 500 and cached is not None and self.clock() < cached.cached_until:
            # What is wrong with us or the API is no reason to take away a page that was right a while ago.
            cached.fresh_until = self.clock() + HOLD_SECONDS
            cached.generation = self.client.generation
            return cached
        return page

    async def _make_page(self, request: Request, handler: Handler, key: str) -> Page:
        if len(self._flight) > MAX_WAITING:
            return await self.failure(request, Unavailable("too many pages are being made", retry_after=2))
        visit = self.visit(request)
        try:
            page = await handler(visit)
        except ApiError as error:
            if isinstance(error, SignInNeeded) and self.site.sign_in is not None:
                return await self.failure(request, error)
            page = await error_page(visit, error.status, error)
        except Exception as error:
            page = await self.failure(request, error)
        if page.keep and page.status < 500:
            self.cache.put(key, page)
        return page

    async def _still_true(self, page: Page) -> bool:
        """Say whether what a page was made from is unchanged, and if so let it be good for longer."""
        now = self.clock()
        if now < page.fresh_until and page.generation == self.client.generation:
            return True
        if not page.needs:
            return False
        generation = self.client.generation
        try:
            answers = await asyncio.gather(*(self.client.answer(request) for request in page.needs))
        except ApiError:
            return False
        if any(answer.version != version for answer, version in zip(answers, page.needs.values(), strict=True)):
            return False
        fresh_until = min(answer.fresh_until for answer in answers)
        now = self.clock()
        if fresh_until <= now:
            # Old answers, because no new ones could be had in time.
            fresh_until = now + HOLD_SECONDS
        page.renew(fresh_until, min(answer.cached_until for answer in answers), generation)
        return True


def status_of(error: Exception) -> int:
    """Return the status that tells a reader about an error; one of ours is logged and is a 500."""
    if isinstance(error, ApiError):
        return error.status
    if isinstance(error, HTTPException):
        return error.status_code
    if isinstance(error, TooLong):
        return 414
    logger.error("a request could not be answered", exc_info=error)
    return 500


def address_of(request: Request) -> str:
    """Return the path and query that were asked for."""
    query = request.scope["query_string"].decode("latin-1")
    return f"{request.scope['path']}?{query}" if query else str(request.scope["path"])
