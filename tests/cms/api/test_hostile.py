"""Nothing that can be sent gives a 5xx, and every refusal is a problem that can be read."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest

from search.elastic import ElasticEngine, Index, connect
from search.entry import Entry
from site_content.followers import engines
from tests.cms.api_calls import PUBLIC, Asker, Got
from tests.cms.bank import small_site
from tests.search.hostile import hostile_queries

PARAMETERS = ("type", "topic", "path_prefix", "published_after", "order", "page", "limit", "cursor", "fields", "path",
              "after", "audience", "include", "")  # fmt: skip


def judge(got: Got, address: str) -> None:
    """Fail on a fault of ours, or on an error that is no problem+json."""
    assert got.status < 500, address
    if got.status >= 400:
        assert got.headers["content-type"] == "application/problem+json", address
        assert got.json["status"] == got.status


@pytest.fixture(params=["embedded", pytest.param("elastic", marks=pytest.mark.elasticsearch)])
def engine(request: pytest.FixtureRequest, as_delivery: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    """Either engine behind the API."""
    engines.forget()
    request.addfinalizer(engines.forget)
    if request.param == "elastic":
        url, prefix = request.getfixturevalue("elasticsearch_url"), request.getfixturevalue("index_prefix")
        as_delivery.ELASTICSEARCH_URL, as_delivery.ELASTICSEARCH_PREFIX = url, prefix
        index = Index(connect(url), f"{prefix}-public")
        index.create()
        rows = [row for row in small_site().rows.values() if row.audience == "public" and row.slot == "current"]
        index.write([Entry.from_json(row.entry) for row in rows if row.entry])
        index.refresh()
        # A busy machine must not bring in the standby engine, which would answer in place of the one that failed.
        monkeypatch.setattr(ElasticEngine.__init__, "__defaults__", (60.0,))
    return str(request.param)


def test_no_query_text_is_too_hostile(public: Asker, engine: str) -> None:
    queries = hostile_queries()
    assert len(set(queries)) >= 1_000
    answered = 0
    for number, query in enumerate(queries):
        written = quote(query[:1500].encode("utf-8", "surrogatepass"))
        got = public(f"{PUBLIC}/search?q={written}&limit=2")
        judge(got, written)
        if got.status == 200:
            answered += 1
            assert got.json["degraded"] is False, written
        if number % 4 == 0:
            judge(public(f"{PUBLIC}/suggest?q={written}"), written)
            judge(public(f"{PUBLIC}/content/{written}"), written)
    # The rest is refused with a reason: longer than a query may be, or no text at all.
    assert answered >= 1_000


def addresses() -> Iterator[str]:
    """Paths and queries of arbitrary bytes, always the same ones."""
    draw = random.Random(11)
    texts = hostile_queries(300)
    for _ in range(600):
        text = draw.choice(texts)[: draw.randint(1, 300)].encode("utf-8", "surrogatepass")
        noise = bytes(draw.randrange(256) for _ in range(draw.randint(0, 8)))
        written = quote_from_bytes(text + noise, safe=draw.choice(["", "/", "/&=?"]))
        name = draw.choice(PARAMETERS)
        route = draw.choice(["content", "content/", "items", "search", "changes", "topics", "navigation", "site", "x"])
        yield f"{PUBLIC}/{route}{draw.choice(['', written])}?{name}={written}"


def test_no_address_is_too_hostile(public: Asker) -> None:
    for address in addresses():
        judge(public(address), address)


@pytest.mark.parametrize(
    "name", ["Accept", "Accept-Encoding", "If-None-Match", "If-Modified-Since", "Origin", "Host", "Authorization",
             "Cookie", "Range", "If-Match", "X-Forwarded-For", "Content-Type"],
)  # fmt: skip
def test_no_header_is_too_hostile(public: Asker, name: str) -> None:
    for text in hostile_queries(150):
        value = text[:2000].encode("utf-8", "surrogatepass").decode("latin-1")
        judge(public(f"{PUBLIC}/items?limit=1", headers={name: value}), value)
        judge(public(f"{PUBLIC}/content/about", headers={name: value}), value)


@pytest.mark.parametrize("route", ["search/events", "feedback"])
def test_no_body_is_too_hostile(public: Asker, as_delivery: Any, tmp_path: Any, route: str) -> None:
    as_delivery.SPOOL = tmp_path
    bodies = [
        b"",
        b"{",
        b"[]",
        b"null",
        b'{"a":1}',
        b"[" * 50_000,
        b'{"query_id":"\\ud800","kind":"click"}',
        b"\xff" * 9,
    ]
    bodies += [text[:500].encode("utf-8", "surrogatepass") for text in hostile_queries(60)]
    for body in bodies:
        for kind in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
            judge(public(f"{PUBLIC}/{route}", "POST", body, {"Content-Type": kind}), repr(body[:50]))
    assert public(f"{PUBLIC}/{route}", "POST", b"{}" * 40_000, {"Content-Type": "application/json"}).status == 413
