"""Exact facet counts: one pass for facets without a filter, and one for each that has one."""

import re
from collections.abc import Iterable
from typing import Any

from search import relevance
from search.elastic.document import FACET_SIGN
from search.facets import most_first
from search.moments import seconds
from search.request import SearchRequest
from search.results import FacetCount
from search.review import REVIEW_STATE, in_order, limits

Clause = dict[str, Any]
# Values that one pass over several facets counts. Where there are more, each facet is counted by itself, asked again.
TOGETHER = 500
_SHARED = "~shared"
_MAX_VALUES = 100
_LUCENE_SIGN = re.compile(r"[^\w-]")


def facet_filters(request: SearchRequest, but_facet: str = "") -> list[Clause]:
    """The facet filters, or all but one facet's own."""
    return [
        _any_of_states(values, request) if name == REVIEW_STATE else {"terms": {f"facets.{name}": values[:_MAX_VALUES]}}
        for name, values in request.filters.items()
        if values and name != but_facet
    ]


def counts(request: SearchRequest) -> dict[str, Clause]:
    """The aggregations that count, in as few passes as may be."""
    free = [name for name in request.facet_names if not request.filters.get(name) and name != REVIEW_STATE]
    own = {name: _alone(name, request) for name in request.facet_names if name not in free}
    return {_SHARED: _under(facet_filters(request), {"field": "counted", "size": TOGETHER}), **own} if free else own


def counts_apart(request: SearchRequest) -> dict[str, Clause]:
    """The aggregations that count each facet by itself, however many values there are."""
    return {name: _alone(name, request) for name in request.facet_names}


def are_complete(aggregations: Clause) -> bool:
    """Say whether the pass over several facets reached every value."""
    return _SHARED not in aggregations or not _inner(aggregations[_SHARED])["sum_other_doc_count"]


def facets_in(aggregations: Clause, request: SearchRequest) -> dict[str, list[FacetCount]]:
    """The facets of a request from what was counted: most first, then by label."""
    by_name: dict[str, dict[str, FacetCount]] = {name: {} for name in request.facet_names}
    states: dict[str, int] = {}
    for aggregation, counted in aggregations.items():
        if aggregation == REVIEW_STATE:
            states = {state: bucket["doc_count"] for state, bucket in _inner(counted)["buckets"].items()}
            continue
        for bucket in _inner(counted)["buckets"]:  # the commonest label of a value comes first
            name, value, label = bucket["key"].split(FACET_SIGN, 2)
            # The shared pass comes upon those too that are counted by themselves.
            if name in by_name and (aggregation == name or name not in aggregations):
                before = by_name[name].get(value, FacetCount(value, label, 0))
                by_name[name][value] = FacetCount(value, before.label, before.count + bucket["doc_count"])
    return {
        name: in_order(states) if name == REVIEW_STATE else most_first(counts.values())
        for name, counts in by_name.items()
    }


def _any_of_states(states: Iterable[str], request: SearchRequest) -> Clause:
    ranges = _ranges(request)
    return {"bool": {"should": [ranges[state] for state in states if state in ranges], "minimum_should_match": 1}}


def _ranges(request: SearchRequest) -> dict[str, Clause]:
    """State of review → the documents in it at the moment of the request."""
    bounds = {
        state: {name: second for name, second in (("gte", first), ("lt", last)) if second is not None}
        for state, (first, last) in limits(seconds(request.now) or 0).items()
    }
    return {state: {"range": {"review_due": bound}} for state, bound in bounds.items()}


def _alone(name: str, request: SearchRequest) -> Clause:
    if name == REVIEW_STATE:
        return _under(facet_filters(request, but_facet=name), {"filters": _ranges(request)}, "filters")
    # Lucene's regular expression for what ``counted`` holds of one facet.
    pattern = _LUCENE_SIGN.sub(r"\\\g<0>", name) + FACET_SIGN + ".*"
    terms = {"field": "counted", "include": pattern, "size": relevance.FACET_VALUES * 2}
    return _under(facet_filters(request, but_facet=name), terms)


def _under(filters: list[Clause], how: Clause, kind: str = "terms") -> Clause:
    counted = {kind: how}
    return {"filter": {"bool": {"filter": filters}}, "aggs": {"within": counted}} if filters else counted


def _inner(counted: Clause) -> Clause:
    inner: Clause = counted.get("within", counted)
    return inner
