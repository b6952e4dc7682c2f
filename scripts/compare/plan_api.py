"""Requests to the public and the staff API: content, lists with every parameter, searches, suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any
from urllib.parse import quote, urlencode

from scripts.compare.facts import BASES, Facts
from scripts.compare.http import Headers, Request
from scripts.compare.searches import beginnings, searches, spread
from scripts.compare.values import values_of

PUBLIC = BASES["public"][1]
FACETS = ("topic", "author", "tag")
# Parameters that only the staff API has: the description is the public one.
STAFF_ONLY = {"audience": {"type": "string", "enum": ["public", "staff"]}}
SPELLINGS = ("{}/", "/{}", "{}//", "{}?x=1", "{}%00", "{}.html")
ENCODINGS = ("gzip", "br", "br, gzip;q=0.5", "identity", "*;q=0", "zstd")


def api_requests(facts: Facts) -> Iterator[Request]:
    """Yield everything that is asked of both APIs, the staff API with an editor's token."""
    for audience, (server, base) in BASES.items():
        headers = facts.bearer() if audience == "staff" else ()
        yield from _content(facts, audience, server, base, headers)
        yield from _parameters(facts, audience, server, base, headers)
        yield from _searches(facts, audience, server, base, headers)
    yield from _whole_lists(facts)


def titles(facts: Facts, audience: str = "staff") -> list[str]:
    """Return the titles of everything a reader may see."""
    return [card["title"] for card in facts.items[audience]]


def summaries(facts: Facts, audience: str = "staff") -> list[str]:
    """Return the summaries of everything a reader may see."""
    return [card["summary"] for card in facts.items[audience]]


def _content(facts: Facts, audience: str, server: str, base: str, headers: Headers) -> Iterator[Request]:
    kind = f"{audience} API: content"
    paths = [card["path"] for card in facts.items[audience]] + facts.ended[audience]
    for path in paths:
        address = f"{base}/content{quote(path)}"
        yield Request(kind, server, address, headers=headers)
        yield Request(f"{audience} API: HEAD", server, address, "HEAD", headers)
        yield Request(kind, server, f"{base}/content?{urlencode({'path': path})}", headers=headers)
        for encoding in ENCODINGS[:2]:
            more_headers = (*headers, ("Accept-Encoding", encoding))
            yield Request(f"{audience} API: encodings", server, address, headers=more_headers)
    # What the public may not see must stay unseen under every key.
    for card in facts.items["staff"]:
        for address in (f"{base}/content/by-id/{card['content_id']}", f"{base}/content{quote(card['path'])}"):
            yield Request(kind, server, address, headers=headers)
        if audience == "staff":
            for whose in ("public", "staff"):
                address = f"{base}/content{quote(card['path'])}?audience={whose}"
                yield Request(kind, server, address, headers=headers)
    for path in spread(paths, 8):
        for spelling in SPELLINGS:
            yield Request(kind, server, f"{base}/content/{spelling.format(quote(path.strip('/')))}", headers=headers)
        yield Request(kind, server, f"{base}/content{quote(path.upper())}", headers=headers)
        for encoding in ENCODINGS:
            more_headers = (*headers, ("Accept-Encoding", encoding), ("Origin", "https://partner.example"))
            yield Request(f"{audience} API: encodings", server, f"{base}/content{quote(path)}", headers=more_headers)
    for address in ("%ff", "%00", "a%2fb", "..%2f..", "%F0%9F%A9%BA", "a" * 700, "a/" * 400, "by-id/nonsense"):
        yield Request(kind, server, f"{base}/content/{address}", headers=headers)


def _parameters(facts: Facts, audience: str, server: str, base: str, headers: Headers) -> Iterator[Request]:
    """Every value of every parameter of every route, and some two together."""
    examples = {facet: spread(facts.slugs(facet), 6) for facet in FACETS}
    examples["type"] = sorted({card["type"] for card in facts.items[audience]})
    examples["content_id"] = [card["content_id"] for card in facts.items["staff"][:3]]
    examples["path"] = [card["path"] for card in facts.items[audience][:5]] + facts.ended[audience][:5]
    for route, operations in facts.description["paths"].items():
        if "get" not in operations:
            continue
        address = base + route.removeprefix(PUBLIC)
        kind = f"{audience} API: {route.removeprefix(PUBLIC) or '/'}"
        parameters: list[dict[str, Any]] = [
            each for each in operations["get"].get("parameters", ()) if each["in"] == "query"
        ]
        schemas = {each["name"]: each["schema"] for each in parameters} | STAFF_ONLY
        if "{" in address:
            continue
        yield Request(kind, server, address, headers=headers)
        yield Request(kind, server, f"{address}/", headers=headers)
        base_query = {"q": "health"} if "q" in schemas else {}
        for name, schema in schemas.items():
            values = values_of(schema, name, examples)
            for value in values if audience == "public" else spread(values, 8):
                query = urlencode({**base_query, name: value}, errors="surrogatepass")
                yield Request(kind, server, f"{address}?{query}", headers=headers)
            twice = urlencode([*base_query.items(), (name, values[0]), (name, values[-1])])
            yield Request(kind, server, f"{address}?{twice}", headers=headers)
        names = list(schemas)
        for one, other in pairwise(names):
            pair = {
                one: values_of(schemas[one], one, examples)[0],
                other: values_of(schemas[other], other, examples)[0],
            }
            yield Request(kind, server, f"{address}?{urlencode({**base_query, **pair})}", headers=headers)
        for query in ("no_such=1", "&&", "=", "%ff=1", "limit", "a" * 300 + "=1"):
            yield Request(kind, server, f"{address}?{query}", headers=headers)


def _searches(facts: Facts, audience: str, server: str, base: str, headers: Headers) -> Iterator[Request]:
    for words in searches(titles(facts), summaries(facts)):
        query = urlencode({"q": words})
        yield Request(f"{audience} API: searches", server, f"{base}/search?{query}", headers=headers)
    for words in spread(searches(titles(facts), summaries(facts)), 24):
        for more in ({"type": "news"}, {"limit": 3, "page": 2}, {"order": "-published_at"}, {"path_prefix": "/news"}):
            query = urlencode({"q": words, **more})
            yield Request(f"{audience} API: searches", server, f"{base}/search?{query}", headers=headers)
    for words in beginnings(titles(facts)):
        query = urlencode({"q": words})
        yield Request(f"{audience} API: suggestions", server, f"{base}/suggest?{query}", headers=headers)


def _whole_lists(facts: Facts) -> Iterator[Request]:
    """Whole items and whole logs, page by page, so that every byte of every item is seen in lists too."""
    for audience, (server, base) in BASES.items():
        headers = facts.bearer() if audience == "staff" else ()
        for page in range(1, len(facts.items[audience]) // 20 + 3):
            address = f"{base}/items?include=body&limit=20&page={page}"
            yield Request(f"{audience} API: /items", server, address, headers=headers)
        for after in range(0, 400, 40):
            address = f"{base}/changes?limit=40&after={after}"
            yield Request(f"{audience} API: /changes", server, address, headers=headers)
