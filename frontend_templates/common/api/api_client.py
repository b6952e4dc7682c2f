"""The API client: GETs with a cache that obeys the API, and POSTs that it sends once.

An answer is used while it is fresh. Later it is asked for again with its ETag; a reader waits for that, but only
PATIENCE seconds when an older answer is at hand, and not at all when the API allowed ``stale-while-revalidate``. When
the API fails, an answer of the last 24 hours is used. One fetch at a time for one request; a breaker for each resource.
"""

from __future__ import annotations

import asyncio
import json
import logging
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from hashlib import blake2b
from typing import Any

import httpx

from frontend_templates.common.api.answers import CACHEABLE_STATUSES, Answer, AnswerStore, ApiRequest
from frontend_templates.common.api.api_errors import ApiError, TooMany, Unavailable, error_of
from frontend_templates.common.api.breaker import Breaker
from frontend_templates.common.api.cache_control import freshness_of
from frontend_templates.common.api.no_cookies import no_cookies
from frontend_templates.common.api.single_flight import SingleFlight

logger = logging.getLogger("headland.api_client")

TIMEOUT = httpx.Timeout(3.0, connect=1.0, pool=1.0)
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=32, keepalive_expiry=30)
# A whole answer, whatever its parts take.
DEADLINE = 4.0
PATIENCE = 0.3
AGENT = {"user-agent": "headland-site"}
MAX_ANSWER_BYTES = 16 * 1024 * 1024
RETRIED_ERRORS = (httpx.RemoteProtocolError, httpx.ReadError, httpx.WriteError)

Params = Mapping[str, Any] | Iterable[tuple[str, Any]]


