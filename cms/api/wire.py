"""Variants of an answer: choose encoding, validators, 304 and CORS for one request.

The quick way (cms.delivery) and Django's views both end here, so they cannot differ.
"""

from __future__ import annotations

import time
from functools import lru_cache
from http import HTTPStatus
from typing import Any, NamedTuple, Protocol

from django.conf import settings
from django.core.signals import setting_changed
from django.utils.http import parse_http_date_safe

from cms.api.freshness import freshness
from cms.api.negotiation import encodings
from cms.api.reply import JSON, Reply

SUFFIX = {"br": "-br", "gzip": "-gz", "identity": ""}
EXPOSED = "ETag, Last-Modified, Content-Length, Retry-After"
# JSON is data: nothing in it runs, and no page frames it.
POLICY = "default-src 'none'; frame-ancestors 'none'"
# Of what a reply may say for itself: then the fixed headers do not.
_OWN = frozenset(("Vary", "Content-Security-Policy"))
_NONE: frozenset[str] = frozenset()
# What is remembered of conditions is bounded in number, and by this in length.
MAX_CONDITION = 2000
Headers = list[tuple[str, str]]


class Environ(Protocol):
    """Of a WSGI environ what answers depend on; delivery has a quicker thing than a dictionary for it."""

    def __getitem__(self, key: str, /) -> Any: ...

    def get(self, key: str, default: Any = None, /) -> Any: ...


class Variant(NamedTuple):
    """The form in which a client gets its answers: what it accepts, which origin may read it, whether it used TLS."""

    encodings: tuple[str, ...]
    origin: str | None
    secure: bool


class Wire(NamedTuple):
    """One form of an answer."""

    status: str
    headers: Headers
    body: bytes
    etag: str
    last_modified: int

    @property
    def unchanged(self) -> Headers:
        """The headers of its 304: all but those that tell of the body."""
        return [header for header in self.headers if header[0] not in _OF_BODY]


class WireResponse(NamedTuple):
    """What is sent: ``200 OK`` and the like, headers, body."""

    status: str
    headers: Headers
    body: bytes


NOT_MODIFIED = "304 Not Modified"
_OF_BODY = frozenset(("Content-Type", "Content-Length", "Content-Encoding", "Content-Security-Policy"))


def variant_of(environ: Environ, secure: bool) -> Variant:
    """Return the form that a request asks for."""
    origin = environ.get("HTTP_ORIGIN")
    return _variant(encodings(environ.get("HTTP_ACCEPT_ENCODING")), allowed_origin(origin) if origin else None, secure)


# What it is given is bounded in number and length: rankings of three encodings, and origins that settings name.
_variant = lru_cache(maxsize=1024)(Variant)


def finish(reply: Reply, variant: Variant, environ: Environ) -> WireResponse | None:
    """Return what to send, or None when the client accepts no encoding there is (406)."""
    wire = wire_for(reply, variant)
    if wire is None:
        return None
    if wire.etag and is_unchanged(wire, environ):
        return WireResponse(NOT_MODIFIED, wire.unchanged, b"")
    return WireResponse(wire.status, wire.headers, b"" if environ["REQUEST_METHOD"] == "HEAD" else wire.body)


def wire_for(reply: Reply, variant: Variant) -> Wire | None:
    """Return an answer in the first of the encodings that it can be had in, or None."""
    for encoding in variant.encodings:
        body = reply.body(encoding)
        if body is not None:
            return _wire(reply, encoding, body, variant)
    # An error is told in any case: that the client cannot read it is the smaller harm.
    return _wire(reply, "identity", reply.plain, variant) if reply.status >= 400 else None


def is_unchanged(wire: Wire, environ: Environ) -> bool:
    """Return whether the client already has this form (RFC 9110, 13.2.2: If-None-Match decides where there is one)."""
    if (if_none_match := environ.get("HTTP_IF_NONE_MATCH")) is not None:
        tags = _tags(if_none_match[:MAX_CONDITION])
        return wire.etag in tags or "*" in tags
    if (if_modified_since := environ.get("HTTP_IF_MODIFIED_SINCE")) is not None and wire.last_modified:
        since = _moment(if_modified_since[:MAX_CONDITION])
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


