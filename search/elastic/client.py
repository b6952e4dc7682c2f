"""The Elasticsearch client: keeps every request within a time limit."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace
from typing import Any

from elastic_transport import ConnectionTimeout, NodeConfig, TransportError, Urllib3HttpNode
from elasticsearch import ApiError, Elasticsearch

from search.errors import EngineUnavailable, InvalidRequest

logger = logging.getLogger("headland.search")
TIME_LIMIT = 1.5  # seconds for a whole search, however many requests it takes
WRITE_TIME_LIMIT = 30.0
_PIECE = 256 * 1024


class _Timed:
    """A pool of connections whose answers are read within the time limit, however slowly they come.

    urllib3's own limit is for each piece: an answer that trickles would hold a search, and its thread, for ever.
    """

    def __init__(self, pool: Any) -> None:
        self._pool = pool
        self.close = pool.close

    def urlopen(self, method: str, target: str, **named: Any) -> SimpleNamespace:
        """Return an answer's ``status``, ``headers`` and ``data``. Raises ConnectionTimeout, and what urllib3 does."""
        answer = self._pool.urlopen(method, target, preload_content=False, **named)
        limit = named.get("timeout") or WRITE_TIME_LIMIT
        end = time.monotonic() + limit
        pieces = []
        while piece := answer.read1(_PIECE):
            pieces.append(piece)
            if time.monotonic() > end:
                answer.close()
                raise ConnectionTimeout(f"the answer took longer than {limit} seconds")
        answer.release_conn()
        return SimpleNamespace(status=answer.status, headers=answer.headers, data=b"".join(pieces))


class TimedNode(Urllib3HttpNode):
    """A server that must answer within the time limit."""

    def __init__(self, config: NodeConfig) -> None:
        super().__init__(config)
        self.pool: Any = _Timed(self.pool)


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
        node_class=TimedNode,
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
    """Raise EngineUnavailable for a document or an answer that is none of ours: readers are answered all the same."""
    try:
        yield
    except InvalidRequest:
        raise
    except (LookupError, TypeError, ValueError, AttributeError) as error:
        logger.error("cannot read the answer (%r): run check_index to find documents that are not Headland's", error)
        raise EngineUnavailable(f"Elasticsearch: an answer that cannot be read ({error!r})"[:500]) from error


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
        time_left = self._end - time.monotonic()
        if time_left <= 0:
            raise EngineUnavailable("Elasticsearch: out of time")
        lines: list[dict[str, Any]] = []
        for body in bodies:
            lines += [{"allow_partial_search_results": False}, {**body, "timeout": f"{int(time_left * 1000)}ms"}]
        with unavailable_when_failing():
            answers = self._client.options(request_timeout=time_left).msearch(index=index, searches=lines)["responses"]
        for answer in answers:
            if "error" in answer:
                raise EngineUnavailable(f"Elasticsearch: {answer['error']}"[:500])
            if answer["timed_out"]:
                raise EngineUnavailable("Elasticsearch: answered in part")
        return list(answers)
