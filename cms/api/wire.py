"""From an answer to what goes over the wire for one request: encoding, validators, 304, CORS.

The quick way (cms.delivery) and Django's views both end here, so they cannot differ.
"""

from __future__ import annotations

from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.http import http_date, parse_http_date_safe

from cms.api.negotiation import encodings
from cms.api.reply import Reply

SUFFIX = {"br": "-br", "gzip": "-gz", "identity": ""}
EXPOSED = "ETag, Last-Modified, Content-Length, Retry-After"
Headers = list[tuple[str, str]]


class Head(NamedTuple):
    """What of a request decides the form of its answer."""

    method: str
    accept_encoding: str | None = None
    if_none_match: str | None = None
    if_modified_since: str | None = None
    origin: str | None = None
    secure: bool = False


class Wire(NamedTuple):
    """One form of an answer: its headers, those of its 304, and its body."""

    status: str
    headers: Headers
    unchanged: Headers
    body: bytes
    etag: str
    last_modified: int


class Sent(NamedTuple):
    """What is sent: ``200 OK`` and the like, headers, body."""

    status: str
    headers: Headers
    body: bytes


NOT_MODIFIED = "304 Not Modified"


def head_of(environ: dict[str, Any], secure: bool) -> Head:
    """Return what decides the form of an answer, from a WSGI environ."""
    return Head(
        environ["REQUEST_METHOD"],
        environ.get("HTTP_ACCEPT_ENCODING"),
        environ.get("HTTP_IF_NONE_MATCH"),
        environ.get("HTTP_IF_MODIFIED_SINCE"),
        environ.get("HTTP_ORIGIN"),
        secure,
    )


def finish(reply: Reply, head: Head) -> Sent | None:
    """Return what to send, or None when the client accepts no encoding there is (406)."""
    wire = wire_for(reply, head)
    if wire is None:
        return None
    if wire.etag and is_unchanged(wire, head):
        return Sent(NOT_MODIFIED, wire.unchanged, b"")
    return Sent(wire.status, wire.headers, b"" if head.method == "HEAD" else wire.body)


def wire_for(reply: Reply, head: Head) -> Wire | None:
    """Return the form of an answer for a request, made once for each encoding, origin and scheme."""
    origin = allowed_origin(head.origin) if head.origin else None
    for encoding in encodings(head.accept_encoding):
        key = (encoding, origin, head.secure)
        wire: Wire | None = reply.wires.get(key)
        if wire is None:
            body = reply.body(encoding)
            if body is None:
                continue
            wire = reply.wires[key] = _wire(reply, encoding, body, origin, head.secure)
        return wire
    # An error is told in any case: that the client cannot read it is the smaller harm.
    return _wire(reply, "identity", reply.plain, origin, head.secure) if reply.status >= 400 else None


def is_unchanged(wire: Wire, head: Head) -> bool:
    """Return whether the client already has this form (RFC 9110, 13.2.2: If-None-Match decides where there is one)."""
    if head.if_none_match is not None:
        tags = _tags(head.if_none_match)
        return wire.etag in tags or "*" in tags
    if head.if_modified_since is not None and wire.last_modified:
        since = _moment(head.if_modified_since)
        return since is not None and wire.last_modified <= since
    return False


def allowed_origin(origin: str) -> str | None:
    """Return what Access-Control-Allow-Origin says to an origin, or None."""
    if settings.CORS_ORIGINS == ["*"]:
        return "*"
    return origin if origin in settings.CORS_ORIGINS else None


def vary() -> str:
    """Return what answers differ by."""
    named = settings.CORS_ORIGINS and settings.CORS_ORIGINS != ["*"]
    return "Accept-Encoding, Origin" if named else "Accept-Encoding"


def _wire(reply: Reply, encoding: str, body: bytes, origin: str | None, secure: bool) -> Wire:
    etag = f'"{reply.etag}{SUFFIX[encoding]}"' if reply.etag else ""
    varies = bool(reply.headers) and any(name == "Vary" for name, _ in reply.headers)
    shared: Headers = [("Cache-Control", reply.cache_control), *_fixed(origin, secure, varies), *reply.headers]
    if etag:
        shared.append(("ETag", etag))
    if reply.last_modified is not None:
        shared.append(("Last-Modified", _date(reply.last_modified)))
    if reply.keys:
        shared.append(("Surrogate-Key", reply.keys))
    about: Headers = [("Content-Type", reply.content_type), ("Content-Length", str(len(body)))]
    if encoding != "identity":
        about.append(("Content-Encoding", encoding))
    return Wire(_STATUS[reply.status], about + shared, shared, body, etag, reply.last_modified or 0)


_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}


@lru_cache(maxsize=256)
def _fixed(origin: str | None, secure: bool, varies: bool) -> Headers:
    """The headers that are the same for every answer to such a request."""
    fixed: Headers = [] if varies else [("Vary", vary())]
    fixed += [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", str(settings.SECURE_REFERRER_POLICY))]
    if origin:
        fixed += [("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", EXPOSED)]
    if secure and settings.SECURE_HSTS_SECONDS:
        # As Django's SecurityMiddleware would write it.
        text = f"max-age={settings.SECURE_HSTS_SECONDS}"
        text += "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        fixed.append(("Strict-Transport-Security", text + ("; preload" if settings.SECURE_HSTS_PRELOAD else "")))
    return fixed


def _forget_fixed(**changed: object) -> None:
    _fixed.cache_clear()


setting_changed.connect(_forget_fixed)
_date = lru_cache(maxsize=4096)(http_date)


@lru_cache(maxsize=1024)
def _tags(if_none_match: str) -> frozenset[str]:
    """The tags of an If-None-Match; ``W/`` is dropped, because the comparison is the weak one."""
    return frozenset(tag.strip().removeprefix("W/") for tag in if_none_match[:4000].split(","))


@lru_cache(maxsize=1024)
def _moment(text: str) -> int | None:
    return parse_http_date_safe(text[:100])
