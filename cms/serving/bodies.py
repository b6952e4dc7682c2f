"""Request bodies: read off the network within limits of size, time and number, before anything else is done."""

from __future__ import annotations

import asyncio
import io
import tempfile
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import IO, Any, Protocol

from cms.serving.environ import Scope

# Above this a body waits on disk.
IN_MEMORY = 256 * 1024


class Refused(Exception):
    """The request is not answered by the application. ``status`` is for the client; ``detail`` says what to do."""

    def __init__(self, status: int, detail: str, retry_after: int = 0) -> None:
        super().__init__(detail)
        self.status = status
        self.detail = detail
        self.retry_after = retry_after


class BodyProtocol(Protocol):
    """The way to a body's bytes, chunk by chunk."""

    def __aiter__(self) -> AsyncIterator[bytes]: ...


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """``size`` gives the most bytes that a request may bring.

    ``pause``: seconds between two chunks. After ``grace`` seconds at least ``rate`` bytes a second must have come.

    ``in_flight`` is how many bytes of bodies may be on their way at one time.
    """

    size: Callable[[Scope], int]
    pause: float = 10.0
    grace: float = 20.0
    rate: int = 4_000
    in_flight: int = 512 * 1024 * 1024


class Bodies:
    """Reads the bodies of one process's requests; belongs to one event loop."""

    def __init__(self, limits: BodyLimits) -> None:
        self.limits = limits
        self._in_flight = 0

    async def read(self, scope: Scope, protocol: BodyProtocol) -> tuple[IO[bytes], int]:
        """Return the whole body and its length. Raises Refused: 400, 408, 411, 413 or 503."""
        length = declared_length(scope)
        if not length:
            return io.BytesIO(), 0
        if length > (most := self.limits.size(scope)):
            raise Refused(413, f"Send a body of at most {most} bytes.")
        if self._in_flight + length > self.limits.in_flight:
            raise Refused(503, "The server is receiving too much at the moment. Try again later.", 5)
        self._in_flight += length
        try:
            return await self._receive(protocol, length), length
        finally:
            self._in_flight -= length

    async def _receive(self, protocol: BodyProtocol, length: int) -> IO[bytes]:
        limits, loop = self.limits, asyncio.get_running_loop()
        began = loop.time()
        body: Any = io.BytesIO() if length <= IN_MEMORY else tempfile.TemporaryFile()  # noqa: SIM115 (closed by who gets it)
        received = 0
        chunks = aiter(protocol)
        while received < length:
            last_moment = began + limits.grace + received / limits.rate
            try:
                async with asyncio.timeout(min(limits.pause, last_moment - loop.time())):
                    # Without a default: granian's awaitable could not be cancelled inside what that makes.
                    chunk = await anext(chunks)
            except StopAsyncIteration:
                chunk = b""
            except TimeoutError:
                body.close()
                raise Refused(408, "The request came too slowly. Send it again.") from None
            if not chunk:
                body.close()
                raise Refused(400, "The request ended before its body did.")
            received += len(chunk)
            body.write(chunk)
        body.seek(0)
        whole: IO[bytes] = body
        return whole


def declared_length(scope: Scope) -> int:
    """Return how many bytes the client says it sends. Raises Refused: 400, or 411 for a body without a length."""
    headers = scope.headers
    text = headers.get("content-length")
    if "transfer-encoding" in headers:
        raise Refused(411, "Send the length of the body: Content-Length.")
    if text is None:
        return 0
    if not (text.isascii() and text.isdigit() and len(text) <= 18):
        raise Refused(400, "Content-Length is not valid.")
    return int(text)
