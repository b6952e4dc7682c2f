"""Both sites over the gallery's API, and a browser that reaches nothing else: no sockets are opened."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import httpx
from playwright.sync_api import Browser, Page, Request, Route

from frontend_templates.common.app import make_app
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site
from frontend_templates.staff.routes import staff_routes
from frontend_templates.staff.session import COOKIE
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.fake_api import CMS, FakeApi
from tests.frontend_templates.gallery.content import gallery_api, network
from tests.frontend_templates.gallery.staff_content import TODAY, staff_api

URL = "http://localhost"
ENVIRONMENT = {
    "HEADLAND_API_URL": "http://api.test",
    "HEADLAND_CMS_URL": CMS,
    "HEADLAND_PUBLIC_URL": URL,
    "HEADLAND_STAFF_URL": URL,
}
# Shows the staff site that somebody is signed in.
SESSION = f"{COOKIE}=headland_{'t' * 40}"
# A GET of such an address shows the answer to this form, sent by a reader of whom the API has had enough.
SENT = {"/feedback": b"path=/gallery/wait&useful=no&text=The+opening+hours+are+wrong."}
# Hop-by-hop, or made anew by whoever hands the answer on.
NOT_PASSED = {"content-encoding", "content-length", "transfer-encoding"}


class Gallery:
    """A site in this process, on an event loop of its own, for callers that are not asynchronous.

    ``name`` is a picture's ``site``. ``api`` and ``cms`` are the roots of running ones, to show what they have;
    without, the examples are shown.
    """

    def __init__(
        self,
        theme: str = "neutral",
        language: str = "en",
        name: str = "public",
        api: str | None = None,
        cms: str | None = None,
    ) -> None:
        self.name = name
        self.api: FakeApi = gallery_api() if name == "public" else staff_api(name)
        environment = {**ENVIRONMENT, "HEADLAND_THEME": theme, "HEADLAND_LANGUAGE": language}
        if api:
            environment |= {"HEADLAND_API_URL": api, "HEADLAND_CMS_URL": cms or api}
        site, routes = public_site(environment), public_routes
        if name != "public":
            site, routes = staff_site(environment), staff_routes
            site = replace(site, context={**site.context, "today": lambda: f"{TODAY:%Y-%m-%d}"})
        app = make_app(site, routes, None if api else network(self.api))
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._client = httpx.AsyncClient(transport=httpx.ASGITransport(app, raise_app_exceptions=False), base_url=URL)
        # From an address of its own: the limit of the reader above is not touched.
        sender = httpx.ASGITransport(app, raise_app_exceptions=False, client=("192.0.2.9", 9))
        self._sender = httpx.AsyncClient(transport=sender, base_url=URL)

    def get(self, path: str, headers: dict[str, str] | None = None) -> httpx.Response:
        """Return the answer to a GET, redirects not followed."""
        return self.ask("GET", path, headers or {}, b"")

    def ask(self, method: str, url: str, headers: dict[str, str], body: bytes) -> httpx.Response:
        """Return the answer to a request."""
        if self.name in {"staff", "newcomer"}:
            headers = {**headers, "cookie": SESSION}
        if method == "GET" and url in SENT:
            form = {"content-type": "application/x-www-form-urlencoded"}
            sent = self._sender.post(url, headers=form, content=SENT[url])
        else:
            sent = self._client.request(method, url, headers=headers, content=body)
        return asyncio.run_coroutine_threadsafe(sent, self._loop).result(timeout=60)

    def close(self) -> None:
        """Stop the loop."""
        asyncio.run_coroutine_threadsafe(self._sender.aclose(), self._loop).result(timeout=10)
        asyncio.run_coroutine_threadsafe(self._client.aclose(), self._loop).result(timeout=10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(timeout=10)


@dataclass
class PageReport:
    """What a browser asked for and complained of. ``elsewhere`` are addresses of other sites."""

    requests: list[tuple[str, str]] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@contextmanager
def window(
    browser: Browser, gallery: Gallery, width: int = 1280, height: int = 900, **options: Any
) -> Iterator[tuple[Page, PageReport]]:
    """Open a window on the gallery's site; ``options`` are Playwright's for a context."""
    seen = PageReport()
    context = browser.new_context(viewport={"width": width, "height": height}, base_url=URL, **options)

    def answer(route: Route, request: Request) -> None:
        if not request.url.startswith(f"{URL}/"):
            seen.elsewhere.append(request.url)
            route.abort()
            return
        parts = urlsplit(request.url)
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        seen.requests.append((request.method, path))
        headers = {name: value for name, value in request.headers.items() if name != "accept-encoding"}
        reply = gallery.ask(request.method, path, headers, request.post_data_buffer or b"")
        kept = {name: value for name, value in reply.headers.items() if name not in NOT_PASSED}
        route.fulfill(status=reply.status_code, headers=kept, body=reply.content)

    try:
        context.route("**/*", answer)
        context.set_default_timeout(10_000)
        page = context.new_page()
        page.on("console", lambda message: seen.complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        yield page, seen
    finally:
        context.close()
