"""Elasticsearch queries: translate a request. Pure."""

from collections.abc import Iterable, Sequence
from typing import Any

from search import relevance
from search.elastic.mapping import SEARCHED
from search.evidence import Evidence, ExactKeys, evidence_for, exact_keys
from search.highlight import END, START
from search.languages import Language, codes
from search.moments import seconds
from search.query import Query
from search.request import SearchRequest
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix
from search.spellings import phrase_spellings
from search.synonyms import Phrase

Clause = dict[str, Any]
_MARKED: dict[str, Clause] = {
    "title": {"number_of_fragments": 0},
    "summary": {"number_of_fragments": 0},
    "body": {"number_of_fragments": 0},
}
_EXPANSIONS = 10


def visible(now: int, rings: Sequence[str] | None) -> list[Clause]:
    """Filters for what is live at ``now`` (seconds) and lies within ``rings`` (None: whatever the ring)."""
    late = {"range": {"live_from": {"gt": now}}}
    over = {"range": {"live_until": {"lte": now}}}
    clauses: list[Clause] = [{"term": {"live": True}}, {"bool": {"must_not": [late, over]}}]
    return clauses if rings is None else [*clauses, _within(rings)]


def _within(rings: Sequence[str]) -> Clause:
    """A filter for documents all of whose rings are among these; what has no number of rings is behind one."""
    none: Clause = {"term": {"ring_count": 0}}
    every: Clause = {"terms_set": {"groups": {"terms": list(rings), "minimum_should_match_field": "ring_count"}}}
    return {"bool": {"should": [none, every] if rings else [none], "minimum_should_match": 1}}


def limits(request: SearchRequest) -> list[Clause]:
    """Every limit of a request but its facet filters."""
    clauses = visible(seconds(request.now) or 0, request.rings)
    first, last = seconds(request.published_after), seconds(request.published_before)
    if first is not None or last is not None:
        bounds = {name: value for name, value in (("gte", first), ("lte", last)) if value is not None}
        clauses.append({"range": {"published_at": bounds}})
    if prefix := request.path_prefix.rstrip("/"):
        under = [{"term": {"path": prefix}}, {"prefix": {"path": prefix + "/"}}]
        clauses.append({"bool": {"should": under, "minimum_should_match": 1}})
    return clauses


def any_evidence(query: Query, fix: SpellingFix, language: Language) -> list[Clause]:
    """The clauses of which any is enough: the reader's words with their equals, then what they may have meant."""
    clauses = [_best_name(each, language) for each in evidence_for(query, fix, language)]
    clauses += [beginning(word, relevance.CORRECTION) for word in fix.beginnings]
    # Stems are shorter than words: “vaccina” begins “vaccination”, but not its stem “vaccin”.
    clauses += [begins_as_written(word, relevance.CORRECTION) for word in fix.beginnings]
    return [*clauses, *exact(exact_keys(query, fix, language))]


def begins_as_written(word: str, weight: float) -> Clause:
    """Documents with a word that begins with ``word`` before it is cut to its stem; all are worth the same."""
    return {"constant_score": {"filter": {"prefix": {"words.everything": {"value": word}}}, "boost": weight}}


def _best_name(evidence: Evidence, language: Language) -> Clause:
    """Of several names for the same thing, and of the languages, the best counts."""
    ask = adjacent if evidence.kind == "adjacent" else phrase_clause
    clauses = [ask(phrase, language.code, evidence.weight) for phrase in evidence.phrases]
    if evidence.kind != "adjacent":
        others = (code for code in codes() if code != language.code)
        weight = evidence.weight * relevance.OTHER_LANGUAGE
        clauses += [phrase_clause(evidence.phrases[0], code, weight) for code in others]
    return clauses[0] if len(clauses) == 1 else {"dis_max": {"queries": clauses}}


def phrase_clause(phrase: Phrase, code: str, weight: float = 1.0) -> Clause:
    """One thing in any field of a language: its best field counts, and a share of the others; rarity is that in all."""
    text = " ".join(phrase)
    fields = [f"{code}.text", *(f"{code}.{name}^{times}" for name, times in relevance.head_times().items())]
    cut = len(phrase) > 1 or "-" in text or "&" in text
    # A phrase scores once for each of its words: shared out, it counts as one thing.
    kind, boost = ("phrase", weight / max(len(phrase), 2)) if cut else ("cross_fields", weight)
    how = {"type": kind, "tie_breaker": relevance.OTHER_FIELD, "boost": boost}
    # Not by rarity: few pages have any code, and what stands in few of these is not rare.
    minor = {
        "constant_score": {
            "filter": {"match_phrase": {f"{code}.minor": text}},
            "boost": boost * relevance.MINOR * relevance.ELASTIC_WORD,
        }
    }
    return {"bool": {"should": [{"multi_match": {"query": text, "fields": fields, **how}}, minor]}}


def adjacent(pair: Phrase, code: str, weight: float) -> Clause:
    """Words side by side, in whatever field."""
    fields = [f"{code}.{name}" for name in SEARCHED]
    return {"multi_match": {"query": " ".join(pair), "fields": fields, "type": "phrase", "boost": weight}}


