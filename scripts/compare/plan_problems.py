"""Requests that are refused, other methods, conditional requests, and what strangers get."""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

from scripts.compare.facts import BASES, Facts
from scripts.compare.http import Headers, Request
from scripts.compare.searches import spread

PUBLIC = BASES["public"][1]
METHODS = ("OPTIONS", "HEAD", "POST", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND")
ACCEPTS = ("*/*", "application/json", "application/*;q=0.1", "text/html", "application/json;q=0", "image/png", "x", "")
BODIES: tuple[tuple[str, bytes], ...] = (
    ("application/json", b"{}"),
    ("application/json", b""),
    ("application/json", b"not json"),
    ("application/json", b"[]"),
    ("application/json", b'"text"'),
    ("application/json", b"[" * 20_000),
    ("application/json", b'{"path": "/news", "useful": true}'),
    ("application/json", b'{"path": "/news", "useful": false, "text": "No telephone number"}'),
    ("application/json", b'{"path": "/news", "useful": "yes"}'),
    ("application/json", b'{"path": 1, "useful": null, "other": {}}'),
    ("application/json", b'{"path": "/\\ud800", "useful": true}'),
    ("application/json", b'{"query_id": "nonsense", "kind": "click", "position": 1}'),
    ("application/json", b'{"query_id": "nonsense", "kind": "other", "position": 0}'),
    ("application/json", b'{"code": "nonsense"}'),
    ("application/json", b'{"token": "nonsense"}'),
    ("application/json", b'{"token": 1}'),
    ("application/json; charset=utf-16", b"{}"),
    ("application/json", json.dumps({"text": "x" * 70_000}).encode()),
    ("text/plain", b"{}"),
    ("application/x-www-form-urlencoded", b"path=%2Fnews&useful=yes"),
    ("", b"{}"),
)
CONDITIONS: tuple[Headers, ...] = (
    (("If-None-Match", "*"),),
    (("If-None-Match", '"other"'),),
    (("If-None-Match", "nonsense"),),
    (("If-Modified-Since", "Wed, 10 Mar 2027 09:30:00 GMT"),),
    (("If-Modified-Since", "Tue, 01 Jan 2019 00:00:00 GMT"),),
    (("If-Modified-Since", "nonsense"),),
    (("If-Match", '"other"'),),
    (("Range", "bytes=0-99"),),
    (("Cache-Control", "no-cache"),),
    (("X-Forwarded-Proto", "https"),),
    (("Origin", "https://partner.example"),),
    (("Origin", "https://stranger.example"),),
    (("Host", "other.example"),),
    (("Host", "nonsense/.."),),
    (("Host", "a" * 300),),
)
PREFLIGHT = (("Origin", "https://partner.example"), ("Access-Control-Request-Method", "POST"))


def problem_requests(facts: Facts) -> Iterator[Request]:
    """Yield them for both APIs, and what only the CMS has."""
    for audience, (server, base) in BASES.items():
        headers = facts.bearer() if audience == "staff" else ()
        some = [card["path"] for card in spread(facts.items[audience], 2)] + spread(facts.ended[audience], 3)
        routes = [base + each.removeprefix(PUBLIC) for each in facts.description["paths"] if "{" not in each]
        routes += [f"{base}/content{quote(path)}" for path in some]
        routes += [
            base,
            f"{base}/docs",
            f"{base}/docs.js",
            f"{base}/no-such-route",
            f"{base}/content/by-id/x",
            "/",
            "/x",
        ]
        for route in routes:
            for method in METHODS:
                yield Request(f"{audience} API: methods", server, route, method, headers)
            yield Request(f"{audience} API: methods", server, route, "OPTIONS", (*headers, *PREFLIGHT))
            for accept in ACCEPTS:
                yield Request(f"{audience} API: Accept", server, route, headers=(*headers, ("Accept", accept)))
            for condition in CONDITIONS:
                yield Request(f"{audience} API: conditions", server, route, headers=(*headers, *condition))
            long = f"{route}?{'x' * 5_000}"
            yield Request(f"{audience} API: problems", server, long, headers=headers)
        for route in ("feedback", "search/events", "items", "sign-in"):
            for content_type, body in BODIES:
                body_headers = (*headers, ("Content-Type", content_type)) if content_type else headers
                yield Request(f"{audience} API: bodies", server, f"{base}/{route}", "POST", body_headers, body)
        sized = (*headers, ("Content-Length", "x"))
        yield Request(f"{audience} API: problems", server, f"{base}/items", "POST", sized)
    yield from _strangers(facts)


def _strangers(facts: Facts) -> Iterator[Request]:
    """What the staff API says to those it does not know, and to a reader who may not edit."""
    base = BASES["staff"][1]
    bad = (
        (),
        (("Authorization", "Bearer nonsense"),),
        (("Authorization", "Bearer headland_nonsense"),),
        (("Authorization", "Bearer "),),
        (("Authorization", "Basic ZTpl"),),
        (("Cookie", "headland_session=nonsense"),),
        (("Cookie", facts.people["reader"]["cookie"]),),
        facts.bearer("reader"),
    )
    routes = [base + each.removeprefix(PUBLIC) for each in facts.description["paths"] if "{" not in each]
    routes += [f"{base}/{each}" for each in ("me", "desk", "tasks", "bookmarks", "searches", "questions", "no-such")]
    routes += [f"{base}/content{quote(card['path'])}" for card in spread(facts.items["staff"], 5)]
    for route in routes:
        for headers in bad:
            yield Request("staff API: strangers", "cms", route, headers=headers)
    for route in spread(routes, 8):
        for headers in bad:
            for method in ("OPTIONS", "HEAD", "POST"):
                yield Request("staff API: strangers", "cms", route, method, headers)