def _wire(reply: Reply, encoding: str, body: bytes, variant: Variant) -> Wire:
    own = reply.headers
    names = frozenset(name for name, _ in own) & _OWN if own else _NONE
    fixed = _fixed(reply.content_type, encoding, reply.cache_control, variant.origin, variant.secure, names)
    headers = [*fixed, ("Content-Length", str(len(body))), *own]
    etag = ""
    if reply.etag:
        etag = f'"{reply.etag}{SUFFIX[encoding]}"'
        headers.append(("ETag", etag))
    if reply.last_modified is not None:
        headers.append(("Last-Modified", http_time(reply.last_modified)))
    if reply.keys:
        headers.append(("Surrogate-Key", reply.keys))
    return Wire(_STATUS[reply.status], headers, body, etag, reply.last_modified or 0)


def steady_wire(variant: Variant, body: bytes, etag: str, at: int, keys: str) -> Wire:
    """Return what ``wire_for`` would of an item that is there until it is published again, in half the steps.

    ``body`` is in the first of the form's encodings; ``at`` is when the item was written.
    """
    suffix, fixed = _steady(variant)
    etag = f'"{etag}{suffix}"'
    own = (
        ("Content-Length", str(len(body))),
        ("ETag", etag),
        ("Last-Modified", http_time(at)),
        ("Surrogate-Key", keys),
    )
    return Wire(_OK, [*fixed, *own], body, etag, at)


@lru_cache(maxsize=256)
def _steady(variant: Variant) -> tuple[str, tuple[tuple[str, str], ...]]:
    encoding, cache_control = variant.encodings[0], freshness().cache_control
    return SUFFIX[encoding], _fixed(JSON, encoding, cache_control, variant.origin, variant.secure, _NONE)


_STATUS = {status.value: f"{status.value} {status.phrase}" for status in HTTPStatus}
_OK = _STATUS[200]


@lru_cache(maxsize=256)
def _fixed(
    content_type: str, encoding: str, cache_control: str, origin: str | None, secure: bool, own: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """The headers that are the same for every answer to such a request: one object for all that stay in memory."""
    fixed: Headers = [("Content-Type", content_type), ("Cache-Control", cache_control)]
    if encoding != "identity":
        fixed.append(("Content-Encoding", encoding))
    if "Vary" not in own:
        fixed.append(("Vary", vary()))
    if "Content-Security-Policy" not in own:
        fixed.append(("Content-Security-Policy", POLICY))
    fixed += [("X-Content-Type-Options", "nosniff"), ("Referrer-Policy", str(settings.SECURE_REFERRER_POLICY))]
    if origin:
        fixed += [("Access-Control-Allow-Origin", origin), ("Access-Control-Expose-Headers", EXPOSED)]
    if secure and settings.SECURE_HSTS_SECONDS:
        # As Django's SecurityMiddleware would write it.
        text = f"max-age={settings.SECURE_HSTS_SECONDS}"
        text += "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        fixed.append(("Strict-Transport-Security", text + ("; preload" if settings.SECURE_HSTS_PRELOAD else "")))
    return tuple(fixed)


def _forget_fixed(**changed: object) -> None:
    _fixed.cache_clear()
    _steady.cache_clear()


setting_changed.connect(_forget_fixed)
_MINUTES = [f"{hour:02}:{minute:02}:" for hour in range(24) for minute in range(60)]
_SECONDS = [f"{second:02} GMT" for second in range(60)]
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def http_time(seconds: int) -> str:
    """Return a time as HTTP writes it: what Django's ``http_date`` does, in a twentieth of its time."""
    minutes, second = divmod(seconds, 60)
    day, minute = divmod(minutes, 1440)
    return f"{_day(day)} {_MINUTES[minute]}{_SECONDS[second]}"


@lru_cache(maxsize=4096)
def _day(number: int) -> str:
    """A day since 1970 as HTTP writes it."""
    at = time.gmtime(number * 86_400)
    return f"{_DAYS[at.tm_wday]}, {at.tm_mday:02} {_MONTHS[at.tm_mon - 1]} {at.tm_year:04}"


@lru_cache(maxsize=1024)
def _tags(if_none_match: str) -> frozenset[str]:
    """The tags of an If-None-Match; ``W/`` is dropped, because the comparison is the weak one."""
    return frozenset(tag.strip().removeprefix("W/") for tag in if_none_match.split(","))


@lru_cache(maxsize=1024)
def _moment(text: str) -> int | None:
    return parse_http_date_safe(text)
