"""Requests to the public and the staff site: every address of the sitemap, lists, searches, forms, assets."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

from scripts.compare.facts import Facts
from scripts.compare.http import Headers, Request
from scripts.compare.plan_api import summaries, titles
from scripts.compare.plan_problems import ACCEPTS, METHODS
from scripts.compare.searches import beginnings, searches, spread

OWN = (
    "/", "/search", "/search/", "/search/feed.atom", "/suggest", "/feed.atom", "/robots.txt", "/sitemap.xml",
    "/sitemap-1.xml", "/sitemap-2.xml", "/sitemap-x.xml", "/cookies", "/accessibility", "/feedback",
    "/feedback/thanks", "/thanks", "/preview", "/preview/", "/favicon.ico", "/assets/no-such.css", "/health",
    "/no-such", "/bookmarks", "/searches", "/tasks", "/desk", "/ask", "/asked", "/sign-in", "/signed-in", "/signed-out",
    "//", "/%ff", "/search/click", "/sign-in?next=/news", "/sign-in?next=//evil.example",
    "/signed-in?code=nonsense&state=x",
    "/preview?token=nonsense-nonsense-nonsense", "/" + "a" * 5000, "/search?" + "q=a&" * 2000,
)  # fmt: skip
LISTS = (
    "page=2", "page=1", "page=0", "page=x", "page=999", "type=news", "topic=no-such", "year=2026", "month=2026-11",
    "month=x", "no_such=1", "part=2", "print=1", "print", "audience=public", "audience=staff", "audience=x", "order=x",
    "page=2&page=3", "%ff=%ff",
)  # fmt: skip
FILTERS = (
    {"type": "news"}, {"type": "guidance", "page": "2"}, {"order": "-published_at"}, {"topic": "no-such"},
    {"audience": "staff"}, {"published_after": "2026-12-01"}, {"page": "x"}, {"type": "x"},
)  # fmt: skip
FORMS = (
    b"path=%2Fnews&useful=yes", b"path=%2Fnews&useful=no&text=Too+long", b"path=%2Fnews&useful=x", b"", b"x",
    b"path=%2Fnews&useful=yes&website=http%3A%2F%2Fx", b"q=water&query=q%3Dwater&name=Mine", b"query=q%3Dwater",
    b"query_id=x&position=1&kind=click", b"a=" + b"x" * 70_000, b"%ff=%ff", b"text=Who%3F",
)  # fmt: skip
POSTS = ("/feedback", "/search/click", "/bookmarks", "/searches", "/tasks", "/ask", "/", "/no-such")
FORM: Headers = (("Content-Type", "application/x-www-form-urlencoded"),)


def site_requests(facts: Facts) -> Iterator[Request]:
    """Yield them for both sites; the staff site is asked by an editor, a reader and a stranger."""
    yield from _site(facts, "public", "public site", (), "public")
    yield from _site(facts, "staff", "staff site, editor", facts.signed_in(), "staff")
    for kind, headers in (("reader", facts.signed_in("reader")), ("stranger", ())):
        for path in OWN:
            yield Request(f"staff site, {kind}", "staff", path, headers=headers)
        for card in spread(facts.items["staff"], 20):
            yield Request(f"staff site, {kind}", "staff", quote(card["path"]), headers=headers)
    yield from _previews(facts)


def _site(facts: Facts, server: str, kind: str, headers: Headers, audience: str) -> Iterator[Request]:
    paths = [card["path"] for card in facts.items["staff"]] + facts.ended["staff"] + facts.ended["public"]
    for path in dict.fromkeys(paths):
        address = quote(path)
        yield Request(f"{kind}: pages", server, address, headers=headers)
        yield Request(f"{kind}: pages", server, address, "HEAD", headers)
        yield Request(f"{kind}: feeds", server, f"{address.rstrip('/')}/feed.atom", headers=headers)
        yield Request(f"{kind}: encodings", server, address, headers=(*headers, ("Accept-Encoding", "gzip, br")))
    for path in spread(paths, 20):
        yield Request(f"{kind}: pages", server, f"{quote(path)}/", headers=headers)
        yield Request(f"{kind}: pages", server, f"{quote(path)}?audience=public", headers=headers)
    sections = [card["path"] for card in facts.items[audience] if card["type"] not in {"news", "blog", "guidance"}]
    for path in spread(sections, 14):
        for query in LISTS:
            yield Request(f"{kind}: lists", server, f"{quote(path)}?{query}", headers=headers)
    for card in facts.items[audience]:
        if card["type"] == "guidance":
            for part in ("all", "print", "2", "part-2", "no-such-part"):
                yield Request(f"{kind}: parts", server, f"{quote(card['path'])}/{part}", headers=headers)
                yield Request(f"{kind}: parts", server, f"{quote(card['path'])}?part={part}", headers=headers)
    for words in searches(titles(facts), summaries(facts)):
        yield Request(f"{kind}: searches", server, f"/search?{urlencode({'q': words})}", headers=headers)
    for words in spread(searches(titles(facts), summaries(facts)), 12):
        for more in FILTERS:
            yield Request(f"{kind}: searches", server, f"/search?{urlencode({'q': words, **more})}", headers=headers)
        feed = f"/search/feed.atom?{urlencode({'q': words})}"
        yield Request(f"{kind}: feeds", server, feed, headers=headers)
    for words in beginnings(titles(facts)):
        yield Request(f"{kind}: suggestions", server, f"/suggest?{urlencode({'q': words})}", headers=headers)
    some = [*OWN, *(quote(path) for path in spread(paths, 10))]
    for path in some:
        yield Request(f"{kind}: own pages", server, path, headers=headers)
        for method in METHODS:
            if method != "POST":
                yield Request(f"{kind}: methods", server, path, method, headers)
        for accept in ACCEPTS[::3]:
            yield Request(f"{kind}: headers", server, path, headers=(*headers, ("Accept", accept)))
        for name, value in (("If-None-Match", "*"), ("If-None-Match", '"x"'), ("Host", "other.example")):
            yield Request(f"{kind}: headers", server, path, headers=(*headers, (name, value)))
    for path in POSTS:
        for body in FORMS:
            yield Request(f"{kind}: forms", server, path, "POST", (*headers, *FORM), body)
        for header in (("Origin", "https://stranger.example"), ("Sec-Fetch-Site", "cross-site")):
            yield Request(f"{kind}: forms", server, path, "POST", (*headers, *FORM, header), FORMS[0])
        as_json = (*headers, ("Content-Type", "application/json"))
        yield Request(f"{kind}: forms", server, path, "POST", as_json, b"{}")
    for path in spread(facts.media, 20):
        yield Request(f"{kind}: media", server, quote(path, safe="/%"), headers=headers)


def _previews(facts: Facts) -> Iterator[Request]:
    for _, path, key in facts.preview_keys:
        for site in ("public", "staff"):
            headers = (*(facts.signed_in() if site == "staff" else ()), ("Cookie", f"headland_preview={key}"))
            for address in (path, "/", f"{path}/no-such-part"):
                yield Request(f"previews on the {site} site", site, f"/preview{quote(address)}", headers=headers)
    for audience, token in facts.preview_tokens[1:]:
        for _ in range(2):
            yield Request(f"previews on the {audience} site", audience, f"/preview?token={token}")