class ApiClient:
    """One API. ``base`` is its root, without a slash; ``clock`` never goes back; ``headers`` are sent every time."""

    def __init__(
        self,
        base: str,
        cache_bytes: int,
        transport: httpx.AsyncBaseTransport | None = None,
        clock: Callable[[], float] = time.monotonic,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.base = base
        self.clock = clock
        self.store = AnswerStore(cache_bytes)
        # Raised by whoever sees that something was published: what was asked before must be asked again.
        self.generation = 0
        self._flight: SingleFlight[ApiRequest, Answer] = SingleFlight()
        self._breakers: defaultdict[str, Breaker] = defaultdict(Breaker)
        # trust_env off: a proxy set for the internet must not see what is asked inside.
        self._http = httpx.AsyncClient(
            timeout=TIMEOUT,
            limits=LIMITS,
            transport=transport,
            trust_env=False,
            headers={**AGENT, **(headers or {})},
            cookies=no_cookies(),
        )

    async def close(self) -> None:
        """Stop what is under way and close the connections."""
        await self._flight.close()
        await self._http.aclose()

    async def get(self, path: str, params: Params = (), credentials: Mapping[str, str] | None = None) -> Answer:
        """Return the answer to a GET; it may be a 404 or 410 (see Answer.value). Raises other ApiErrors."""
        return await self.answer(request_of(path, params, credentials))

    async def answer(self, request: ApiRequest) -> Answer:
        """Return the answer to a request, kept or fetched. Raises ApiError."""
        cached, now = self.store.get(request), self.clock()
        if cached is None or now >= cached.cached_until:
            return await self._flight.run(request, lambda: self._fetch(request, None))
        current = cached.generation == self.generation
        if current and now < cached.fresh_until:
            return cached
        task = self._flight.start(request, lambda: self._fetch(request, cached))
        if current and now < cached.revalidate_until:
            return cached
        await asyncio.wait({task}, timeout=PATIENCE)
        if not task.done():
            return cached
        try:
            return task.result()
        except Unavailable:
            return cached

    def cached(self, request: ApiRequest) -> Answer | None:
        """Return what is in memory, however old, without asking anybody."""
        return self.store.get(request)

    async def ask(self, method: str, url: str, headers: Mapping[str, str] | None = None, document: Any = None) -> Any:
        """Ask once, past the cache, and return the JSON (None for an empty answer). Raises ApiError."""
        try:
            async with asyncio.timeout(DEADLINE):
                response = await self._http.request(method, url, headers=headers, json=document)
        except (httpx.HTTPError, TimeoutError) as error:
            raise Unavailable(f"{type(error).__name__}") from error
        if response.status_code == 429:
            wait = response.headers.get("retry-after", "")
            raise TooMany(int(wait) if wait.isascii() and wait.isdigit() and len(wait) < 7 else 60)
        if not response.is_success:
            raise error_of(response.status_code, _json(response.content, strict=False))
        return _json(response.content) if response.content else None

    async def post(self, path: str, document: Any, credentials: Mapping[str, str] | None = None) -> Any:
        """Send a document to a path of the API, once. Raises ApiError when it was not accepted."""
        return await self.ask("POST", f"{self.base}/{path}", credentials, document)

    async def head(self, after: int) -> int:
        """Return the position of the newest change of the API's log. Never from the cache. Raises ApiError."""
        request = request_of("changes", {"after": after, "limit": 1}, None)
        status, _, body = await self._exchange(request, {})
        data = _json(body) if status == 200 else None
        if not isinstance(data, dict) or not isinstance(data.get("head"), int):
            raise error_of(status, data) if status != 200 else Unavailable("changes without a head")
        return int(data["head"])

    async def _fetch(self, request: ApiRequest, cached: Answer | None) -> Answer:
        breaker = self._breakers[request.path.partition("/")[0]]
        if not breaker.allows(self.clock()):
            raise Unavailable(f"{request.path}: resting after failures")
        # Read before asking: a change seen meanwhile makes this answer old, not new.
        generation = self.generation
        try:
            answer = await self._answered(request, cached, generation)
        except Unavailable as error:
            breaker.failed(self.clock())
            logger.warning("%s: %s", request.path, error)
            raise
        except asyncio.CancelledError:
            raise
        except ApiError:
            breaker.succeeded()
            raise
        breaker.succeeded()
        return answer

    async def _answered(self, request: ApiRequest, cached: Answer | None, generation: int) -> Answer:
        headers = dict(request.credentials)
        if cached is not None and cached.etag:
            headers["if-none-match"] = cached.etag
        status, response_headers, body = await self._exchange(request, headers)
        freshness, now = freshness_of(response_headers), self.clock()
        if status == 304 and cached is not None:
            answer = cached.until(now, generation, freshness)
        elif status in CACHEABLE_STATUSES:
            etag = response_headers.get("etag", "")
            empty = Answer(status, _json(body), "", etag, len(body), generation, 0, 0, 0)
            answer = empty.until(now, generation, freshness)
            version = etag or blake2b(body, digest_size=16).hexdigest()
            answer = replace(answer, version=version, surrogate_keys=response_headers.get("surrogate-key", ""))
        elif 200 < status < 400:
            raise Unavailable(f"the API answered {status}")
        else:
            raise error_of(status, _json(body, strict=False))
        if freshness.store:
            self.store.put(request, answer)
        else:
            self.store.drop(request)
        return answer

    async def _exchange(self, request: ApiRequest, headers: Mapping[str, str]) -> tuple[int, httpx.Headers, bytes]:
        """Ask, once more if the connection had been closed under us. Raises Unavailable."""
        url = httpx.URL(f"{self.base}/{request.path}", params=request.params or None)
        for last in (False, True):
            try:
                async with asyncio.timeout(DEADLINE), self._http.stream("GET", url, headers=headers) as response:
                    chunks, size = [], 0
                    async for chunk in response.aiter_bytes():
                        chunks.append(chunk)
                        size += len(chunk)
                        if size > MAX_ANSWER_BYTES:
                            raise Unavailable(f"{request.path}: more than {MAX_ANSWER_BYTES} bytes")
                    return response.status_code, response.headers, b"".join(chunks)
            except RETRIED_ERRORS as error:
                if last:
                    raise Unavailable(f"{type(error).__name__}") from error
            except (httpx.HTTPError, TimeoutError) as error:
                raise Unavailable(f"{type(error).__name__}") from error
        raise AssertionError("unreachable")


def request_of(path: str, params: Params, credentials: Mapping[str, str] | None) -> ApiRequest:
    """Return a request with its parameters as text, in the order given; None and empty values are left out."""
    pairs = params.items() if isinstance(params, Mapping) else params
    text = tuple((name, str(value)) for name, value in pairs if value not in (None, ""))
    return ApiRequest(path, text, tuple((credentials or {}).items()))


def _json(body: bytes, strict: bool = True) -> Any:
    try:
        return json.loads(body)
    except ValueError as error:
        if strict:
            raise Unavailable("not JSON") from error
        return None
