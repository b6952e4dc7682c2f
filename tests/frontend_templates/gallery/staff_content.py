"""The gallery's CMS for the staff site: what the public site has, staff pages among it, and what is a reader's own."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import httpx

from site_content.items.fields import CARD_FIELDS
from tests.frontend_templates.fake_api import CMS, FakeApi, examples
from tests.frontend_templates.gallery.content import found, gallery_api, listed

API = f"{CMS}/api/staff/v1"
EDIT = f"{CMS}/admin/pages/5/edit/"
TODAY = date(2026, 2, 3)
LONG = (
    "What to do when a patient who speaks none of the languages of the ward arrives at night without papers, "
    "a companion or Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"
)
RIGHT_TO_LEFT = "إرشادات لقاح الإنفلونزا للموظفين"
STAFF_PATHS = ("/", "/conditions", "/conditions/flu", "/news", "/news/flu-season-starts-early")


def staff_api(reader: str) -> FakeApi:
    """Return a CMS with everything that STAFF_PICTURES shows; a ``newcomer`` has nothing yet, a ``stranger`` no key."""
    api = gallery_api()
    api.root = API
    if reader == "stranger":
        api.failing = 401
    newcomer = reader == "newcomer"
    for path in STAFF_PATHS:
        api.items[path] = {**api.items[path], "audience": "staff"}
    flu, vaccine = api.items["/conditions/flu"], api.items["/vaccinations/flu-vaccine"]
    flu["details"] = {**flu["details"], "next_review": "2026-10-01"}
    vaccine["details"] = {**vaccine["details"], "owner": "Vaccination team", "next_review": "2025-12-01"}
    flu["links"] = {**flu["links"], "related": mixed(flu["links"]["related"])}
    nothing: dict[str, Any] = {"count": 0, "results": []}
    api.answers |= {
        "me": me(newcomer, flu["content_id"]),
        "items": lambda request: {**(page := listed(request)), "results": mixed(page["results"])},
        "search": searched,
        "suggest": {
            "results": [
                {"title": "Flu", "path": "/conditions/flu", "type": "guidance", "audience": "staff"},
                {"title": "Flu", "path": "/conditions/flu", "type": "guidance", "audience": "public"},
                {"title": LONG, "path": "/conditions/long", "type": "guidance", "audience": "staff"},
            ]
        },
        "tasks": nothing if newcomer else listing(tasks()),
        "bookmarks": nothing if newcomer else listing(bookmarks()),
        "searches": nothing if newcomer else listing(searches()),
        "desk": desk(empty=newcomer),
        "questions": {},
        "questions/2": {},
        f"bookmarks/{flu['content_id']}": {},
    }
    return api


def me(newcomer: bool, kept: str) -> dict[str, Any]:
    """Return who reads."""
    person = {"may_edit": True, "admin_url": f"{CMS}/admin/"}
    if newcomer:
        return {"name": "ليلى المصري", "email": "layla@example.org", "bookmarks": [], **person}
    return {"name": "Ann Rhys", "email": "ann@example.org", "bookmarks": [kept], **person}


def mixed(cards: list[Any]) -> list[Any]:
    """Return cards, every other one for staff only."""
    return [{**card, "audience": "staff" if place % 2 == 0 else "public"} for place, card in enumerate(cards)]


def searched(request: httpx.Request) -> dict[str, Any]:
    """Answer a search: as on the public site, of both audiences."""
    answer = found(request)
    if answer["facets"]:
        sites = [{"value": "staff", "label": "staff", "count": 14}, {"value": "public", "label": "public", "count": 9}]
        answer["facets"] = {"audience": sites, **answer["facets"]}
    return {**answer, "results": mixed(answer["results"])}


def listing(results: list[Any]) -> dict[str, Any]:
    """Return a list that is all on one page."""
    return {"count": len(results), "results": results}


def tasks() -> list[dict[str, Any]]:
    """Return a task of each kind, one overdue, one with a very long title, one from right to left."""
    rows = (
        ("review", "Norovirus on the ward", "Owner: Infection control", "2026-01-09", True),
        ("question", LONG, "Tomos Bell: Does this hold on Sundays?\nThe ward sister says not.", "2026-02-01", False),
        ("review", RIGHT_TO_LEFT, "Owner: Vaccination team", "2026-02-20", False),
        ("approve", "Flu vaccine", "Moderators approval, asked 2 February", None, False),
        ("changes", "Visiting hours at Easter", "Moderators approval", None, False),
    )
    return [
        {"kind": kind, "title": title, "detail": detail, "due": due, "url": EDIT, "overdue": overdue, "key": place}
        for place, (kind, title, detail, due, overdue) in enumerate(rows, 1)
    ]


def bookmarks() -> list[Any]:
    """Return cards of many types, two of them with titles that are hard to set."""
    cards = [
        {name: item[name] for name in CARD_FIELDS if name in item}
        for item in examples().values()
        if item["path"] != "/"
    ]
    cards[1]["title"], cards[2]["title"] = LONG, RIGHT_TO_LEFT
    return mixed(cards[:7])


def searches() -> list[dict[str, Any]]:
    """Return saved searches."""
    rows = (("Flu jab, guidance only", "q=flu&type=guidance"), (LONG, "q=long"), (RIGHT_TO_LEFT, "q=%D9%84"))
    return [{"id": place, "name": name, "query": query} for place, (name, query) in enumerate(rows, 1)]


def desk(empty: bool) -> dict[str, Any]:
    """Return the desk as site_content.editing.desk.figures makes it."""
    page = {"title": "Norovirus on the ward", "path": "/conditions/norovirus", "audience": "staff", "url": EDIT}
    parts = {
        "reviews": (
            [("overdue", 4), *((f"2026-{month:02}", 13 - month) for month in range(2, 13)), ("2027-01", 0)],
            [
                {"title": LONG, "url": EDIT, "owner": "Infection control", "due": "2026-01-09", "overdue": True},
                {"title": RIGHT_TO_LEFT, "url": EDIT, "owner": "", "due": "2026-10-01", "overdue": False},
            ],
        ),
        "approvals": (
            [("today", 1), ("this week", 3), ("this month", 2), ("longer", 1)],
            [{**page, "task": "Moderators approval", "days": 3}],
        ),
        "calendar": (
            [(f"{TODAY + timedelta(number):%Y-%m-%d}", number % 4) for number in range(31)],
            [
                {**page, "at": "2026-02-04T09:00:00+00:00", "what": "goes live"},
                {**page, "title": "Winter clinics", "at": "2026-02-28T17:00:00+00:00", "what": "expires"},
            ],
        ),
        "ageing": (
            [("under 6 months", 112), ("under 1 year", 64), ("under 2 years", 31), ("3 years and more", 4)],
            [{**page, "published": "2023-05-04"}],
        ),
        "not_found": (
            [("parking at porthgwylan", 31), ("<b>zorbing</b>", 12), (RIGHT_TO_LEFT, 6)],
            [
                {"query": "parking at porthgwylan", "audience": "public", "times": 31},
                {"query": "<b>zorbing</b>", "audience": "staff", "times": 12},
                {"query": RIGHT_TO_LEFT, "audience": "public", "times": 6},
            ],
        ),
        "usefulness": (
            [("0–19 %", 1), ("20–39 %", 3), ("40–59 %", 8), ("60–79 %", 22), ("80–100 %", 17)],
            [{**page, "url": "", "yes": 2, "no": 8, "share": 20}, {**page, "yes": 9, "no": 1, "share": 90}],
        ),
        "alternatives": ([("public", 3), ("staff", 1)], [{**page, "images": 2}]),
        "readability": (
            [("easy, under 30", 40), ("30–39", 81), ("40–49", 60), ("50–59", 12), ("hard, 60 and over", 3)],
            [{**page, "lix": 61, "words": 900}],
        ),
    }
    return {
        name: {
            "bars": [{"label": label, "value": 0 if empty else value} for label, value in bars],
            "rows": [] if empty else rows,
        }
        for name, (bars, rows) in parts.items()
    }
