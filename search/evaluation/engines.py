"""An engine filled with a collection, for the time of an evaluation."""

import os
import sqlite3
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

from search import embedded
from search.entry import Entry
from search.request import SearchRequest
from search.results import SearchResults

Search = Callable[[SearchRequest], SearchResults]


@contextmanager
def embedded_engine(entries: Sequence[Entry]) -> Iterator[Search]:
    """The embedded engine over a database in memory."""
    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)
    embedded.put_many(conn, enumerate(entries, 1))
    conn.commit()
    yield lambda request: embedded.search(conn, request)
    conn.close()


@contextmanager
def elastic_engine(entries: Sequence[Entry]) -> Iterator[Search]:
    """Elasticsearch at ELASTICSEARCH_URL, over an index of its own that is deleted afterwards."""
    from search.elastic import ElasticEngine, Index, connect  # only here: the embedded engine needs no client

    client = connect(os.environ.get("ELASTICSEARCH_URL", "http://127.0.0.1:9200"))
    index = Index(client, f"headland-evaluation-{uuid.uuid4().hex[:8]}")
    index.create()
    try:
        index.write(entries)
        index.merge()
        # Longer than readers wait: on a busy machine one slow query must not end an evaluation.
        engine = ElasticEngine(client, index.read_alias, time_limit=30)
        yield engine.search
    finally:
        index.delete()


ENGINES = {"embedded": embedded_engine, "elastic": elastic_engine}
