"""``Site``: holds what differs between the sites: addresses, readers, and whether pages may be cached."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import tzinfo
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from starlette.requests import HTTPConnection

from frontend_templates.common.api.page_requests import PageRequests
from frontend_templates.common.links import url_of
from frontend_templates.common.settings import LONDON

COMMON = Path(__file__).parent
YEAR = 31_536_000


def nobody(connection: HTTPConnection) -> dict[str, str]:
    """No credentials: what a public site sends to the API."""
    return {}


@dataclass(frozen=True)
class Site:
    """One site.

    ``api`` is the root of its API (``http://host:port/api/public/v1``), ``url`` the address people type; ``cms`` is the
    address editors type, ``cms_inside`` where this process reaches the CMS if that is another. A ``private`` site keeps
    no whole pages and answers ``private, no-store``. ``credentials`` gives the headers that the API is sent on a
    reader's behalf; they never come from a cookie on the public site. ``sign_in`` makes the address to send a reader to
    when the API answers 401. ``built_in`` maps a path to the template shown when the CMS has no page there.
    ``reload`` shows a changed template at the next request.
    """

    name: str
    audience: str
    url: str
    api: str
    cms: str
    templates: Path
    shared_templates: Path = COMMON / "templates"
    title: str = "Headland Health"
    private: bool = False
    language: str = "en"
    zone: tzinfo = LONDON
    theme: str = "neutral"
    production: bool = False
    reload: bool = False
    hsts_subdomains: bool = False
    hsts_preload: bool = False
    media_url: str = "/media/"
    cms_inside: str = ""
    credentials: Callable[[HTTPConnection], Mapping[str, str]] = nobody
    sign_in: Callable[[str], str] | None = None
    built_in: Mapping[str, str] = field(default_factory=dict)
    page_cache_bytes: int = 64 * 1024 * 1024
    api_cache_bytes: int = 32 * 1024 * 1024
    media_cache_bytes: int = 32 * 1024 * 1024
    watch_seconds: float = 0.5
    # How many proxies of ours add to X-Forwarded-For, and the token by which the API believes us a reader's address.
    proxies: int = 0
    token: str = ""
    context: Mapping[str, Any] = field(default_factory=dict)
    # What every page of this site also shows, and what every search of it also asks.
    shell: Callable[[PageRequests], Awaitable[Mapping[str, Any]]] | None = None
    search: Mapping[str, str] = field(default_factory=dict)
    # What its home page asks for the newest news and stories.
    latest: Mapping[str, str] = field(default_factory=dict)
    # Where a card leads, and the parameters that only this site's pages and searches know (each is a facet too).
    url_of: Callable[[Mapping[str, Any]], str] = url_of
    choices: tuple[str, ...] = ()
    # Orders of search results that only this site offers.
    orders: tuple[str, ...] = ()

    @property
    def cms_from_here(self) -> str:
        """Where this process reaches the CMS."""
        return self.cms_inside or self.cms

    @property
    def secure(self) -> bool:
        """Whether readers come over HTTPS."""
        return self.url.startswith("https://")

    @property
    def forwarded(self) -> dict[str, str]:
        """What the API and the CMS are told of how readers came: behind a proxy that ends TLS, they insist on it."""
        return {"x-forwarded-proto": "https"} if self.secure else {}

    @property
    def hsts(self) -> str:
        """For how long, and for which hosts, a browser uses HTTPS alone. Others' hosts only where somebody chose so."""
        more = f"{'; includeSubDomains' if self.hsts_subdomains else ''}{'; preload' if self.hsts_preload else ''}"
        return f"max-age={YEAR}{more}"

    @property
    def media_origin(self) -> str:
        """The origin of media when it is on a host of its own, for the content security policy; else empty."""
        parts = urlsplit(self.media_url)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""

    def absolute(self, path: str) -> str:
        """The whole address of a path of this site; a whole address stays as it is."""
        return path if path.startswith(("http://", "https://")) else f"{self.url}{path}"
