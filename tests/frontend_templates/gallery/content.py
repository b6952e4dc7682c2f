"""The gallery's API: tests/examples, and answers for the edges that no example has."""

from __future__ import annotations

import copy
import json
from typing import Any

import httpx

from tests.frontend_templates.fake_api import CMS, FakeApi, example, examples, problem
from tests.frontend_templates.gallery.media import media_answer

MONTHS = [{"month": f"2025-{month:02}", "count": 3 + month} for month in range(12, 6, -1)]
MANY = 10_000


def gallery_api() -> FakeApi:
    """Return an API with everything that PICTURES shows."""
    api = FakeApi()
    items = examples()
    bare = items.pop("home/bare")
    api.put(*items.values())
    api.put({**bare, "path": "/gallery/bare-home"}, nothing_on(items), unknown(items), without_pictures(items))
    api.items["/gallery/fails"] = {"type": "news", "state": "live", "path": "/gallery/fails"}
    api.items["/gallery/away"] = unreachable
    api.items["/news/taken-down"] = problem(
        410, state="withdrawn", item_title="Winter clinics", reason="The clinics ended in March. They start in October."
    )
    api.answers |= {
        "items": listed,
        "items/months": {"results": [{"month": "2026-01", "count": 2}, *MONTHS]},
        "search": found,
        "suggest": example("answers/suggest"),
        "feedback": received,
        "search/events": {},
    }
    return api


def unreachable(request: httpx.Request) -> httpx.Response:
    """Behave as a server that is down."""
    raise httpx.ConnectError("away", request=request)


def received(request: httpx.Request) -> Any:
    """Take feedback, but on one page from nobody any more for a minute."""
    wait = json.loads(request.content)["path"] == "/gallery/wait"
    return problem(429) if wait else {"received": True}


def nothing_on(items: dict[str, Any]) -> dict[str, Any]:
    """Return a topic nobody has written about."""
    details: dict[str, Any] = {"body": []}
    return {**items["topic/flu"], "path": "/topics/nothing", "title": "Nothing yet", "summary": "", "details": details}


def unknown(items: dict[str, Any]) -> dict[str, Any]:
    """Return an item of a type, and with a block, that there is no template for."""
    body = [
        {"type": "heading", "id": "1", "value": {"text": "What to bring", "level": 2, "anchor": "what-to-bring"}},
        {"type": "timetable", "id": "2", "value": {"rows": [{"at": "10am", "what": "Doors open"}, {"what": "Tea"}]}},
        {"type": "map", "id": "3", "value": {"url": "https://maps.example.org/harbour"}},
        {"type": "riddle", "id": "4", "value": None},
    ]
    details = {
        "starts_at": "2026-03-04T10:00:00Z",
        "place": "Town hall",
        "notes_html": "<p>Step-free.</p>",
        "body": body,
    }
    made = {**items["standard/when-to-call-111"], "type": "event", "path": "/gallery/unknown", "details": details}
    return {**made, "title": "A health fair", "summary": "A type of page that this site has no template for."}


def without_pictures(items: dict[str, Any]) -> dict[str, Any]:
    """Return a story whose pictures cannot be had, nor its author's."""
    story: dict[str, Any] = copy.deepcopy(items["blog/a-night-on-the-ward"])
    story["path"] = "/gallery/pictures-missing"
    for image in (story["image"], story["links"]["authors"][0]["image"]):
        image["url"] = "/media/images/gone.jpg"
        image["sources"] = []
    story["links"]["authors"][0]["image"] = None
    return story


def listed(request: httpx.Request) -> dict[str, Any]:
    """Answer a list: news, stories, or both."""
    wanted = request.url.params
    if wanted.get("topic") == "nothing":
        return {"count": 0, "next": None, "previous": None, "results": []}
    cards = [*example("answers/items-news")["results"], *example("answers/items-blog")["results"]]
    if kind := wanted.get("type"):
        cards = [card for card in cards if card["type"] == kind]
    count = len(cards) if wanted.get("published_after") else 47
    return {"count": count, "next": None, "previous": None, "results": cards[: int(wanted.get("limit", 20))]}


def found(request: httpx.Request) -> dict[str, Any]:
    """Answer a search by the word asked for: one, many, nothing, degraded, answers."""
    answer: dict[str, Any] = example("answers/search")
    word = request.url.params.get("q")
    if word == "one":
        return {**answer, "count": 1, "results": answer["results"][:1]}
    if word == "many":
        return {**answer, "count": MANY}
    if word == "nothing":
        more = {"suggestion": "norovirus", "dropped": ["nothing", "whatever"], "nearest": ["flu", "flu vaccine"]}
        return {**answer, "count": 0, "results": [], "facets": {}, **more}
    if word == "answers":
        return {**answer, "answers": answers(answer["results"][0])}
    return {**answer, "degraded": word == "degraded"}


def answers(card: dict[str, Any]) -> list[dict[str, Any]]:
    """Return an answer of each kind, the first in Welsh too, the last with very long words."""
    emergency = {"kind": "emergency", "title": "Call 999 now", "phones": ["999", "116 123"], "page": card}
    text = "Chest pain can be a heart attack."
    blank: dict[str, Any] = {"title": "", "text": "", "phones": [], "page": None, "locale": "en"}
    return [
        {**blank, **emergency, "text": text},
        {**blank, **emergency, "title": "Ffoniwch 999 nawr", "text": "Gall fod yn strôc.", "locale": "cy"},
        {**blank, "kind": "page", "page": card},
        {**blank, "kind": "contact", "title": "Ward 7", "text": "Ask for the sister.", "phones": ["01632 960 107"]},
        {
            **blank,
            "kind": "hours",
            "title": "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch clinic",
            "text": "Monday to Friday: 2pm to 8pm\nWeekends: all day",
        },
    ]


def network(api: FakeApi) -> httpx.MockTransport:
    """Return what stands in for the API, the CMS and media."""

    async def answer(request: httpx.Request) -> httpx.Response:
        if str(request.url).startswith(f"{CMS}/media/"):
            return media_answer(request.url.path) or httpx.Response(404)
        return await api.answer(request)

    return httpx.MockTransport(answer)
