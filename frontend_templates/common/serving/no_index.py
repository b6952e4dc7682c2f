"""No search engine keeps anything of a private site: its robots.txt asks, and a header of every response says so."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = (b"x-robots-tag", b"noindex")


class NoIndex:
    """An ASGI app in front of another: redirects, pictures, errors and assets have the header too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start" and all(name != HEADER[0] for name, _ in message["headers"]):
                message = {**message, "headers": [*message["headers"], HEADER]}
            await send(message)

        await self.app(scope, receive, marked)
