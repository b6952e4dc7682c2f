"""One request to one of the servers, and the reply with every header, as it came over the wire."""

from __future__ import annotations

import http.client
import time
from contextlib import suppress
from dataclasses import dataclass

PATIENCE_SECONDS = 60
SITES = {"public", "staff"}
# A site rests ten seconds after failures before it asks its API again.
TRIES, REST_SECONDS = 4, 11
Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Request:
    """What is sent. ``kind`` is what differences are counted by; ``server`` is a name of serving.SERVERS."""

    kind: str
    server: str
    target: str
    method: str = "GET"
    headers: Headers = ()
    body: bytes = b""

    def __str__(self) -> str:
        # Tokens and cookies are long and say nothing.
        headers = [f"{name}: {value[:60]}" for name, value in self.headers if name not in {"Authorization", "Cookie"}]
        target = self.target if len(self.target) <= 300 else f"{self.target[:300]}… ({len(self.target)} characters)"
        more = f" [{'; '.join(headers)}]" if headers else ""
        return f"{self.server} {self.method} {target}{more}"


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back: header names in lower case, sorted; the order of different headers has no meaning (RFC 9110)."""

    status: int
    headers: Headers
    body: bytes

    def header(self, name: str) -> str:
        """Return the first value of a header, or an empty text."""
        return next((value for each, value in self.headers if each == name), "")


@dataclass(frozen=True)
class Round:
    """Requests that were sent one after another, and the replies to them."""

    requests: list[Request]
    replies: list[Reply]


class Asking:
    """Keeps one connection to each server. ``ports`` is the port of each by its name."""

    def __init__(self, ports: dict[str, int]) -> None:
        self._ports = ports
        self._connections: dict[str, http.client.HTTPConnection] = {}

    def ask(self, request: Request) -> Reply:
        """Return the reply. A site that could not reach its API in time, on a busy machine, is asked again."""
        for _ in range(TRIES):
            reply = self._reply(request)
            if reply.status != 503 or request.server not in SITES or request.method not in {"GET", "HEAD"}:
                break
            time.sleep(REST_SECONDS)
        return reply

    def _reply(self, request: Request) -> Reply:
        """Return the reply. A connection that was closed is opened again once; a second failure is the reply."""
        for last in (False, True):
            try:
                return self._ask(request)
            except (OSError, http.client.HTTPException) as error:
                self._forget(request.server)
                if last:
                    return Reply(0, (("no-reply", type(error).__name__),), b"")
        raise AssertionError("unreachable")

    def close(self) -> None:
        """Close every connection."""
        for name in list(self._connections):
            self._forget(name)

    def _forget(self, server: str) -> None:
        if (connection := self._connections.pop(server, None)) is not None:
            connection.close()

    def _ask(self, request: Request) -> Reply:
        connection = self._connections.get(request.server)
        if connection is None:
            connection = http.client.HTTPConnection("127.0.0.1", self._ports[request.server], timeout=PATIENCE_SECONDS)
            self._connections[request.server] = connection
        header_names = {name.lower() for name, _ in request.headers}
        connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        if "host" not in header_names:
            connection.putheader("Host", f"{request.server}.headland.example")
        for name, value in request.headers:
            connection.putheader(name, value)
        if request.body and "content-length" not in header_names:
            connection.putheader("Content-Length", str(len(request.body)))
        # A server that refuses a body may close before it has all of it; its reply is there all the same.
        with suppress(BrokenPipeError, ConnectionResetError):
            connection.endheaders(request.body or None)
        response = connection.getresponse()
        body = response.read()
        if response.will_close:
            self._forget(request.server)
        return Reply(response.status, tuple(sorted((n.lower(), v) for n, v in response.getheaders())), body)
