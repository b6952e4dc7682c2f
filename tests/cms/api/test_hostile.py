"""Nothing that can be sent gives a 5xx, and every refusal is a problem that can be read."""

import random
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote, quote_from_bytes

import pytest

from tests.cms.asking import PUBLIC, Asker, Got
from tests.search.hostile import hostile_queries

PARAMETERS = ("type", "topic", "path_prefix", "published_after", "order", "page", "limit", "cursor", "fields", "path",
              "after", "audience", "include", "")  # fmt: skip


def judge(got: Got, address: str) -> None:
    """Fail on a fault of ours, or on an error that is no problem+json."""
    assert got.status < 500, address
    if got.status >= 400:
        assert got.headers["content-type"] == "application/problem+json", address
        assert got.json["status"] == got.status


def test_no_query_text_is_too_hostile(public: Asker) -> None:
    for number, query in enumerate(hostile_queries(1000)):
        written = quote(query[:1500].encode("utf-8", "surrogatepass"))
        judge(public(f"{PUBLIC}/search?q={written}&limit=2"), written)
        if number % 4 == 0:
            judge(public(f"{PUBLIC}/suggest?q={written}"), written)
            judge(public(f"{PUBLIC}/content/{written}"), written)


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
