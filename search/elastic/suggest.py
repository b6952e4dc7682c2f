"""Suggestions from Elasticsearch: find titles that begin as the reader types."""

from collections.abc import Sequence

from search.elastic.client import Deadline
from search.elastic.document import shown_of
from search.elastic.query import Clause, visible
from search.moments import seconds
from search.request import MAX_SUGGEST_CHARACTERS, MAX_SUGGESTIONS, SuggestRequest
from search.results import Suggestion
from search.search_settings import SearchSettings
from search.words import key_of, plain_words, printable

_SPARE = 3  # asked for each one wanted: some are doubles or may not be suggested


def suggest(
    deadline: Deadline, index: str, request: SuggestRequest, search_settings: SearchSettings
) -> list[Suggestion]:
    """Up to ``limit`` titles: those that begin with the text, then those with every word, then likely misspellings."""
    text = printable(request.q[:MAX_SUGGEST_CHARACTERS])
    limit = min(max(request.limit, 0), MAX_SUGGESTIONS)
    words = plain_words(text)
    if not words or not limit:
        return []
    typed, filters = " ".join(words), visible(seconds(request.now) or 0, request.rings)
    ways: list[Clause] = [
        {"constant_score": {"filter": {"prefix": {"title_key": key_of(text)}}, "boost": 1_000}},
        {"constant_score": {"filter": _every(typed, "words.title"), "boost": 100}},
        {"constant_score": {"filter": _every(typed, "words.keywords"), "boost": 10}},
        {"constant_score": {"filter": _misspelt(typed), "boost": 1}},
    ]
    body = {
        "query": {"bool": {"filter": filters, "should": ways, "minimum_should_match": 1}},
        "sort": ["_score", "title_key", "id"],
        "size": limit * _SPARE,
        "_source": False,
        "stored_fields": ["shown"],
        "track_total_hits": False,
    }
    suggestions: dict[tuple[str, str], Suggestion] = {}
    for hit in deadline.search(index, body)["hits"]["hits"]:
        fields = shown_of(hit)
        audience = str(fields["card"].get("audience", ""))
        each = Suggestion(fields["title"], fields["path"], fields["type"], audience)
        if search_settings.may_suggest(each.title):
            suggestions.setdefault((each.title, each.path), each)
    return list(suggestions.values())[:limit]


def titles_near(
    deadline: Deadline, index: str, words: Sequence[str], search_settings: SearchSettings, filters: Sequence[Clause]
) -> list[str]:
    """A few titles that begin like words that were found nowhere."""
    starts = [{"prefix": {"title_key": word[:4]}} for word in words if len(word) > 3]
    if not starts:
        return []
    body = {
        "query": {"bool": {"filter": list(filters), "should": starts, "minimum_should_match": 1}},
        "sort": ["title_key", "id"],
        "size": 3,
        "_source": False,
        "stored_fields": ["shown"],
        "track_total_hits": False,
    }
    titles = [shown_of(hit)["title"] for hit in deadline.search(index, body)["hits"]["hits"]]
    return [title for title in titles if search_settings.may_suggest(title)]


def _every(typed: str, field: str) -> Clause:
    return {"match_bool_prefix": {field: {"query": typed, "operator": "and"}}}


def _misspelt(typed: str) -> Clause:
    match = {"query": typed, "operator": "and", "fuzziness": "AUTO:4,8", "prefix_length": 1, "max_expansions": 20}
    return {"match": {"words.title": match}}
