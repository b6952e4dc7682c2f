"""Asking a WSGI application, and keeping exactly what it said."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

from django.core.signals import request_finished, request_started
from django.db import close_old_connections

Application = Callable[[dict[str, Any], Any], Any]
PUBLIC = "/api/public/v1"
STAFF = "/api/staff/v1"


@contextmanager
def no_database_housekeeping() -> Iterator[None]:
    """As django.test.Client does: a connection that another test left must not be touched by this one."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in (request_started, request_finished):
            signal.connect(close_old_connections)


class Got(NamedTuple):
    """An answer: its status, headers by lower-case name, and the bytes of its body."""

    status: int
    headers: dict[str, str]
    body: bytes
    raw: tuple[str, tuple[tuple[str, str], ...]]

    @property
    def json(self) -> Any:
        """The body's JSON."""
        return json.loads(self.body)


class Asker:
    """Asks one application."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(
        self, address: str, method: str = "GET", body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Got:
        """Ask for an address (path and query as they would be on the wire)."""
        path, _, query = address.partition("?")
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method,
            "SCRIPT_NAME": "",
            "PATH_INFO": unquote_to_bytes(path.encode()).decode("latin-1"),
            "QUERY_STRING": query.encode().decode("latin-1"),
            "SERVER_NAME": "testserver",
            "SERVER_PORT": "80",
            "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "192.0.2.1",
            "HTTP_HOST": "testserver",
            "wsgi.version": (1, 0),
            "wsgi.url_scheme": "http",
            "wsgi.input": io.BytesIO(body),
            "wsgi.errors": io.StringIO(),
            "wsgi.multithread": True,
            "wsgi.multiprocess": False,
            "wsgi.run_once": False,
        }
        if body:
            environ["CONTENT_LENGTH"] = str(len(body))
        for name, value in (headers or {}).items():
            key = name.upper().replace("-", "_")
            environ[key if key in {"CONTENT_TYPE", "CONTENT_LENGTH", "REMOTE_ADDR"} else f"HTTP_{key}"] = value
        said: list[Any] = []

        def start_response(status: str, fields: list[tuple[str, str]], exc_info: Any = None) -> None:
            said[:] = [status, fields]

        with no_database_housekeeping():
            answer = self.application(environ, start_response)
            content = b"".join(answer)
            if hasattr(answer, "close"):
                answer.close()
        status, fields = said
        names = [name.lower() for name, _ in fields]
        assert len(names) == len(set(names)), fields
        return Got(
            int(status[:3]), dict(zip(names, dict(fields).values(), strict=True)), content, (status, tuple(fields))
        )
