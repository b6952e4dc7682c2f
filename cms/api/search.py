"""Search and suggestions: put an engine's answer into the API's words."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from cms.api.endpoint import ApiRequest, Endpoint
from cms.api.engines import engine_for, search_settings_for
from cms.api.facets import MANY, FacetedEndpoint, facet_names
from cms.api.freshness import DAY, freshness
from cms.api.items import FILTERS, prefix_of
from cms.api.pagination import FIRST, MAX_RESULTS_BY_PAGE, address, check_paging, paging
from cms.api.parameters import Parameter, choice, integer, text, words
from cms.api.query_ids import write_query_id
from cms.api.reply import Reply, json_reply
from cms.api.search_answers import answers_json
from search.checks import NEWEST, RELEVANCE, REVIEWED
from search.request import MAX_QUERY_CHARACTERS, MAX_SUGGEST_CHARACTERS, MAX_SUGGESTIONS, SearchRequest, SuggestRequest
from search.results import Hit, SearchResults
from search.review import REVIEW_STATE, STATES
from site_content.followers.copies.moments import moments
from site_content.followers.engines import uses_elasticsearch

_ORDERS = (RELEVANCE, NEWEST)


class Search(FacetedEndpoint):
    """Search in everything published. Without words, everything that the filters leave, newest first.

    Quoted phrases must occur, words after a minus sign must not. Facets count every result, each without its own
    filter. `answers` stand above the results and change none of them. `degraded`: the standby engine answered.
    `query_id` is for telling which result was opened.
    """

    operation = "search"
    tag = "search"
    answer_schema = "SearchResults"
    parameters = (
        text("q", MAX_QUERY_CHARACTERS, "The words to search for."),
        *FILTERS,
        choice("order", _ORDERS, RELEVANCE, "Sort order."),
        *paging(),
    )
    staff_parameters: tuple[Parameter, ...] = (
        words("first_type", "Results of these content types come first, as in `guidance,news`."),
        words(REVIEW_STATE, f"Only what is in this state of review. {MANY}", tuple(STATES)),
    )
    staff_order = choice("order", [*_ORDERS, REVIEWED], RELEVANCE, "Sort order.")

    def all_parameters(self) -> tuple[Parameter, ...]:
        """Add what only staff may ask for."""
        parameters = super().all_parameters()
        if self.reader_name == "public":
            return parameters
        ordered = [self.staff_order if each.name == "order" else each for each in parameters]
        return (*ordered, *self.staff_parameters)

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with one page of results."""
        check_paging(api_request.values)
        search_settings = search_settings_for(api_request.reader)
        results = engine_for(api_request.reader).search(search_request(api_request), search_settings)
        around = moments(api_request.reader.connection(), api_request.now, api_request.reader.access())
        midnight = api_request.now - api_request.now % DAY + DAY
        change = min(around.next or midnight, midnight)
        # The index follows the log on its own: what it answered is not made out of date by a change of the copy.
        fresh = freshness(change, api_request.now, brief=results.degraded or uses_elasticsearch())
        body = results_json(api_request, results) | {"answers": answers_json(api_request, search_settings)}
        return json_reply(body, fresh, ["list:search"])


class Suggest(Endpoint):
    """Titles that begin as the reader types, for a search box."""

    operation = "suggest"
    tag = "search"
    answer_schema = "Suggestions"
    has_audience = False
    parameters = (
        text("q", MAX_SUGGEST_CHARACTERS, "The text that the reader has typed so far."),
        integer("limit", 1, MAX_SUGGESTIONS, 8, "Number of suggestions."),
    )

    def answer(self, api_request: ApiRequest, **route: str | UUID) -> Reply:
        """Answer with suggestions."""
        values, rings = api_request.values, rings_of(api_request)
        request = SuggestRequest(values["q"], moment(api_request.now), values["limit"], rings=rings)
        suggestions = engine_for(api_request.reader).suggest(request, search_settings_for(api_request.reader))
        around = moments(api_request.reader.connection(), api_request.now, api_request.reader.access())
        fresh = freshness(around.next, api_request.now, brief=uses_elasticsearch())
        return json_reply({"results": [dataclasses.asdict(each) for each in suggestions]}, fresh, ["list:search"])


def search_request(api_request: ApiRequest) -> SearchRequest:
    """Return what an engine is asked."""
    values = api_request.values
    filters = {name: list(values[name]) for name in ("type", *facet_names()) if values[name]}
    if values.get(REVIEW_STATE):
        filters[REVIEW_STATE] = list(values[REVIEW_STATE])
    if api_request.audiences != api_request.reader.audiences:
        filters["audience"] = list(api_request.audiences)
    cursor: str = values["cursor"]
    return SearchRequest(
        q=values["q"],
        now=moment(api_request.now),
        filters=filters,
        published_after=moment(values["published_after"]),
        published_before=moment(values["published_before"]),
        path_prefix=prefix_of(values["path_prefix"]),
        order=values["order"],
        page=1 if cursor else values["page"] or 1,
        limit=values["limit"],
        cursor="" if cursor == FIRST else cursor,
        first_types=values.get("first_type", ()),
        rings=rings_of(api_request),
        facet_names=("type", *facet_names(), *(() if api_request.reader.is_public else ("audience", REVIEW_STATE))),
    )


def results_json(api_request: ApiRequest, results: SearchResults) -> dict[str, Any]:
    """Return results as they are published."""
    values = api_request.values
    number, limit = values["page"] or 1, values["limit"]
    by_cursor = bool(values["cursor"]) or number * limit >= MAX_RESULTS_BY_PAGE
    following = previous = None
    if results.next_cursor and by_cursor:
        following = address(api_request.url, api_request.query, page=None, cursor=results.next_cursor)
    elif results.next_cursor:
        following = address(api_request.url, api_request.query, page=number + 1)
    if number > 1:
        previous = address(api_request.url, api_request.query, page=number - 1)
    return {
        "count": results.count,
        "next": following,
        "previous": previous,
        "results": [result_json(hit) for hit in results.hits],
        "facets": {name: [dataclasses.asdict(each) for each in counts] for name, counts in results.facets.items()},
        "suggestion": results.suggestion,
        "dropped": list(results.dropped),
        "nearest": list(results.nearest),
        "excluded": [{"text": each.text, "query": each.query} for each in results.excluded],
        "degraded": results.degraded,
        "query_id": write_query_id(values["q"], not results.count, api_request.now),
    }


def result_json(hit: Hit) -> dict[str, Any]:
    """Return a result as it is published: its card, what was found in it, and where to open it."""
    section = hit.section
    place = {
        "part": (section.part or None) if section else None,
        "anchor": (section.anchor or None) if section else None,
        "heading": section.title if section else None,
    }
    return {**hit.card, "highlights": hit.highlights, **place}


def rings_of(api_request: ApiRequest) -> tuple[str, ...] | None:
    """Return the rings that let the reader through; None: no ring keeps this reader out."""
    access = api_request.reader.access()
    return None if access is None else access.rings


def moment(seconds: int | None) -> Any:
    """Return a moment of whole seconds since 1970; None stays None."""
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
