"""The ASGI app of a Site: the page door in front, Starlette behind it, the watch beside them."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import AsyncIterator, Callable, Sequence

import httpx
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from frontend_templates.common.api.watch import watch
from frontend_templates.common.pages.content_page import content_page
from frontend_templates.common.serving.body_limits import BodyLimits
from frontend_templates.common.serving.health import health, live, ready
from frontend_templates.common.serving.no_index import NoIndex
from frontend_templates.common.serving.page_door import PageDoor
from frontend_templates.common.serving.reloading import TemplateReload
from frontend_templates.common.serving.site_app import PageResponse, SiteApp
from frontend_templates.common.site import Site

MAX_BODY_BYTES = 64 * 1024
READS = ["GET", "HEAD"]

MakeRoutes = Callable[[SiteApp], Sequence[BaseRoute]]


def make_app(
    site: Site,
    routes: MakeRoutes = lambda app: (),
    transport: httpx.AsyncBaseTransport | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> ASGIApp:
    """Return the ASGI app of a site.

    ``routes`` gives the site's own routes, which come before the items' paths. ``transport`` stands in for the network
    in tests: it answers for the API, the CMS and media.
    """
    running = SiteApp(site, transport, clock)

    @contextlib.asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        running.renderer.compile()
        watching = asyncio.ensure_future(watch(running.client, 0 if site.private else site.watch_seconds))
        try:
            yield
        finally:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
            await running.close()

    async def failed(request: Request, error: Exception) -> Response:
        return PageResponse(await running.failure(request, error), running.clock())

    app = Starlette(
        routes=[
            Route("/health", health(running), methods=READS),
            Route("/health/live", live, methods=READS),
            Route("/health/ready", ready(running), methods=READS),
            Route("/assets/{name:path}", running.assets.serve, methods=READS),
            Route("/favicon.ico", running.assets.favicon, methods=READS),
            Route("/media/{path:path}", running.media.serve, methods=READS),
            *routes(running),
            Route("/{path:path}", running.endpoint(content_page), methods=READS),
        ],
        exception_handlers={HTTPException: failed, Exception: failed},
        lifespan=lifespan,
        middleware=[Middleware(BodyLimits, max_bytes=MAX_BODY_BYTES)],
        max_body_size=MAX_BODY_BYTES,
    )
    app.state.running = running
    # Paths in another spelling are the items' business, not the router's.
    app.router.redirect_slashes = False
    door: ASGIApp = PageDoor(app, running.cache, running.clock, lambda: running.client.generation)
    if site.private:
        door = NoIndex(door)
    return TemplateReload(door, running) if site.reload else door


def log_to_stderr(level: str) -> None:
    """Send our messages to standard error; what httpx says of each request is not worth a line."""
    logging.basicConfig(level=level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
