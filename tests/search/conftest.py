"""Engines filled with entries, one behaviour suite for both."""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

import pytest

from search import embedded
from search.elastic import ElasticEngine, Index, connect
from search.engine import Engine
from search.entry import Entry
from tests.search.texts import Filled

Fill = Callable[[Sequence[Entry]], Filled]


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def fill(request: pytest.FixtureRequest) -> Fill:
    """Fill an engine with entries; the test runs once with each engine."""
    chosen: Fill = request.getfixturevalue(f"{request.param}_fill")
    return chosen


@pytest.fixture
def embedded_fill() -> Iterator[Fill]:
    """Fill a database in memory."""
    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)

    def fill(entries: Sequence[Entry]) -> Filled:
        if len(entries) > 500:
            embedded.put_many(conn, enumerate(entries, 1))
        else:
            for row, entry in enumerate(entries, 1):
                embedded.put(conn, row, entry)
        return Filled(_Embedded(conn))

    yield fill
    conn.close()


@pytest.fixture
def elastic_fill(request: pytest.FixtureRequest) -> Iterator[Fill]:
    """Fill an index of a real Elasticsearch."""
    client = connect(request.getfixturevalue("elasticsearch_url"))
    index = Index(client, request.getfixturevalue("index_prefix"))
    index.create()

    def fill(entries: Sequence[Entry]) -> Filled:
        index.write(entries)
        index.refresh()
        return Filled(ElasticEngine(client, index.read_alias, time_limit=20))

    yield fill
    client.close()


class _Embedded(Engine):
    def __init__(self, conn: sqlite3.Connection) -> None:
        self.search: Any = partial(embedded.search, conn)
        self.suggest: Any = partial(embedded.suggest, conn)
        self.related: Any = partial(embedded.related, conn)
