"""Rendered pages as bytes: made once, sent to many, in the encoding that each reader accepts."""

from __future__ import annotations

from hashlib import blake2b

from starlette.types import Scope, Send

from frontend_templates.common.api.answers import ApiRequest
from frontend_templates.common.compression import MIN_COMPRESSED, compressed, negotiate_encoding
from frontend_templates.common.serving.security_headers import Header

NO_STORE = b"private, no-store"
HTML = "text/html; charset=utf-8"


class Page:
    """A page and what it depends on.

    ``needs`` are the API's answers it was made from, with their versions. It is fresh until ``fresh_until`` unless the
    log has moved on from ``generation``; it may be shown while the API is away until ``cached_until`` (both in seconds
    of the client's clock). ``keep`` is False for what is said to one reader only: then it is sent ``no-store``.
    """

    __slots__ = (
        *("body", "status", "headers", "etag", "forms", "starts"),
        *("needs", "fresh_until", "cached_until", "generation", "keep"),
    )

    def __init__(
        self,
        body: bytes,
        headers: tuple[Header, ...],
        status: int = 200,
        content_type: str = HTML,
        needs: dict[ApiRequest, str] | None = None,
        fresh_until: float = 0.0,
        cached_until: float = 0.0,
        generation: int = 0,
        keep: bool = True,
    ) -> None:
        self.body = body
        self.status = status
        self.headers = ((b"content-type", content_type.encode()), *headers)
        self.needs = needs or {}
        self.fresh_until = fresh_until
        self.cached_until = cached_until
        self.generation = generation
        self.keep = keep
        self.etag = blake2b(body, digest_size=12).hexdigest().encode()
        self.forms: dict[str, bytes] = {}
        # encoding → (seconds left when made, message that begins the answer)
        self.starts: dict[str, tuple[int, dict[str, object]]] = {}

    @property
    def size(self) -> int:
        """Bytes held, about."""
        return 2_000 + 300 * len(self.needs) + len(self.body) + sum(map(len, self.forms.values()))

    def renew(self, fresh_until: float, cached_until: float, generation: int) -> None:
        """Nothing it depends on has changed: it is good for longer."""
        self.fresh_until = fresh_until
        self.cached_until = cached_until
        self.generation = generation

    async def send(self, scope: Scope, send: Send, now: float) -> None:
        """Answer a GET or HEAD: whole, without its body, or 304."""
        accept, match = b"", b""
        for name, value in scope["headers"]:
            if name == b"accept-encoding":
                accept = value
            elif name == b"if-none-match":
                match = value
        encoding = negotiate_encoding(accept) if accept and len(self.body) >= MIN_COMPRESSED else ""
        start = self._start(encoding, now)
        if match and self.keep and self.status == 200 and self.etag in match:
            names = (b"etag", b"cache-control", b"vary", b"content-security-policy")
            headers = [header for header in start["headers"] if header[0] in names]  # type: ignore[attr-defined]
            await send({"type": "http.response.start", "status": 304, "headers": headers})
            await send({"type": "http.response.body", "body": b""})
            return
        await send(start)
        body = b"" if scope["method"] == "HEAD" else self._form(encoding)
        await send({"type": "http.response.body", "body": body})

    def _form(self, encoding: str) -> bytes:
        if not encoding:
            return self.body
        form = self.forms.get(encoding)
        if form is None:
            form = self.forms[encoding] = compressed(self.body, encoding)
        return form

    def _start(self, encoding: str, now: float) -> dict[str, object]:
        max_age = max(0, int(self.fresh_until - now)) if self.keep else 0
        ready = self.starts.get(encoding)
        if ready is not None and ready[0] == max_age:
            return ready[1]
        headers = [*self.headers, (b"content-length", b"%d" % len(self._form(encoding))), (b"vary", b"accept-encoding")]
        if encoding:
            headers.append((b"content-encoding", encoding.encode()))
        if self.keep:
            # A browser asks each time (304 is cheap, and readers see an edit at once); a shared cache may keep it.
            headers.append((b"cache-control", b"public, max-age=0, s-maxage=%d, stale-if-error=86400" % max_age))
            headers.append((b"etag", b'"%s%s"' % (self.etag, b"-" + encoding.encode() if encoding else b"")))
        else:
            headers.append((b"cache-control", NO_STORE))
        start: dict[str, object] = {"type": "http.response.start", "status": self.status, "headers": headers}
        self.starts[encoding] = (max_age, start)
        return start