def beginning(word: str, weight: float = 1.0) -> Clause:
    """Words that begin with ``word``, in any field and language."""
    return {
        "multi_match": {
            "query": word,
            "fields": _every_field(),
            "type": "phrase_prefix",
            "max_expansions": _EXPANSIONS,
            "boost": weight,
        }
    }


def exact(keys: ExactKeys) -> list[Clause]:
    """What makes a page whose title, subject, keyword or initials are one of the keys come first."""
    if not keys.every:
        return []
    of_kind = {"title": keys.whole}
    fields = {"subject": ("subject", "title")}
    kinds = [
        {
            "constant_score": {
                "filter": _any_of(fields.get(kind, (kind,)), of_kind.get(kind, keys.every)),
                "boost": boost,
            }
        }
        for kind, boost in relevance.elastic_exact().items()
    ]
    return [{"dis_max": {"queries": kinds}}]


def _any_of(kinds: Iterable[str], keys: Iterable[str]) -> Clause:
    return {"bool": {"should": [{"terms": {f"exact.{kind}": list(keys)}} for kind in kinds]}}


def scored(clauses: Sequence[Clause], request: SearchRequest, title: str) -> Clause:
    """The clauses, multiplied by age (of what ages), popularity and the wanted type (or exactly this title)."""
    age = {
        "filter": {"terms": {"type": sorted(relevance.RECENT_TYPES)}},
        "exp": {
            "published_at": {
                "origin": seconds(request.now),
                "scale": int(relevance.RECENCY_HALF_LIFE_DAYS * 86_400),
                "decay": 0.5,
            }
        },
        "weight": relevance.RECENCY_GAIN,
    }
    aged = {
        "function_score": {
            "query": {"bool": {"should": list(clauses), "minimum_should_match": 1}},
            "functions": [{"weight": 1.0}, age],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }
    functions: list[Clause] = [{"field_value_factor": {"field": "popularity_gain", "missing": 1.0}}]
    if request.first_types:
        first = [{"terms": {"type": list(request.first_types)}}, {"term": {"exact.title": title}}]
        functions.append({"filter": {"bool": {"should": first}}, "weight": relevance.FIRST_TYPE})
    return {
        "function_score": {"query": aged, "functions": functions, "score_mode": "multiply", "boost_mode": "multiply"}
    }


def whole(
    query: Query,
    clauses: Sequence[Clause],
    request: SearchRequest,
    search_settings: SearchSettings,
    filters: Sequence[Clause],
) -> Clause:
    """The query that is sent: limits, required phrases, exclusions, and the score."""
    required = [_spelt(phrase, {"term": {"exact.title": query.whole}}) for phrase in query.phrases]
    refused = [_spelt(each.phrase) for each in query.excluded]
    body: Clause = {"bool": {"filter": required, "must_not": refused}}
    if query.has_signs_alone:
        body["bool"]["must"] = [{"match_none": {}}]
    elif not query.is_empty:
        body["bool"]["must"] = [scored(clauses, request, query.whole)]
    pinned = [
        {"constant_score": {"filter": {"term": {"id": each}}, "boost": relevance.ELASTIC_PROMOTED * (1 - place / 100)}}
        for place, each in enumerate(search_settings.promoted_for(query.key))
    ]
    either = {"bool": {"should": [body, *pinned], "minimum_should_match": 1}} if pinned else body
    hidden = {"terms": {"id": list(search_settings.excluded_for(query.key))}}
    return {"bool": {"must": [either], "filter": list(filters), "must_not": [hidden]}}


def highlight(query: Query, fix: SpellingFix, language: Language) -> Clause:
    """Highlights by a plain query of the words alone, so that no scoring clause is asked for its terms.

    Each field has a query of its own: what another field is asked would be looked at for nothing.
    """
    evidence = [each for each in evidence_for(query, fix, language) if each.kind != "adjacent"]
    phrases = dict.fromkeys(phrase for each in evidence for phrase in each.phrases)
    return {
        "pre_tags": [START],
        "post_tags": [END],
        "fields": {
            f"{code}.{name}": {**how, "highlight_query": _marks(f"{code}.{name}", phrases, fix.beginnings)}
            for code in codes()
            for name, how in _MARKED.items()
        },
    }


def _marks(field: str, phrases: Iterable[Phrase], beginnings: Iterable[str]) -> Clause:
    """Everything that is marked in one field."""
    marked: list[Clause] = [{"match_phrase": {field: {"query": " ".join(phrase)}}} for phrase in phrases]
    marked += [{"match_phrase_prefix": {field: {"query": word, "max_expansions": _EXPANSIONS}}} for word in beginnings]
    return {"bool": {"should": marked}}


def _spelt(phrase: Phrase, *others: Clause) -> Clause:
    """Documents that hold a phrase, however it is spelt, or what ``others`` find."""
    return {"bool": {"should": [*map(holds, phrase_spellings(phrase)), *others], "minimum_should_match": 1}}


def holds(phrase: Phrase) -> Clause:
    """Documents that hold a phrase in any field."""
    return {"multi_match": {"query": " ".join(phrase), "fields": _every_field(), "type": "phrase"}}


def _every_field() -> list[str]:
    return [f"{code}.{name}" for code in codes() for name in (*SEARCHED, "minor")]
