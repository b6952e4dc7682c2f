"""The health route of the public process: says whether it can answer and how recent its copy is. No secrets."""

from __future__ import annotations

import sqlite3
from typing import Any, ClassVar
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.freshness import NO_STORE, Freshness
from cms.api.reader import Reader, noticed_damage
from cms.api.reply import Reply, json_reply
from site_content.followers.copies.heard import MAX_SECONDS, last_heard
from site_content.followers.copies.moments import moments
from site_content.followers.copies.opening import CopyUnavailable
from site_content.followers.copies.read import probe
from site_content.followers.copies.schema import reader_position
from site_content.followers.engines import uses_elasticsearch


class Health(Endpoint):
    """Whether this process can answer (503 while it has no copy), where its copy stands, and its search engine."""

    operation = "health"
    tag = "about"
    answer_schema = "Health"
    errors: ClassVar[tuple[int, ...]] = (503,)
    has_audience = False

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with the state of this process."""
        copy = copy_health(api_request.reader, api_request.now)
        ready = is_ready(copy)
        value = {"status": "ok" if ready else "unavailable", "copy": copy, "search": search_health()}
        reply = json_reply(value, Freshness(NO_STORE, 0))
        reply.status = 200 if ready else 503
        return reply


def search_health() -> dict[str, Any]:
    """Return which engine is asked first."""
    return {"engine": "elasticsearch" if uses_elasticsearch() else "embedded"}


def copy_health(reader: Reader, now: int) -> dict[str, Any]:
    """Return where a copy stands: the newest position its readers know, and the seconds since they saw a change.

    None when the copy cannot be read, which is tried. What is hidden from them moves neither. ``lag`` is None as well
    when the log was not heard lately; ``heard_seconds`` tells how long ago that was.
    """
    reached = age = None
    try:
        with noticed_damage(reader):
            conn, access = reader.connection(), reader.access()
            probe(conn)
            last = moments(conn, now, access).last
            reached = reader_position(conn, access) + reader.position_shift()
            age = None if last is None else max(now - last, 0)
    except (CopyUnavailable, sqlite3.Error):
        # Told to the copy's follower and to the log already.
        reached = None
    heard = last_heard(reader.copy.path)
    return {
        "audience": reader.name,
        "position": reached,
        "age_seconds": age,
        "lag": heard.lag if heard is not None and reached is not None else None,
        # Hidden changes are heard as well: so nobody is told when the log was heard while that was lately.
        "heard_seconds": None if heard is None else 0 if heard.seconds <= MAX_SECONDS else int(heard.seconds),
        "is_damaged": reader.copy.is_damaged,
    }


def is_ready(copy: dict[str, Any]) -> bool:
    """Say whether a copy answers readers: it could be read, and nobody has met damage in it."""
    return copy["position"] is not None and not copy["is_damaged"]
