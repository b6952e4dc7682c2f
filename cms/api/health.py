"""The health route of the public process: says whether it can answer and how recent its copy is. No secrets."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.following import lag
from cms.api.freshness import NO_STORE, Freshness
from cms.api.reader import Reader
from cms.api.reply import Reply, json_reply
from site_content.followers.copies.moments import moments
from site_content.followers.copies.opening import CopyUnavailable
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
        ready = copy["position"] is not None
        value = {"status": "ok" if ready else "unavailable", "copy": copy, "search": search_health()}
        reply = json_reply(value, Freshness(NO_STORE, 0))
        reply.status = 200 if ready else 503
        return reply


def search_health() -> dict[str, Any]:
    """Return which engine is asked first."""
    return {"engine": "elasticsearch" if uses_elasticsearch() else "embedded"}


def copy_health(reader: Reader, now: int) -> dict[str, Any]:
    """Return where a copy stands: the newest position its readers know, and the seconds since they saw a change.

    None without a copy. What is hidden from them moves neither.
    """
    try:
        conn, access = reader.connection(), reader.access()
        reached, last = reader_position(conn, access) + reader.position_shift(), moments(conn, now, access).last
    except CopyUnavailable:
        return {"audience": reader.name, "position": None, "age_seconds": None, "lag": None}
    age = None if last is None else max(now - last, 0)
    return {"audience": reader.name, "position": reached, "age_seconds": age, "lag": lag()}
