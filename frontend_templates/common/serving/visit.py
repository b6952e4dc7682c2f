"""A visit: one request as a page sees it, with its path, parameters, API answers and reply."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote

from starlette.requests import Request

from frontend_templates.common.api.page_requests import PageRequests
from frontend_templates.common.serving.page import HTML, Page
from frontend_templates.common.serving.running import RunningSite
from frontend_templates.common.serving.security_headers import INERT_HEADERS, Header
from frontend_templates.common.words.meta import PageMeta
from frontend_templates.common.words.paths import is_under
from frontend_templates.common.words.query import Query
from frontend_templates.common.words.strings import Strings

# What an address may hold as it is; the rest is percent-encoded.
ADDRESS = "/-._~!$&'()*+,;=:@%?#[]"


@dataclass
class Visit:
    """``path`` is as asked for (decoded); ``query`` holds only what the page knows."""

    app: RunningSite
    request: Request
    path: str
    query: Query
    requests: PageRequests
    preview: bool = False
    extra: dict[str, Any] = field(default_factory=dict)

    @property
    def say(self) -> Strings:
        """The words of the interface."""
        return self.app.renderer.strings

    async def shell(self, path: str) -> dict[str, Any]:
        """Return what every page shows: the site, its navigation, the alerts for a path."""
        none = self.shell_for_strangers()
        site, navigation = await asyncio.gather(
            self.requests.optional("site", none["site"]), self.requests.optional("navigation", none["navigation"])
        )
        site = {**site, "name": site.get("name") or self.app.site.title}
        alerts = [alert for alert in site.get("alerts") or [] if is_under(path, alert.get("path_prefix") or "")]
        more = await self.app.site.shell(self.requests) if self.app.site.shell else {}
        return {"site": site, "navigation": navigation, "alerts": alerts, **more}

    def shell_for_strangers(self) -> dict[str, Any]:
        """Return a frame that asks nothing of the API: all that a site may show to who is not signed in."""
        site = {"name": self.app.site.title, "description": "", "alerts": [], "settings": {}}
        return {"site": site, "navigation": {"header": [], "footer": []}, "alerts": []}

    def context(
        self, shell: Mapping[str, Any], page: PageMeta, breadcrumbs: Any = (), path: str | None = None
    ) -> dict[str, Any]:
        """Return the values every template may rely on."""
        shown_path = self.path if path is None else path
        return {
            **shell,
            "page": page,
            "breadcrumbs": list(breadcrumbs),
            "path": shown_path,
            "preview": self.preview,
            **self.extra,
        }

    def page(self, template: str, context: Mapping[str, Any], status: int = 200) -> Page:
        """Return a template as a page."""
        return self.html(self.app.renderer.html(template, context), status)

    def html(self, body: bytes, status: int = 200, headers: tuple[Header, ...] = ()) -> Page:
        """Return HTML as a page."""
        return self._page(body, (*self.app.html_headers, *headers), status, HTML)

    def inert(self, body: bytes, content_type: str) -> Page:
        """Return something that is not for a browser to run: a feed, JSON, plain text."""
        return self._page(body, INERT_HEADERS, 200, content_type)

    def redirect(self, url: str, permanent: bool) -> Page:
        """Return a redirect, as fresh as what it was learnt from."""
        location = (b"location", quote(url, safe=ADDRESS).encode())
        return self._page(b"", (*self.app.html_headers, location), 301 if permanent else 302, HTML)

    def _page(self, body: bytes, headers: tuple[Header, ...], status: int, content_type: str) -> Page:
        requests = self.requests
        keys = " ".join(sorted(requests.surrogate_keys)) if not self.app.site.private else ""
        return Page(
            body,
            (*headers, (b"surrogate-key", keys.encode("latin-1", "replace"))) if keys else headers,
            status,
            content_type,
            needs=dict(requests.needs),
            fresh_until=requests.fresh_until if requests.needs else self.app.client.clock() + 3_600,
            cached_until=requests.cached_until,
            generation=requests.generation,
            keep=not (self.preview or self.app.site.private),
        )
