"""Following the log into Elasticsearch: versions, tombstones, rebuilds, quarantine."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import pytest

from search.elastic import ElasticEngine, Index, Update, connect
from search.elastic.bulk import verdict
from search.errors import EngineUnavailable
from tests.search.texts import Filled, entry

pytestmark = pytest.mark.elasticsearch


@pytest.fixture
def index(elasticsearch_url: str, index_prefix: str) -> Iterator[Index]:
    """An empty index."""
    client = connect(elasticsearch_url)
    made = Index(client, index_prefix)
    made.create()
    yield made
    client.close()


@pytest.fixture
def engine(elasticsearch_url: str, index_prefix: str) -> Filled:
    """The engine over that index."""
    return Filled(ElasticEngine(connect(elasticsearch_url), index_prefix, time_limit=20))


def update(title: str, version: int, gone: bool = False) -> Update:
    """A change of the entry with this title."""
    made = dataclasses.replace(entry(title), version=version)
    return Update(made.id, version, None if gone else made)


def test_late_writes_never_win(index: Index) -> None:
    assert index.apply([update("Flu", 5)], 5).written == ("flu",)
    assert index.apply([update("Flu", 4, gone=True)], 5).stale == ("flu",)
    assert index.apply([update("Flu", 5)], 5).written == ("flu",)
    assert index.apply([update("Flu", 6, gone=True)], 6).written == ("flu",)
    assert index.apply([update("Flu", 5)], 6).stale == ("flu",)
    index.refresh()
    assert (list(index.stored()), index.position()) == ([("flu", 6, False)], 6)


def test_a_tombstone_is_not_found(index: Index, engine: Filled) -> None:
    index.apply([update("Flu", 1), update("Flu jab", 2), update("Flu", 3, gone=True)], 3)
    index.refresh()
    results = engine.search("flu")
    assert ([hit.id for hit in results.hits], results.count) == (["flu-jab"], 1)
    assert engine.search("").count == 1


def test_a_rebuild_loses_nothing_and_switches_once(index: Index, engine: Filled) -> None:
    index.apply([update("Flu", 1), update("Flu old", 2), update("Flu gone", 3)], 3)
    fresh = index.begin_rebuild()
    index.apply([update("Flu new", 4), update("Flu gone", 5, gone=True)], 5)
    index.refresh()
    assert set(engine.ids("flu")) == {"flu", "flu-old", "flu-new"}
    filled = index.fill(fresh, [update("Flu", 1), update("Flu old", 2), update("Flu gone", 3)])
    assert (filled.written, filled.stale) == (("flu", "flu-old"), ("flu-gone",))
    index.finish_rebuild(fresh, grace=0)
    assert (index.current(), index.versions(), index.position()) == (fresh, [fresh], 5)
    assert set(engine.ids("flu")) == {"flu", "flu-old", "flu-new"}


@pytest.mark.parametrize("fault", [{"id": "x" * 40_000}, {"card": {"size": float("inf")}}])
def test_poison_is_kept_out_with_its_reason_and_healed_by_the_next_version(
    index: Index, engine: Filled, fault: dict[str, Any]
) -> None:
    broken = dataclasses.replace(entry("Flu"), version=1, **fault)
    outcome = index.apply([update("Flu home", 3), Update("flu", 1, broken), update("Flu jab", 2)], 3)
    assert (outcome.written, [key for key, _ in outcome.quarantined]) == (("flu-home", "flu-jab"), ["flu"])
    index.refresh()
    ((key, reason),) = index.quarantined().items()
    assert (key, len(reason) > 10, index.position()) == ("flu", True, 3)
    assert set(engine.ids("flu")) == {"flu-home", "flu-jab"}
    index.apply([update("Flu", 4)], 4)
    index.refresh()
    assert (index.quarantined(), set(engine.ids("flu"))) == ({}, {"flu", "flu-home", "flu-jab"})


def test_a_deleted_index_is_not_made_again_by_a_write(index: Index) -> None:
    version = index.current()
    assert version
    index.delete()
    assert (index.current(), index.position()) == (None, None)
    outcome = index.fill(version, [update("Flu", 1)])
    assert (outcome.written, outcome.postponed, index.versions()) == ((), ("flu",), [])


def test_a_write_block_postpones_and_keeps_the_position(index: Index, elasticsearch_url: str) -> None:
    version = index.current()
    connect(elasticsearch_url).options(request_timeout=30).indices.put_settings(
        index=version, settings={"index.blocks.read_only_allow_delete": True}
    )
    outcome = index.apply([update("Flu", 7)], 7)
    assert (outcome.postponed, index.position()) == (("flu",), 0)
    index.allow_writes()
    assert (index.apply([update("Flu", 7)], 7).written, index.position()) == (("flu",), 7)


def test_an_index_of_another_schema_has_no_position(index: Index, elasticsearch_url: str) -> None:
    version = index.current()
    assert version
    meta = {"position": 9, "schema": 0}
    connect(elasticsearch_url).options(request_timeout=30).indices.put_mapping(index=version, meta=meta)
    assert index.position() is None


def test_no_server_is_told_as_unavailable() -> None:
    engine = Filled(ElasticEngine(connect("http://127.0.0.1:1"), "none"))
    with pytest.raises(EngineUnavailable):
        engine.search("flu")
    with pytest.raises(EngineUnavailable):
        Index(connect("http://127.0.0.1:1"), "none").current()


def test_verdicts() -> None:
    refused = {"type": "document_parsing_exception", "reason": "no", "caused_by": {"reason": "why"}}
    assert verdict({"status": 201}) == ("written", "")
    assert verdict({"status": 409, "error": {"type": "t", "reason": "r"}}) == ("stale", "t: r")
    assert verdict({"status": 400, "error": refused}) == ("quarantined", "document_parsing_exception: no (why)")
    assert verdict({"status": 429, "error": {"type": "t", "reason": "r"}}) == ("postponed", "t: r")
