"""WSGI environs made from granian's RSGI scopes: the whole one for Django, a view of the headers for quick answers."""

from __future__ import annotations

import sys
from typing import IO, Any, Protocol

MAX_CLIENT = 100


class Headers(Protocol):
    """Request headers; names are in small letters."""

    def __contains__(self, key: str) -> bool: ...

    def keys(self) -> list[str]: ...

    def get(self, key: str, default: Any = None) -> Any: ...

    def get_all(self, key: str) -> list[str]: ...


class Scope(Protocol):
    """What granian knows of a request when its headers are there."""

    http_version: str
    server: str
    client: str
    scheme: str
    method: str
    path: str
    query_string: str
    headers: Headers


class FilePart:
    """``wsgi.file_wrapper``: holds the file that an answer is, so that the server sends it without a thread."""

    def __init__(self, file: IO[bytes], block_size: int = 65_536) -> None:
        self.file = file
        self.block_size = block_size

    def close(self) -> None:
        """Close the file, and the response that it was taken from."""
        self.file.close()


class QuickEnviron:
    """The few values of an environ that a ready answer depends on, read from the scope when they are asked for."""

    __slots__ = ("_headers", "_scope")

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self._headers = scope.headers

    def __getitem__(self, name: str) -> str:
        scope = self._scope
        if name == "PATH_INFO":
            return latin(scope.path)
        if name == "REQUEST_METHOD":
            return scope.method
        if name == "QUERY_STRING":
            return latin(scope.query_string)
        if name == "wsgi.url_scheme":
            return scope.scheme
        raise KeyError(name)

    def get(self, name: str, default: Any = None) -> Any:
        """Return a header by its name in the environ, or the client's address."""
        if name == "REMOTE_ADDR":
            return host_of(self._scope.client)
        return self._headers.get(_header(name), default)


_HEADERS: dict[str, str] = {}


def _header(name: str) -> str:
    """Return an environ's name as a header's; there are only as many as the code asks for."""
    header = _HEADERS.get(name)
    if header is None:
        header = _HEADERS[name] = name.removeprefix("HTTP_").replace("_", "-").lower()
    return header


def latin(text: str) -> str:
    """Return a path or query as WSGI has it: each byte of its UTF-8 is one character."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("latin-1")


def host_of(address: str) -> str:
    """Return the host of ``host:port`` or ``[host]:port``."""
    return address.rpartition(":")[0].strip("[]")[:MAX_CLIENT]


def environ_of(scope: Scope, body: IO[bytes], length: int) -> dict[str, Any]:
    """Return the environ of a request whose body of ``length`` bytes has arrived.

    A header with an underscore in its name is left out: it would pass for the one with a hyphen, which a proxy sets.
    """
    host, _, port = scope.server.rpartition(":")
    environ: dict[str, Any] = {
        "GATEWAY_INTERFACE": "CGI/1.1",
        "PATH_INFO": latin(scope.path),
        "QUERY_STRING": latin(scope.query_string),
        "REMOTE_ADDR": host_of(scope.client),
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.errors": sys.stderr,
        "wsgi.file_wrapper": FilePart,
        "wsgi.input": body,
        "wsgi.multiprocess": False,
        "wsgi.multithread": True,
        "wsgi.run_once": False,
        "wsgi.url_scheme": scope.scheme,
        "wsgi.version": (1, 0),
        # A request without one is refused by Django, as is one that cannot be read.
        "HTTP_HOST": "",
    }
    headers = scope.headers
    for name in headers.keys():  # noqa: SIM118 (no dictionary)
        if "_" in name:
            continue
        text = ("; " if name == "cookie" else ",").join(headers.get_all(name))
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = text
    environ["CONTENT_TYPE"] = environ.pop("HTTP_CONTENT_TYPE", "")
    environ.pop("HTTP_CONTENT_LENGTH", None)
    environ["CONTENT_LENGTH"] = str(length) if length else ""
    return environ
