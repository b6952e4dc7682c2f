"""Pictures and files under ``/media/``, passed on from where they are kept: a page needs no other host.

Their names change with their content, so they may be kept for ever. Small ones are kept here too, and are shown while
the CMS is away.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from urllib.parse import quote

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from frontend_templates.common.api.no_cookies import no_cookies
from frontend_templates.common.serving.request_conditions import is_range, request_conditions
from frontend_templates.common.site import YEAR, Site

TIMEOUT = httpx.Timeout(10.0, connect=2.0, pool=2.0)
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8)
MEDIA = "/media/"
MAX_PATH = 500
MAX_CACHED_BYTES = 1024 * 1024
PASSED_STATUSES = {200, 206, 304, 416}
RESPONSE_HEADERS = ("content-type", "content-length", "content-range", "accept-ranges", "etag", "last-modified")
# Shown in the page or the browser; everything else is saved, so that nothing uploaded runs on our address.
INLINE_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf"}
FOREVER = f"public, max-age={YEAR}, immutable"
SAFE = "/-._~!$&'()*+,;=:@"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@dataclass(frozen=True, slots=True)
class CachedPicture:
    """A small picture in memory."""

    body: bytes
    headers: dict[str, str]


class Media:
    """Fetches media for readers. ``serve`` asks only for names below ``/media/``, without anybody's credentials."""

    def __init__(self, site: Site, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._cms = site.cms_from_here
        self.limit = site.media_cache_bytes
        self.size = 0
        self._cached: OrderedDict[str, CachedPicture] = OrderedDict()
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=LIMITS,
            transport=transport,
            trust_env=False,
            headers=site.forwarded,
            cookies=no_cookies(),
        )

    async def close(self) -> None:
        """Close the connections."""
        await self._http.aclose()

    async def serve(self, request: Request) -> Response:
        """Answer ``/media/<path>``: the bytes, 404, or 503 when they cannot be had."""
        path = request.path_params["path"]
        if not is_name(path):
            return refusal(404)
        cached = self._cached.get(path)
        if cached is not None and not is_range(request.headers.get("range", "")):
            self._cached.move_to_end(path)
            if cached.headers.get("etag") and cached.headers["etag"] == request.headers.get("if-none-match"):
                return Response(status_code=304, headers=cached.headers)
            return Response(cached.body, headers=cached.headers)
        answer = await self.ask(request, f"{MEDIA}{path}")
        if answer is None:
            return refusal(503)
        if answer.status_code not in PASSED_STATUSES:
            await answer.aclose()
            return refusal(404 if answer.status_code < 500 else 503)
        headers = response_headers(answer.headers, path)
        if answer.status_code == 200 and 0 < int(headers.get("content-length", "0")) <= MAX_CACHED_BYTES:
            return await self._whole(answer, path, headers)
        return StreamingResponse(
            passed_on(answer), answer.status_code, headers, background=BackgroundTask(answer.aclose)
        )

    async def ask(
        self, request: Request, address: str, credentials: Mapping[str, str] | None = None
    ) -> httpx.Response | None:
        """Ask the CMS for what a reader asks for; None when it is away. The answer must be read or closed.

        ``address`` is a path there, decoded. Only what says which bytes are meant is passed on, never a cookie.
        """
        # As it is: a compressed picture is no smaller, and its length must stay true.
        headers = {**request_conditions(request.headers), "accept-encoding": "identity", **(credentials or {})}
        question = self._http.build_request("GET", httpx.URL(self._cms + quote(address, safe=SAFE)), headers=headers)
        try:
            return await self._http.send(question, stream=True)
        except httpx.HTTPError:
            return None

    async def _whole(self, answer: httpx.Response, path: str, headers: dict[str, str]) -> Response:
        try:
            body = await answer.aread()
        except httpx.HTTPError:
            return refusal(503)
        finally:
            await answer.aclose()
        self._keep(path, CachedPicture(body, headers))
        return Response(body, headers=headers)

    def _keep(self, path: str, cached: CachedPicture) -> None:
        before = self._cached.pop(path, None)
        self.size += len(cached.body) - (len(before.body) if before else 0)
        self._cached[path] = cached
        while self.size > self.limit:
            _, oldest = self._cached.popitem(last=False)
            self.size -= len(oldest.body)


def is_name(path: str) -> bool:
    """Say whether a path can be the name of a medium: printable steps, none empty, hidden or leading upwards."""
    steps = path.split("/")
    return (
        len(path) <= MAX_PATH
        and path.isprintable()
        and "\\" not in path
        and all(step and not step.startswith(".") for step in steps)
    )


def response_headers(headers: httpx.Headers, path: str) -> dict[str, str]:
    """Return the headers a reader is sent."""
    passed = {name: headers[name] for name in RESPONSE_HEADERS if name in headers}
    kind = passed.get("content-type", "application/octet-stream").partition(";")[0].strip().lower()
    passed["cache-control"] = FOREVER
    passed["x-content-type-options"] = "nosniff"
    passed["content-security-policy"] = POLICY
    passed["cross-origin-resource-policy"] = "same-site"
    if kind not in INLINE_TYPES:
        passed["content-disposition"] = "attachment"
    return passed


async def passed_on(answer: httpx.Response) -> AsyncIterator[bytes]:
    """Yield the body as it comes."""
    async for chunk in answer.aiter_raw():
        yield chunk


def refusal(status: int) -> Response:
    """Answer without the medium; the picture's alternative text is what a reader sees."""
    return PlainTextResponse(
        "Not found\n" if status == 404 else "Not available now\n", status, {"cache-control": "no-store"}
    )
