"""The search page: asks the API and prepares the answer for the template."""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlencode

from frontend_templates.common.api.api_errors import BadRequest, NotFound
from frontend_templates.common.pages.listing import MAX_RESULTS_BY_PAGE, pager
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.page_door import known_for
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.declared import FACETS, facet_label
from frontend_templates.common.words.meta import PageMeta
from frontend_templates.common.words.query import Query

PATH = "/search"
FEED_PATH = "/search/feed.atom"
LIMIT = 20
DATES = ("published_after", "published_before")
ORDERS = ("relevance", "-published_at")
MAX_FACET_VALUES = 30
NOTHING: dict[str, Any] = {
    "count": 0,
    "results": [],
    "facets": {},
    "suggestion": None,
    "degraded": False,
    "query_id": "",
}


async def search_page(visit: Visit) -> Page:
    """Answer ``/search``. Without words and filters only the form is shown. Raises ApiError."""
    if visit.path != PATH:
        return visit.redirect(visit.query.url(PATH), permanent=True)
    query, errors, date_error = checked(visit.query, visit)
    has_query = any(query.first(name) for name in ("q", *facets_of(visit), *DATES))
    shell = await visit.shell(PATH)
    try:
        asks = [*parameters(query), *visit.app.site.search.items()]
        answer = await visit.requests.get("search", asks) if has_query else NOTHING
    except BadRequest as refused:
        answer, has_query = NOTHING, False
        errors = errors or [error["message"] for error in refused.errors if error.get("message")] or [str(refused)]
    number = query.number("page", MAX_RESULTS_BY_PAGE // LIMIT)
    if has_query and number > pages_of(answer["count"]):
        raise NotFound("beyond the last page")
    search = view(visit, query, answer, has_query) | {"error": " ".join(errors) or None, "date_error": date_error}
    context = visit.context(shell, meta_of(visit, query, search), [{"title": visit.say("home"), "path": "/"}], PATH)
    return visit.page("search.html", {**context, "search": search})


def checked(query: Query, visit: Visit) -> tuple[Query, list[str], str | None]:
    """Return a query that the API will take, what had to be left out, and what is wrong with two dates, in words."""
    errors = []
    if query.first("q") and not any(sign.isalnum() for sign in query.first("q")):
        query = query.without("q")
        errors.append(visit.say("search_no_word"))
    for name in DATES:
        text = query.first(name)
        if text and not is_day(text):
            query = query.without(name)
            errors.append(visit.say("search_bad_date", value=text[:40]))
    date_error = None
    first, last = (query.first(name) for name in DATES)
    if first and last and date.fromisoformat(first) > date.fromisoformat(last):
        query = query.without(DATES[0]).without(DATES[1])
        date_error = visit.say("search_dates_reversed")
    if query.first("order") not in orders_of(visit)[1:]:
        query = query.without("order")
    if query.number("page", MAX_RESULTS_BY_PAGE // LIMIT) == 1:
        query = query.without("page")
    if len(query.all("audience")) > 1:
        # There are two: both is everything.
        query = query.without("audience")
    return query, errors, date_error


def is_day(text: str) -> bool:
    """Say whether a text is a date that can be searched for, such as 2026-01-31."""
    try:
        return 1 <= date.fromisoformat(text).year <= 9998
    except ValueError:
        return False


def orders_of(visit: Visit) -> tuple[str, ...]:
    """Return in which orders results can be had, the usual one first."""
    return (*ORDERS, *visit.app.site.orders)


def facets_of(visit: Visit) -> tuple[str, ...]:
    """Return the names of what a search can be narrowed by, in the order shown."""
    return (*visit.app.site.choices, "type", *FACETS)


def parameters(query: Query, limit: int = LIMIT) -> list[tuple[str, Any]]:
    """Return the API's parameters."""
    return [*query.pairs, ("limit", limit)]


def pages_of(count: int) -> int:
    """Return how many pages of results can be reached."""
    return max(1, math.ceil(min(count, MAX_RESULTS_BY_PAGE) / LIMIT))


def view(visit: Visit, query: Query, answer: Mapping[str, Any], has_query: bool) -> dict[str, Any]:
    """Return what the template shows: see the template interface in search.html."""
    number, pages = query.number("page", MAX_RESULTS_BY_PAGE // LIMIT), pages_of(answer["count"])
    address = pager(query, PATH)
    facets = {name: facet(visit, query, name, answer["facets"].get(name) or []) for name in facets_of(visit)}
    suggestion, q = answer.get("suggestion"), query.first("q")
    narrowed = query.without("page").without("q").pairs
    return {
        "q": q,
        "asked": has_query,
        "count": answer["count"],
        "results": answer["results"],
        "facets": {name: value for name, value in facets.items() if value["options"]},
        "chips": chips(visit, query, facets),
        "order": query.first("order", ORDERS[0]),
        "order_options": [order_option(visit, query, value) for value in orders_of(visit)],
        "suggestion": {"text": suggestion, "url": asking(suggestion)} if suggestion else None,
        "degraded": bool(answer.get("degraded")),
        "page": number,
        "pages": pages,
        "previous_url": address(number - 1) if number > 1 else None,
        "next_url": address(number + 1) if number < pages else None,
        "feed_url": None if visit.app.site.private else query.without("page").without("order").url(FEED_PATH),
        "saved_as": str(query.without("page")),
        "clear_url": Query((("q", q),) if q else ()).url(PATH),
        "query_id": answer.get("query_id") or "",
        "dropped": list(answer.get("dropped") or []),
        "nearest": [{"text": text, "url": asking(text)} for text in answer.get("nearest") or []],
        "answers": answer.get("answers") or [],
        "excluded": [
            {"text": each["text"], "url": Query((("q", each["query"]), *narrowed)).url(PATH)}
            for each in answer.get("excluded") or []
        ],
        "advice": has_query and answer["count"] == 0,
        # As typed: two dates that are the wrong way round are not searched for, but shown to be put right.
        **{name: visit.query.first(name) if is_day(visit.query.first(name)) else "" for name in DATES},
        "filtered": any(query.first(name) for name in (*facets_of(visit), *DATES)),
    }


def asking(words: str) -> str:
    """Return the address of a search for some words."""
    return f"{PATH}?{urlencode({'q': words})}"


def facet(visit: Visit, query: Query, name: str, counts: list[Mapping[str, Any]]) -> dict[str, Any]:
    """Return a facet's label and options: those chosen, even with nothing to find, then the commonest."""
    chosen = query.all(name)
    rows = {row["value"]: {**row, "label": label_of(visit, name, row)} for row in counts}
    absent = [{"value": value, "label": value, "count": 0} for value in chosen if value not in rows]
    missing = [{**row, "label": label_of(visit, name, row)} for row in absent]
    listed = [row for place, row in enumerate(rows.values()) if place < MAX_FACET_VALUES or row["value"] in chosen]
    options = [option(visit, query, name, row) for row in [*missing, *listed]]
    # Those that every item has are the sites' own words.
    label = facet_label(name, visit.app.site.language) if name in FACETS else visit.say(f"facet_{name}")
    return {"label": label, "options": options}


def label_of(visit: Visit, name: str, row: Mapping[str, Any]) -> str:
    """Return what a facet's value is called: where beside results we have a word for it, that; else as the API does."""
    own = f"{name}_{row['value']}"
    has_own = name in {"type", *visit.app.site.choices} and own in visit.app.renderer.strings
    return visit.say(own) if has_own else str(row["label"])


def option(visit: Visit, query: Query, name: str, row: Mapping[str, Any]) -> dict[str, Any]:
    """Return one value of a facet; ``url`` is the search with it chosen, or no longer."""
    value, rest = row["value"], query.without("page")
    checked = value in query.all(name)
    names = (*known_for(PATH), *visit.app.site.choices)
    changed = rest.without(name, value) if checked else Query.of(rest.plus(name, value).pairs, names)
    return {"value": value, "label": row["label"], "count": row["count"], "checked": checked, "url": changed.url(PATH)}


def chips(visit: Visit, query: Query, facets: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what narrows the search, each with the address of the search without it."""
    rest = query.without("page")
    entries = [
        {"label": option["label"], "facet": value["label"], "remove_url": option["url"]}
        for value in facets.values()
        for option in value["options"]
        if option["checked"]
    ]
    for name in DATES:
        if text := query.first(name):
            label = visit.app.renderer.date(text)
            entries.append({"label": label, "facet": visit.say(name), "remove_url": rest.without(name).url(PATH)})
    return entries


def order_option(visit: Visit, query: Query, value: str) -> dict[str, Any]:
    """Return one way of sorting."""
    rest = query.without("page").without("order")
    url = (rest if value == ORDERS[0] else rest.plus("order", value)).url(PATH)
    label = visit.say(f"order_{value.strip('-')}")
    return {"value": value, "label": label, "selected": value == query.first("order", ORDERS[0]), "url": url}


def meta_of(visit: Visit, query: Query, search: Mapping[str, Any]) -> PageMeta:
    """Return the page's head. Results are for readers, not for other search engines."""
    title = visit.say("search_title_for", q=search["q"]) if search["q"] else visit.say("search_title")
    if search["page"] > 1:
        title = visit.say("title_of_page", title=title, page=search["page"], pages=search["pages"])
    return PageMeta(
        title=title,
        description=visit.say("search_start"),
        canonical=visit.app.site.absolute(query.url(PATH)),
        robots="noindex",
        feed={"title": title, "url": search["feed_url"]} if search["asked"] and search["feed_url"] else None,
        lang=visit.app.site.language,
        kind="search",
    )
