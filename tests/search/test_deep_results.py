"""More results than Elasticsearch gives by page: the cursor reaches the last of them, in both engines."""

from datetime import timedelta

import pytest

from search.cursor import write_cursor
from search.errors import OutOfReach
from tests.search.conftest import Fill
from tests.search.texts import NOW, Filled, entry

RESULTS = 10_230
LIMIT = 100


@pytest.fixture
def engine(fill: Fill) -> Filled:
    """An engine with more than 10,000 pages about one thing."""
    dates = [NOW - timedelta(hours=number % 900) if number % 50 else None for number in range(RESULTS)]
    return fill([
        entry(f"Flu {number}", "flu " * (number % 9), published_at=dates[number]) for number in range(RESULTS)
    ])  # fmt: skip


def walked(engine: Filled, q: str, order: str) -> list[str]:
    """Every result from first to last, by the cursor."""
    found, cursor = [], ""
    while True:
        results = engine.search(q, order=order, cursor=cursor, limit=LIMIT, facet_names=())
        assert results.count == RESULTS
        found += [hit.id for hit in results.hits]
        if not (cursor := results.next_cursor):
            return found


@pytest.mark.parametrize(("q", "order"), [("flu", "relevance"), ("flu", "-published_at"), ("", "relevance")])
def test_the_cursor_reaches_every_result_once(engine: Filled, q: str, order: str) -> None:
    found = walked(engine, q, order)
    assert len(found) == len(set(found)) == RESULTS
    deep = engine.ids(q, order=order, page=90, limit=LIMIT)
    assert deep == found[8_900:9_000]


@pytest.mark.elasticsearch
def test_elasticsearch_says_what_it_cannot_reach(elastic_fill: Fill) -> None:
    engine = elastic_fill([entry("Flu")])
    for asked in ({"page": 101, "limit": 100}, {"cursor": write_cursor("embedded", "relevance", 10_001, [1, 1.0, 1])}):
        with pytest.raises(OutOfReach, match="Use the cursor"):
            engine.search("flu", **asked)
