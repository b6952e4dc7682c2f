"""The health route of the public process: says whether it can answer and how recent its copy is. No secrets."""

from __future__ import annotations

from typing import Any, ClassVar
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.following import lag
from cms.api.freshness import NO_STORE, Freshness
from cms.api.reader import Reader
from cms.api.reply import Reply, json_reply
from site_content.followers.copies.opening import CopyUnavailable
from site_content.followers.copies.schema import position
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
    """Return where a copy stands: log position, and seconds since it was last written (None without a copy)."""
    try:
        reached = position(reader.connection())
        age = max(now - last_write(reader), 0)
    except (CopyUnavailable, OSError):
        return {"audience": reader.name, "position": None, "age_seconds": None, "lag": None}
    return {"audience": reader.name, "position": reached, "age_seconds": age, "lag": lag()}


def last_write(reader: Reader) -> int:
    """Return when a copy was written last (seconds since 1970). Raises OSError.

    SQLite writes to a log beside the file first, and moves it over when it finds the time.
    """
    file = reader.copy.path.resolve(strict=True)
    log = file.with_name(f"{file.name}-wal")
    times = [file.stat().st_mtime] + ([log.stat().st_mtime] if log.exists() and log.stat().st_size else [])
    return int(max(times))
