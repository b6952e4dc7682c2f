"""The front of the public process: answers content by path and repeated GETs before Django, in a few steps.

It changes no answer. What it does not know at once, it leaves to Django; what Django answers, it may keep.
"""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, Final

from django.conf import settings

from cms.api import clock
from cms.api.errors import Problem, problem_reply
from cms.api.negotiation import accepts
from cms.api.reader import Reader
from cms.api.reply import JSON, Reply
from cms.api.wire import NOT_MODIFIED, Environ, Variant, Wire, WireResponse, finish, is_unchanged, variant_of, wire_for
from cms.delivery.first_read import first_read
from cms.delivery.rate import RateLimit
from cms.delivery.response_cache import Key, ResponseCache
from site_content.followers.copies.opening import CopyUnavailable, CopyVersion

StartResponse = Callable[..., Any]
Application = Callable[[dict[str, Any], StartResponse], Iterable[bytes]]

# A thread looks at the copy at most this often: a change may show this many seconds later.
LOOK_EVERY: Final = 0.005
MAX_HOSTS: Final = 64


class _ThreadState(threading.local):
    """What one thread saw when it last looked at the copy; marks of two threads cannot be compared."""

    at = 0.0
    copy_version: CopyVersion | None = None
    cursor: sqlite3.Cursor | None = None


class Front:
    """The WSGI application of the public process. ``django`` is what answers everything else."""

    def __init__(self, django: Application, reader: Reader, cache_bytes: int, rate: RateLimit | None = None) -> None:
        self.memory = ResponseCache(cache_bytes)
        self._rate = rate
        self._django = django
        self._reader = reader
        self._hosts: set[str] = set()
        self._thread_state = _ThreadState()
        self._tls_header: tuple[str, str] | None = settings.SECURE_PROXY_SSL_HEADER
        self._tls_only: bool = settings.SECURE_SSL_REDIRECT

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        answer = self.answer_at_once(environ)
        if answer is None:
            return self.learn(environ, start_response)
        start_response(answer.status, answer.headers)
        return [answer.body]

    def answer_at_once(self, environ: Environ) -> WireResponse | None:
        """Answer from memory, or with one read of the copy, or refuse; None is for ``learn``."""
        if self._rate is not None and (wait := self._rate.wait(environ)):
            return self._refuse(environ, wait)
        method = environ["REQUEST_METHOD"]
        if method not in ("GET", "HEAD") or environ.get("CONTENT_LENGTH"):
            return None
        secure = self._is_secure(environ)
        variant = variant_of(environ, secure)
        host, path, query = environ.get("HTTP_HOST", ""), environ["PATH_INFO"], environ["QUERY_STRING"]
        # Django judges what was not seen before: a host, an Accept header, a request that should have used TLS.
        if host not in self._hosts or not accepts(environ.get("HTTP_ACCEPT")) or not (secure or not self._tls_only):
            return None
        # The addresses of neighbouring pages are in an answer, so it is kept for the host it was made for.
        wire = self._quick((path, query, host, variant), path, query, variant)
        if wire is None:
            return None
        if wire.etag and is_unchanged(wire, environ):
            return WireResponse(NOT_MODIFIED, wire.unchanged, b"")
        return WireResponse(wire.status, wire.headers, wire.body if method == "GET" else b"")

    def _refuse(self, environ: Environ, wait: int) -> WireResponse:
        """Ask a client that asks too much to wait."""
        problem = Problem(
            429, "Too many requests from this address. Try again later.", headers=[("Retry-After", str(wait))]
        )
        variant = variant_of(environ, self._is_secure(environ))
        wire = finish(problem_reply(problem, environ["PATH_INFO"]), variant, environ)
        assert wire is not None
        return wire

    def _quick(self, key: Key, path: str, query: str, variant: Variant) -> Wire | None:
        """An answer made before, if it still holds, or content that can be read at once."""
        cursor = self._look()
        now = clock.now()
        cached = self.memory.cached.get(key)
        if cached is not None and now < cached.until:
            cached.used[0] = True
            return cached.wire
        if cursor is None or query:
            return None
        generation = self.memory.generation
        try:
            read = first_read(cursor, path, variant, now, self._reader.audiences)
        except sqlite3.Error as error:
            self._reader.copy.note(error)
            return None
        if read is None:
            return None
        if read.until:
            self.memory.keep(key, read.wire, generation, read.until)
        return read.wire

    def learn(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        """Let Django answer, and keep what may be kept."""
        generation = self.memory.generation
        response = self._django(environ, start_response)
        reply: Reply | None = getattr(response, "reply", None)
        if reply is None:
            return response
        if reply.status == 200 and environ["REQUEST_METHOD"] in ("GET", "HEAD"):
            host, variant = environ.get("HTTP_HOST", ""), variant_of(environ, self._is_secure(environ))
            if len(self._hosts) >= MAX_HOSTS:
                self._hosts = set()
            self._hosts.add(host)
            key = (environ["PATH_INFO"], environ["QUERY_STRING"], host, variant)
            self._keep(key, reply, variant, generation)
        return _body_alone(response)

    def _keep(self, key: Key, reply: Reply, variant: Variant, generation: int) -> None:
        # Only what is asked for as JSON: the Accept header was judged for that.
        if not reply.cached_until or reply.content_type != JSON or (wire := wire_for(reply, variant)) is None:
            return
        self.memory.keep(key, wire, generation, reply.cached_until)

    def _look(self) -> sqlite3.Cursor | None:
        """Return this thread's way into the copy; when the copy has changed, nothing made before holds."""
        state = self._thread_state
        now = time.monotonic()
        if now - state.at < LOOK_EVERY:
            return state.cursor
        copy_version: CopyVersion | None
        try:
            copy_version, state.cursor = self._reader.copy.version(), self._reader.connection().cursor()
        except (CopyUnavailable, sqlite3.Error) as error:
            self._reader.copy.note(error)
            copy_version = state.cursor = None
        # Without a mark, and at a thread's first look, there is nothing to compare with: begin afresh.
        if copy_version is None or state.copy_version != copy_version:
            self.memory.forget()
        state.copy_version, state.at = copy_version, now
        return state.cursor

    def _is_secure(self, environ: Environ) -> bool:
        """Whether the client used TLS, judged as Django does."""
        if self._tls_header is not None and (header := environ.get(self._tls_header[0])) is not None:
            value: str = header.split(",", 1)[0].strip()
            return value == self._tls_header[1]
        return bool(environ["wsgi.url_scheme"] == "https")


def _body_alone(response: Any) -> list[bytes]:
    """Return the body of one of our own responses, and take it out of the response.

    Django's request and response refer to each other, so that they stay until Python looks for garbage: with a page of
    changes in each of them, that was 600 MB.
    """
    body: bytes = response.content
    response.close()
    response.reply, response.content = None, b""
    return [body]
