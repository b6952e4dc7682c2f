"""Requests for one person (bookmarks, searches, questions, tasks), and those of the CMS beside its API.

Some of these write: both checkouts are asked in the same order, each over its own copy of the database.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from urllib.parse import quote

from scripts.compare.facts import Facts
from scripts.compare.http import Headers, Request
from scripts.compare.plan_problems import ACCEPTS, BODIES, METHODS
from scripts.compare.searches import spread

BASE = "/api/staff/v1"
JSON = (("Content-Type", "application/json"),)
ADMIN = (
    "login/", "", "pages/", "reports/", "login", "no-such", "password_reset/", "snippets/", "images/", "documents/",
    "reports/site-history/", "settings/", "users/", "groups/", "searchpicks/", "account/", "workflows/tasks/",
)  # fmt: skip


def person_requests(facts: Facts) -> Iterator[Request]:
    """Yield what the staff site asks for its reader."""
    kind = "staff API: person"
    for person in ("editor", "reader"):
        headers = facts.bearer(person)
        session: Headers = (("Authorization", f"Bearer {facts.people[person]['session']}"),)
        cookie: Headers = (("Cookie", facts.people[person]["cookie"]),)
        items = facts.items["staff"]
        for card in [*items[:6], *items[-3:]]:
            address = f"{BASE}/bookmarks/{card['content_id']}"
            for method in ("GET", "PUT", "PUT", "GET"):
                yield Request(kind, "cms", address, method, headers)
            yield Request(kind, "cms", address, "PUT", cookie)
            question = json.dumps({"content_id": card["content_id"], "text": "Who looks after this?"}).encode()
            yield Request(kind, "cms", f"{BASE}/questions", "POST", (*headers, *JSON), question)
        yield Request(kind, "cms", f"{BASE}/bookmarks/{items[0]['content_id']}", "DELETE", headers)
        yield Request(kind, "cms", f"{BASE}/bookmarks/00000000-0000-4000-8000-000000000000", "PUT", headers)
        for query in ("q=water", "q=health&type=news", "", "q=water&no_such=1"):
            saved_search = json.dumps({"query": query, "label": "Mine"}).encode()
            yield Request(kind, "cms", f"{BASE}/searches", "POST", (*headers, *JSON), saved_search)
            saved_search = json.dumps({"name": f"My {query}", "query": query}).encode()
            yield Request(kind, "cms", f"{BASE}/searches", "POST", (*headers, *JSON), saved_search)
        for name in ("me", "tasks", "desk", "bookmarks", "searches", "questions", "sign-out"):
            for method in METHODS:
                if (name, method) != ("sign-out", "POST"):
                    yield Request(kind, "cms", f"{BASE}/{name}", method, headers)
            for accept in ACCEPTS:
                yield Request(kind, "cms", f"{BASE}/{name}", headers=(*headers, ("Accept", accept)))
            for credentials in (session, cookie):
                yield Request(kind, "cms", f"{BASE}/{name}", headers=credentials)
            yield Request(kind, "cms", f"{BASE}/{name}?no_such=1", headers=headers)
        for name in ("searches", "questions"):
            for content_type, body in BODIES:
                body_headers = (*headers, ("Content-Type", content_type)) if content_type else headers
                yield Request(kind, "cms", f"{BASE}/{name}", "POST", body_headers, body)
            for key in ("1", "2", "999"):
                for method in ("GET", "DELETE", "DELETE"):
                    yield Request(kind, "cms", f"{BASE}/{name}/{key}", method, headers)


def cms_requests(facts: Facts) -> Iterator[Request]:
    """Yield what the CMS answers beside its API: health, feed, previews, media, the admin's pages."""
    editor: Headers = (("Cookie", facts.people["editor"]["cookie"]),)
    reader: Headers = (("Cookie", facts.people["reader"]["cookie"]),)
    for cookie in ((), editor, reader):
        yield Request("CMS: health", "cms", "/health", headers=cookie)
        for name in ADMIN:
            yield Request("CMS: admin", "cms", f"/admin/{name}", headers=cookie)
        yield Request("CMS: sign-in", "cms", "/sign-in?state=abc", headers=cookie)
    for method in METHODS:
        for address in ("/health", "/api/feed/changes", "/api/preview/item", "/api/preview/exchange", "/sign-in"):
            yield Request("CMS: methods", "cms", address, method)
    feed: Headers = (("Authorization", "Bearer one-feed-token-for-both-checkouts"),)
    for audience in ("public", "staff", "nobody"):
        for after in ("0", "50", "100", "150", "200", "250", "x", "-1"):
            address = f"/api/feed/changes?audience={audience}&after={after}&limit=50"
            yield Request("CMS: feed", "cms", address, headers=feed)
    for headers in ((), (("Authorization", "Bearer nonsense"),), facts.bearer()):
        yield Request("CMS: feed", "cms", "/api/feed/changes", headers=headers)
    for _, _, key in facts.preview_keys:
        yield Request("CMS: previews", "cms", "/api/preview/item", headers=(("Authorization", f"Preview {key}"),))
    for content_type, body in BODIES:
        body_headers = (("Content-Type", content_type),) if content_type else ()
        yield Request("CMS: previews", "cms", "/api/preview/exchange", "POST", body_headers, body)
    # The first is exchanged here, and by nobody again; the sites exchange the others.
    token = json.dumps({"token": facts.preview_tokens[0][1]}).encode()
    for _ in range(2):
        yield Request("CMS: previews", "cms", "/api/preview/exchange", "POST", JSON, token)
    for address in facts.media:
        yield Request("CMS: media", "cms", quote(address, safe="/%"), headers=editor)
    for address in spread(facts.media, 20):
        yield Request("CMS: media", "cms", quote(address, safe="/%"))
        yield Request("CMS: media", "cms", quote(address, safe="/%"), "HEAD", editor)
