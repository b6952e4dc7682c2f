"""Answers on their way to the client: what a WSGI application returned, as granian sends it."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from cms.api.wire import POLICY
from cms.serving.bodies import Refused
from cms.serving.environ import FilePart

Headers = list[tuple[str, str]]
Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]
# granian ends the process's request without an answer over anything else in a header.
UNSENDABLE = re.compile(r"[^\t\x20-\x7e]")


class AnswerProtocol(Protocol):
    """granian's way to send an answer."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None: ...

    def response_file(self, status: int, headers: Headers, file: str) -> None: ...

    def response_file_range(self, status: int, headers: Headers, file: str, start: int, end: int) -> None: ...


class Answer(NamedTuple):
    """A whole answer. ``path`` names the file to send in place of ``body``, or its bytes of ``part`` (start, end)."""

    status: int
    headers: Headers
    body: bytes = b""
    path: str = ""
    part: tuple[int, int] | None = None

    def send(self, protocol: AnswerProtocol) -> None:
        """Hand it over; a slow client takes no thread of ours from here on."""
        if self.path and self.part:
            protocol.response_file_range(self.status, self.headers, self.path, *self.part)
        elif self.path:
            protocol.response_file(self.status, self.headers, self.path)
        else:
            protocol.response_bytes(self.status, self.headers, self.body)


def run(application: Application, environ: Environ) -> Answer:
    """Call a WSGI application to its end, in this thread, and return what it answers. Raises what it raises."""
    started: list[tuple[str, Headers]] = []

    def start_response(status: str, headers: Headers, exc_info: Any = None) -> None:
        started[:] = [(status, headers)]

    result = application(environ, start_response)
    try:
        path, part = path_of(result)
        body = b"" if path else b"".join(_chunks(result))
    finally:
        if (close := getattr(result, "close", None)) is not None:
            close()
    status, headers = started[0]
    return Answer(int(status[:3]), [(name, UNSENDABLE.sub("?", value)) for name, value in headers], body, path, part)


def path_of(result: Any) -> tuple[str, tuple[int, int] | None]:
    """Return the path of the file that an answer is, and the part of it, None if it is whole; else an empty text."""
    if not isinstance(result, FilePart):
        return "", None
    # A slice of a file says which; another file must stand at its beginning.
    file: Any = result.file
    if (part := getattr(file, "part", None)) is not None:
        file = file.file
    name = getattr(file, "name", None)
    if not isinstance(name, str) or not Path(name).is_absolute() or not hasattr(file, "fileno"):
        return "", None
    if part is None:
        return (name, None) if file.tell() == 0 else ("", None)
    return name, (part.start, part.end)


def _chunks(result: Any) -> Iterable[bytes]:
    if isinstance(result, FilePart):
        return iter(lambda: result.file.read(result.block_size), b"")
    chunks: Iterable[bytes] = result
    return chunks


def refusal(refused: Refused, path: str) -> Answer:
    """Return what a client is told whose request never reached the application: problem+json under ``/api/``."""
    phrase = HTTPStatus(refused.status).phrase
    headers = [
        ("Cache-Control", "no-store"),
        ("Content-Security-Policy", POLICY),
        ("X-Content-Type-Options", "nosniff"),
        # What is still to come of the body is not the beginning of another request.
        ("Connection", "close"),
    ]
    if refused.retry_after:
        headers.append(("Retry-After", str(refused.retry_after)))
    if path.startswith("/api/"):
        problem = {"type": "about:blank", "title": phrase, "status": refused.status}
        problem |= {"detail": refused.detail, "instance": path[:500]}
        body = json.dumps(problem, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
        return Answer(refused.status, [("Content-Type", "application/problem+json"), *headers], body)
    page = (
        f'<!doctype html>\n<html lang="en"><head><meta charset="utf-8"><title>{phrase}</title></head>'
        f"<body><h1>{phrase}</h1><p>{refused.detail}</p></body></html>\n"
    )
    return Answer(refused.status, [("Content-Type", "text/html; charset=utf-8"), *headers], page.encode())
