"""The Elasticsearch engine: takes the same request and gives the same results as the embedded engine."""

from collections.abc import Mapping
from typing import Any

from elasticsearch import Elasticsearch

from search.checks import BY_DAY, NEWEST, check, dropped_words, nearest, suggestion
from search.cursor import Cursor, read_cursor, write_cursor
from search.elastic import facets
from search.elastic import query as clauses
from search.elastic.client import TIME_LIMIT, Deadline, unavailable_when_strange
from search.elastic.document import sections_of, shown_of
from search.elastic.hyphens import IndexHyphens
from search.elastic.related import related
from search.elastic.spelling_fix import counting, fix_spelling, worth_in
from search.elastic.suggest import suggest, titles_near
from search.errors import InvalidRequest, OutOfReach
from search.highlight import fragment_to_html, to_html
from search.languages import Language, language_of
from search.moments import seconds
from search.passages import Section, best_passage, marked_stems, put_together
from search.query import Query, read_query
from search.request import RelatedRequest, SearchRequest, SuggestRequest
from search.results import FacetCount, Hit, SearchResults, Suggestion
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix

_ENGINE = "elastic"
_MAX_RESULT_WINDOW = 10_000  # index.max_result_window: deeper results are reached by the cursor
_NO_SETTINGS = SearchSettings()


class ElasticEngine:
    """Search over the index (or alias) of one audience. Raises EngineUnavailable when it cannot answer in time."""

    def __init__(self, client: Elasticsearch, alias: str, time_limit: float = TIME_LIMIT) -> None:
        self._client = client
        self._alias = alias
        self._time_limit = time_limit

    def search(self, request: SearchRequest, search_settings: SearchSettings = _NO_SETTINGS) -> SearchResults:
        """Answer a request. Raises InvalidRequest for a broken cursor, order or page, never for query text."""
        with unavailable_when_strange():
            return self._search(request, search_settings)

    def _search(self, request: SearchRequest, search_settings: SearchSettings) -> SearchResults:
        check(request)
        language = language_of(request.locale)
        deadline = Deadline(self._client, self._time_limit)
        visible = clauses.visible(seconds(request.now) or 0, request.rings)
        query = read_query(request.q, language, search_settings, IndexHyphens(deadline, self._alias, visible))
        order = NEWEST if query.is_empty and request.order not in BY_DAY else request.order
        cursor = read_cursor(request.cursor, _ENGINE, order, 2) if request.cursor else None
        first = cursor.passed if cursor else (request.page - 1) * request.limit
        # Most queries need no repair: they are searched as written while their words are looked up.
        request_body = search_body(query, SpellingFix(), language, request, search_settings, order, cursor)
        answer, *counts = deadline.searches(self._alias, [request_body, *counting(query, visible)])
        fix = (
            fix_spelling(deadline, self._alias, query, search_settings, visible, counts[0]) if counts else SpellingFix()
        )
        worth = worth_in(query, counts[0]) if counts else {}
        if fix.is_wider:
            request_body = search_body(query, fix, language, request, search_settings, order, cursor)
            answer = deadline.search(self._alias, request_body)
        total = answer["hits"]["total"]["value"]
        page_hits = answer["hits"]["hits"]
        more = first + len(page_hits) < total and bool(page_hits)
        found_nothing = not total and not query.is_empty
        alike = titles_near(deadline, self._alias, query.words, search_settings, visible) if found_nothing else []
        return SearchResults(
            count=total,
            hits=[_hit(each, request.explain, worth) for each in page_hits],
            facets=self._facets(deadline, request, request_body, answer),
            suggestion=suggestion(query, fix, search_settings),
            next_cursor=write_cursor(_ENGINE, order, first + len(page_hits), page_hits[-1]["sort"]) if more else "",
            dropped=dropped_words(fix),
            excluded=query.excluded,
            nearest=nearest(query, fix, search_settings, alike) if found_nothing else (),
        )

    def suggest(self, request: SuggestRequest, search_settings: SearchSettings = _NO_SETTINGS) -> list[Suggestion]:
        """Titles that begin as the reader types."""
        with unavailable_when_strange():
            return suggest(Deadline(self._client, self._time_limit), self._alias, request, search_settings)

    def related(self, request: RelatedRequest) -> list[dict[str, Any]]:
        """The cards of entries about the same subject."""
        with unavailable_when_strange():
            return related(Deadline(self._client, self._time_limit), self._alias, request)

    def _facets(
        self, deadline: Deadline, request: SearchRequest, request_body: dict[str, Any], answer: dict[str, Any]
    ) -> dict[str, list[FacetCount]]:
        counted = answer["aggregations"] if request.facet_names else {}
        if not facets.are_complete(counted):
            body = {"query": request_body["query"], "size": 0, "track_total_hits": False}
            counted = deadline.search(self._alias, {**body, "aggs": facets.counts_apart(request)})["aggregations"]
        return facets.facets_in(counted, request)


def search_body(
    query: Query,
    fix: SpellingFix,
    language: Language,
    request: SearchRequest,
    search_settings: SearchSettings,
    order: str,
    cursor: Cursor | None,
) -> dict[str, Any]:
    """The body of the one request that finds, counts and marks."""
    body: dict[str, Any] = {
        "query": clauses.whole(
            query, clauses.any_evidence(query, fix, language), request, search_settings, clauses.limits(request)
        ),
        "aggs": facets.counts(request),
        "size": request.limit,
        "_source": False,
        "stored_fields": ["shown"],
        "track_total_hits": True,
        "sort": [{BY_DAY[order]: {"order": "desc", "missing": "_last"}} if order in BY_DAY else "_score", "id"],
        "track_scores": True,
        "explain": request.explain,
    }
    if filters := facets.facet_filters(request):
        body["post_filter"] = {"bool": {"filter": filters}}
    if query.words or query.phrases:
        body["highlight"] = clauses.highlight(query, fix, language)
    first = cursor.passed if cursor else (request.page - 1) * request.limit
    if cursor and cursor.place is not None:
        body["search_after"] = _place(cursor.place)
    elif first + request.limit > _MAX_RESULT_WINDOW:
        raise OutOfReach("page", f"Use the cursor for results beyond {_MAX_RESULT_WINDOW:,}.")
    else:
        body["from"] = first
    return body


def _place(place: list[Any]) -> list[Any]:
    # The least of these numbers is what Elasticsearch gives for a page without a date.
    if not isinstance(place[0], int | float) or not isinstance(place[1], str) or not -(2**63) <= place[0] < 2**63:
        raise InvalidRequest("cursor", "This cursor is not valid for this sort order. Start again without it.")
    return place


def _hit(hit: dict[str, Any], explain: bool, worth: Mapping[str, float]) -> Hit:
    fields, marked = shown_of(hit), hit.get("highlight", {})
    code = fields["language"]
    title, summary = (marked.get(f"{code}.{name}", [fields[name]])[0] for name in ("title", "summary"))
    sections = [Section(0, *section) for section in fields.get("sections", ())]
    body, sections = put_together(sections_of(marked.get(f"{code}.body", ())), sections)
    passage = best_passage(body, sections, marked_stems(title) | marked_stems(summary), worth)
    highlights = {
        "title": to_html(title),
        "summary": to_html(summary),
        "body": [fragment_to_html(passage.excerpt)] if passage.excerpt else [],
    }
    explanation = {"text": hit.get("_explanation")} if explain else None
    score = round(hit["_score"] or 0.0, 6)
    return Hit(fields["id"], fields["card"], score, highlights, explanation, passage.section)
