"""Time and size limits of request bodies: each is read whole before anything is done with it, or refused."""

from __future__ import annotations

import asyncio
from http import HTTPStatus

from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Seconds between two pieces, and for all of it: what a reader sends is a small form.
PAUSE, WHOLE = 10.0, 30.0
# Bodies on their way at one time.
MAX_AT_ONCE = 512
TEXTS = {
    400: "The request ended before its body did.",
    408: "The request came too slowly. Go back and send it again.",
    411: "Send the length of the body: Content-Length.",
    413: "The request is too large.",
    503: "The server is receiving too much at the moment. Try again later.",
}


class BodyLimits:
    """Stands between the page door and the routes. A request without a body passes at once."""

    def __init__(self, app: ASGIApp, max_bytes: int, pause: float = PAUSE, whole: float = WHOLE) -> None:
        self.app = app
        self.max_bytes = max_bytes
        self.pause = pause
        self.whole = whole
        self._at_once = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        length = declared_length(scope) if scope["type"] == "http" else 0
        if not length:
            await self.app(scope, receive, send)
            return
        body = await self._read(length, receive)
        if isinstance(body, int):
            await _refuse(body, send)
        else:
            await self.app(scope, _replay(body, receive), send)

    async def _read(self, length: int, receive: Receive) -> bytes | int:
        """Return the body, or the status of the refusal."""
        if length < 0:
            return 411
        if length > self.max_bytes:
            return 413
        if self._at_once >= MAX_AT_ONCE:
            return 503
        self._at_once += 1
        body = bytearray()
        try:
            async with asyncio.timeout(self.whole):
                while len(body) < length:
                    async with asyncio.timeout(self.pause):
                        message = await receive()
                    if message["type"] != "http.request":
                        return 400
                    body += message.get("body", b"")
                    if not message.get("more_body") and len(body) < length:
                        return 400
        except TimeoutError:
            return 408
        finally:
            self._at_once -= 1
        return bytes(body)


def declared_length(scope: Scope) -> int:
    """Return how many bytes the client says it sends; -1 for a body without a length, or one that is no number."""
    length = 0
    for name, value in scope["headers"]:
        if name == b"transfer-encoding":
            return -1
        if name == b"content-length":
            length = int(value) if value.isdigit() and len(value) <= 18 else -1
    return length


def _replay(body: bytes, receive: Receive) -> Receive:
    """Return what gives the body once, and then what happens to the connection."""
    messages: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def next_message() -> Message:
        return messages.pop() if messages else await receive()

    return next_message


async def _refuse(status: int, send: Send) -> None:
    phrase = HTTPStatus(status).phrase
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{phrase}</title></head>'
        f"<body><h1>{phrase}</h1><p>{TEXTS[status]}</p></body></html>\n"
    ).encode()
    headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"content-length", b"%d" % len(page)),
        (b"cache-control", b"no-store"),
        (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'"),
        (b"x-content-type-options", b"nosniff"),
        # What is still to come of the body is not the beginning of another request.
        (b"connection", b"close"),
    ]
    if status == 503:
        headers.append((b"retry-after", b"5"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": page})
