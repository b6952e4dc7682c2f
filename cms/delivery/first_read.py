"""The first read of a path: answers from the copy in one SELECT and the fewest steps."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Final, NamedTuple

from cms.api.content import keys_of, reply_to
from cms.api.errors import Problem, problem_reply
from cms.api.paths import canonical_path
from cms.api.wire import Variant, Wire, steady_wire, wire_for
from site_content.followers.copies.read import BodyForm, answer_from, rows_at

CONTENT: Final = "/api/public/v1/content/"
_BY_ID: Final = "/api/public/v1/content/by-id/"
# Longer paths are for Django to judge.
_MAX_PATH: Final = 1500
_FORMS: Final[dict[str, BodyForm]] = {"identity": "plain", "gzip": "gzip", "br": "brotli"}
_NEVER: Final = float("inf")


class FirstRead(NamedTuple):
    """An answer, and the second from which it no longer holds; 0 when it is not to be kept."""

    wire: Wire
    until: float


def first_read(
    cursor: sqlite3.Cursor, path: str, variant: Variant, now: int, audiences: Sequence[str]
) -> FirstRead | None:
    """Answer a GET of ``path`` as WSGI writes it, without a query; None where that is for Django. Raises sqlite3.Error.

    What is not there is told too (404, 410).
    """
    if not path.startswith(CONTENT) or path.startswith(_BY_ID) or len(path) > _MAX_PATH or not variant.encodings:
        return None
    if not path.isascii():
        try:
            path = path.encode("latin-1").decode()
        except UnicodeError:
            return None
    canonical = canonical_path(path[len(CONTENT) :]) or ""
    stored = _FORMS[variant.encodings[0]]
    # No item has an empty path.
    rows = rows_at(cursor, canonical, stored)
    if len(rows) == 1:
        place, audience, kind, content_id, etag, written_at, body, _ = rows[0]
        if place is None and audience in audiences and written_at <= now and kind[0] != "~":
            return FirstRead(steady_wire(variant, body, etag, written_at, keys_of(content_id, kind)), _NEVER)
    try:
        reply = reply_to(answer_from(rows, canonical, stored, now, audiences), now)
    except Problem as problem:
        reply = problem_reply(problem, path)
    wire = wire_for(reply, variant)
    return None if wire is None else FirstRead(wire, reply.cached_until)
