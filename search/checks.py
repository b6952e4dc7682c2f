"""Request checks that both engines share, and what both report of a repaired query."""

from collections.abc import Iterable

from search import relevance
from search.errors import InvalidRequest
from search.names import without_ending
from search.query import Query, parts_of, respell
from search.request import MAX_LIMIT, SearchRequest
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix

RELEVANCE, NEWEST, REVIEWED = "relevance", "-published_at", "-last_reviewed"
# Orders by a day, the latest first, and the field that holds it; those without come last.
BY_DAY = {NEWEST: "published_at", REVIEWED: "reviewed_at"}
_MAX_PAGE = 100_000


def check(request: SearchRequest) -> None:
    """Raise InvalidRequest for a request that no engine can answer."""
    if request.order not in (RELEVANCE, *BY_DAY):
        raise InvalidRequest("order", f"Use one of {RELEVANCE}, {', '.join(BY_DAY)}.")
    if not 1 <= request.limit <= MAX_LIMIT:
        raise InvalidRequest("limit", f"Use 1 to {MAX_LIMIT}.")
    if not 1 <= request.page <= _MAX_PAGE:
        raise InvalidRequest("page", "Use 1 to 100,000.")


def suggestion(query: Query, fix: SpellingFix, search_settings: SearchSettings) -> str | None:
    """The query with its unknown words corrected, for "did you mean"; None when there is nothing to say."""
    text = respell(query.text, fix.corrected)
    return text if fix.corrected and text != query.text and search_settings.may_suggest(text) else None


def nearest(query: Query, fix: SpellingFix, search_settings: SearchSettings, titles: Iterable[str]) -> tuple[str, ...]:
    """Queries that would find something: the corrected one, the words without their quotes, then titles alike."""
    close = [suggestion(query, fix, search_settings) or ""]
    if query.phrases and not set(query.words) <= set(fix.missing):
        close.append(" ".join(map(without_ending, query.words)))
    every = dict.fromkeys((*close, *titles))
    return tuple(each for each in every if each and search_settings.may_suggest(each))[: relevance.NEAREST]


def dropped_words(fix: SpellingFix) -> tuple[str, ...]:
    """The words that nothing answers. A joined word of which a part is found (``covid-19``) is answered by that."""
    missing = set(fix.missing)
    return tuple(word for word in fix.missing if missing.issuperset(parts_of(word)))
