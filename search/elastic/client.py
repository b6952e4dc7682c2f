"""Reaching Elasticsearch, within a time limit."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError, Elasticsearch

from search.errors import EngineUnavailable

logger = logging.getLogger("headland.search")
TIME_LIMIT = 1.5  # seconds for a whole search, however many requests it takes
WRITE_TIME_LIMIT = 30.0


def connect(url: str, api_key: str | None = None) -> Elasticsearch:
    """A client that never retries: a search has a standby engine, and writing is repeated by its follower."""
    return Elasticsearch(
        url,
        api_key=api_key or None,
        request_timeout=TIME_LIMIT,
        max_retries=0,
        retry_on_timeout=False,
        retry_on_status=(),
        sniff_on_start=False,
    )


@contextmanager
def unavailable_when_failing() -> Iterator[None]:
    """Raise EngineUnavailable for every fault of the server or of the way to it."""
    try:
        yield
    except (TransportError, ApiError) as error:
        raise EngineUnavailable(f"Elasticsearch: {error}"[:500]) from error


@contextmanager
def unavailable_when_strange() -> Iterator[None]:
    """Raise EngineUnavailable for a document that we did not write: whoever did, readers are still answered."""
    try:
        yield
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        logger.error("the index holds a document that is not ours (%r): check_index tells which", error)
        raise EngineUnavailable(f"Elasticsearch: a document that cannot be read ({error!r})"[:500]) from error


class Deadline:
    """What is left of the time limit of one search."""

    def __init__(self, client: Elasticsearch, seconds: float = TIME_LIMIT) -> None:
        self._client = client
        self._end = time.monotonic() + seconds

    def search(self, index: str, body: dict[str, Any]) -> dict[str, Any]:
        """Send one search. Raises EngineUnavailable when it fails, is late or is answered in part."""
        return self.searches(index, [body])[0]

    def searches(self, index: str, bodies: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Send searches that need not wait for one another as one request; raises as ``search`` does."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise EngineUnavailable("Elasticsearch: out of time")
        lines: list[dict[str, Any]] = []
        for body in bodies:
            lines += [{"allow_partial_search_results": False}, {**body, "timeout": f"{int(left * 1000)}ms"}]
        with unavailable_when_failing():
            answers = self._client.options(request_timeout=left).msearch(index=index, searches=lines)["responses"]
        for answer in answers:
            if "error" in answer:
                raise EngineUnavailable(f"Elasticsearch: {answer['error']}"[:500])
            if answer["timed_out"]:
                raise EngineUnavailable("Elasticsearch: answered in part")
        return list(answers)
