"""Which engine answers: Elasticsearch when it is there, the embedded one when it is not."""

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest

from search.elastic import Index, connect
from search.entry import Entry
from site_content.followers import engines
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import small_site

SEARCH = f"{PUBLIC}/search?q=story&limit=3"


@pytest.fixture(autouse=True)
def new_engines() -> Iterator[None]:
    """Engines, and their breakers, of the test's own."""
    engines.forget()
    yield
    engines.forget()


@pytest.fixture
def nobody() -> Iterator[str]:
    """An address where connections are taken and never answered."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_an_engine_that_hangs_is_waited_for_once_or_twice_and_then_left_alone(
    public: Asker, as_delivery: Any, nobody: str
) -> None:
    embedded_reply = public(SEARCH)
    embedded = embedded_reply.json
    as_delivery.ELASTICSEARCH_URL = nobody
    waits, steady = [], embedded_reply.headers["cache-control"]
    for _ in range(5):
        began = time.monotonic()
        got = public(SEARCH)
        waits.append(time.monotonic() - began)
        assert (got.status, got.json) == (200, {**embedded, "degraded": True})
        assert got.headers["cache-control"] == steady
    assert max(waits) < 2.5
    assert max(waits[3:]) < 0.5
    assert public(f"{PUBLIC}/suggest?q=sto").json["results"]
    assert public(f"{PUBLIC}/health").json["search"] == {"engine": "elasticsearch"}


@pytest.mark.elasticsearch
def test_elasticsearch_answers_when_it_is_there(
    public: Asker, as_delivery: Any, elasticsearch_url: str, index_prefix: str
) -> None:
    client = connect(elasticsearch_url)
    index = Index(client, f"{index_prefix}-public")
    index.create()
    rows = [row for row in small_site().rows.values() if row.audience == "public" and row.slot == "current"]
    index.write([Entry.from_json(row.entry) for row in rows if row.entry])
    index.refresh()
    client.close()
    embedded_reply = public(SEARCH)
    embedded = embedded_reply.json
    as_delivery.ELASTICSEARCH_URL, as_delivery.ELASTICSEARCH_PREFIX = elasticsearch_url, index_prefix
    got = public(SEARCH)
    assert (got.status, got.json["degraded"], got.json["count"]) == (200, False, embedded["count"])
    assert [card["type"] for card in got.json["results"]] == ["news"] * 3
    assert got.json["facets"] == embedded["facets"]
    # The index follows the log by itself: what it said is not kept for as long as the copy stands.
    assert got.headers["cache-control"] == "public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"
    assert public(f"{PUBLIC}/suggest?q=trea").json["results"][0]["path"] == "/guidance/flu"
