"""Related entries from Elasticsearch: the same words count the same as in the embedded engine."""

from collections.abc import Iterable
from typing import Any

from search.elastic.client import Deadline
from search.elastic.document import shown_of
from search.elastic.mapping import SEARCHED, TEXTS
from search.elastic.query import Clause, visible
from search.languages import language_of
from search.moments import seconds
from search.related import CANDIDATES, IN_HEAD, MAX_RELATED, MIN_SHARE, counted_words, nearness, telling_words
from search.request import RelatedRequest

_HEAD = ("title", "keywords")


def related(deadline: Deadline, index: str, request: RelatedRequest) -> list[dict[str, Any]]:
    """The cards of the entries nearest to one, the nearest first; see ``search.embedded.related``."""
    now = seconds(request.now) or 0
    itself: Clause = {"term": {"id": request.id}}
    body: dict[str, Any] = {"query": {"bool": {"filter": [itself, *visible(now, request.rings)]}}, "size": 1}
    hits = deadline.search(index, body)["hits"]["hits"]
    if not hits:
        return []
    source = hits[0]["_source"]
    code, key, texts = source["language"], source["translation_key"], _texts(source)
    # Within the page's own rings, and so within the reader's too.
    scope = [*visible(now, source["groups"]), {"term": {"facets.audience": source["facets"]["audience"][0]}}]
    others = [itself, {"term": {"translation_key": key}}] if key else [itself]
    telling = _telling(deadline, index, texts, code, scope)
    if not telling:
        return []
    body = {
        "query": {
            "bool": {"should": _worth(telling, code), "filter": scope, "must_not": others, "minimum_should_match": 1}
        },
        "size": CANDIDATES,
        "sort": ["_score", "id"],
        "track_scores": True,
        "_source": [f"{code}.{name}" for name in TEXTS],
        "stored_fields": ["shown"],
    }
    own_length = sum(map(len, texts.values()))
    near: list[tuple[float, str, dict[str, Any]]] = []
    for hit in deadline.search(index, body)["hits"]["hits"]:
        length = sum(map(len, _texts({"language": code, **hit["_source"]}).values()))
        share = nearness(hit["_score"], length, own_length)
        if share >= MIN_SHARE:
            near.append((-share, hit["sort"][1], shown_of(hit)["card"]))
    near.sort(key=lambda each: each[:2])
    return [card for *_, card in near[: max(0, min(request.limit, MAX_RELATED))]]


def _texts(source: dict[str, Any]) -> dict[str, str]:
    """Field → text. Keywords are a list, each of them a value of its own."""
    texts = source.get(source["language"]) or {}
    return {name: "\n".join(text) if isinstance(text := texts.get(name) or "", list) else text for name in TEXTS}


def _telling(deadline: Deadline, index: str, texts: dict[str, str], code: str, scope: list[Clause]) -> dict[str, float]:
    """Word → its share of what tells. One request counts every word among the pages that may be shown."""
    times = counted_words(texts, language_of(code))
    if not times:
        return {}
    filters = {word: _holds(word, code, SEARCHED) for word in times}
    body = {
        "query": {"bool": {"filter": scope}},
        "size": 0,
        "track_total_hits": True,
        "aggs": {"words": {"filters": {"filters": filters}}},
    }
    answer = deadline.search(index, body)
    counts = {word: bucket["doc_count"] for word, bucket in answer["aggregations"]["words"]["buckets"].items()}
    return telling_words(times, counts, answer["hits"]["total"]["value"])


def _worth(telling: dict[str, float], code: str) -> list[Clause]:
    """A clause for each word, worth its share wherever it stands, and another for titles and keywords."""
    clauses: list[Clause] = []
    for word, share in telling.items():
        clauses += [
            {"constant_score": {"filter": _holds(word, code, SEARCHED), "boost": share}},
            {"constant_score": {"filter": _holds(word, code, _HEAD), "boost": share * IN_HEAD}},
        ]
    return clauses


def _holds(word: str, code: str, fields: Iterable[str]) -> Clause:
    return {"multi_match": {"query": word, "fields": [f"{code}.{name}" for name in fields]}}
