"""Media under ``/media/``: passes pictures and files on, so that a page needs no other host.

The CMS is asked before each answer whether they may still be read; of small ones that are held here, that is all. While
it is away these are shown, for as long as it last said, and never past the end of what they belong to.
"""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable, Mapping
from urllib.parse import quote

import httpx
from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse

from frontend_templates.common.api.cache_control import freshness_of
from frontend_templates.common.api.no_cookies import no_cookies
from frontend_templates.common.serving.media_cache import MAX_CACHED_BYTES, CachedPicture, MediaCache
from frontend_templates.common.serving.request_conditions import is_range, request_conditions
from frontend_templates.common.site import Site

TIMEOUT = httpx.Timeout(10.0, connect=2.0, pool=2.0)
# For the answer to a question to which something can be shown without one.
BRIEF_TIMEOUT = httpx.Timeout(3.0, connect=1.0, pool=1.0)
LIMITS = httpx.Limits(max_connections=32, max_keepalive_connections=8)
MEDIA = "/media/"
MAX_PATH = 500
PASSED_STATUSES = {200, 206, 304, 416}
RESPONSE_HEADERS = (
    "content-type", "content-length", "content-range", "accept-ranges", "etag", "last-modified", "cache-control",
    "surrogate-key",
)  # fmt: skip
# What the CMS says anew each time it is asked.
RENEWED_HEADERS = ("cache-control", "surrogate-key")
# Shown in the page or the browser; everything else is saved, so that nothing uploaded runs on our address.
INLINE_TYPES = {"image/jpeg", "image/png", "image/gif", "image/webp", "image/avif", "application/pdf"}
SAFE = "/-._~!$&'()*+,;=:@"
POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


class Media:
    """Fetches media for readers. ``serve`` asks only for names below ``/media/``, without anybody's credentials."""

    def __init__(
        self,
        site: Site,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._cms = site.cms_from_here
        self._clock = clock
        self._cache = MediaCache(site.media_cache_bytes)
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
        cached = self._cache.get(path)
        whole = request.method != "GET" or not is_range(request.headers.get("range", ""))
        answer = await self.ask(request, f"{MEDIA}{path}", version=cached.etag if cached and whole else "")
        if answer is None or answer.status_code >= 500:
            return await self._without_cms(request, path, answer)
        if answer.status_code not in PASSED_STATUSES:
            self._cache.drop(path)
            await answer.aclose()
            return refusal(404)
        if cached and whole and answer.status_code == 304:
            await answer.aclose()
            cached.headers |= {name: answer.headers[name] for name in RENEWED_HEADERS if name in answer.headers}
            cached.shown_until = self._shown_until(answer)
            return _answer_from(cached, request)
        headers = response_headers(answer.headers, path)
        if answer.status_code == 200 and 0 < int(headers.get("content-length", "0")) <= MAX_CACHED_BYTES:
            return await self._whole(answer, path, headers)
        return StreamingResponse(
            passed_on(answer), answer.status_code, headers, background=BackgroundTask(answer.aclose)
        )

    async def ask(
        self, request: Request, address: str, credentials: Mapping[str, str] | None = None, version: str = ""
    ) -> httpx.Response | None:
        """Ask the CMS for what a reader asks for; None when it is away. The answer must be read or closed.

        ``address`` is a path there, decoded. Only what says which bytes are meant is passed on, never a cookie; with
        ``version`` (an ETag) that is asked for instead, unless it is still the one.
        """
        conditions = {"if-none-match": version} if version else request_conditions(request.headers)
        if request.method != "GET":
            # A range is for GET alone; we ask with GET whatever the reader does.
            conditions = {name: value for name, value in conditions.items() if "range" not in name}
        # As it is: a compressed picture is no smaller, and its length must stay true.
        headers = {**conditions, "accept-encoding": "identity", **(credentials or {})}
        url = httpx.URL(self._cms + quote(address, safe=SAFE))
        timeout = BRIEF_TIMEOUT if version else TIMEOUT
        question = self._http.build_request("GET", url, headers=headers, timeout=timeout)
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
        if headers.get("etag") and freshness_of(answer.headers).store:
            self._cache.put(path, CachedPicture(body, headers, self._shown_until(answer)))
        return Response(body, headers=headers)

    async def _without_cms(self, request: Request, path: str, answer: httpx.Response | None) -> Response:
        if answer is not None:
            await answer.aclose()
        cached = self._cache.get(path)
        if cached is None or self._clock() >= cached.shown_until:
            return refusal(503)
        return _answer_from(cached, request)

    def _shown_until(self, answer: httpx.Response) -> float:
        return self._clock() + freshness_of(answer.headers).if_error


def _answer_from(cached: CachedPicture, request: Request) -> Response:
    if cached.etag and cached.etag == request.headers.get("if-none-match"):
        return Response(status_code=304, headers=cached.headers)
    return Response(cached.body, headers=cached.headers)


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
    passed.setdefault("cache-control", "no-store")
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
