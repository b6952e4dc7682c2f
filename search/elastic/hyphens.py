"""Joined words: asks Elasticsearch whether a minus in a query is a hyphen."""

from collections.abc import Sequence

from search.elastic.client import Deadline
from search.elastic.query import Clause, holds
from search.keys import JOINED


class IndexHyphens:
    """Answers for the documents that ``visible`` lets through: see ``search.exclusions.Hyphens``.

    Only a query with a minus before a word asks, so others cost nothing.
    """

    def __init__(self, deadline: Deadline, index: str, visible: Sequence[Clause]) -> None:
        self._deadline = deadline
        self._index = index
        self._visible = list(visible)

    def has_title(self, key: str) -> bool:
        """Whether a visible document has this title, a minus in it and all."""
        return self._finds([{"term": {f"exact.{JOINED}": key}}])

    def joins(self, before: str, after: str) -> bool:
        """Whether a visible document joins the two, or holds the first before a number that is the second."""
        clauses = [{"term": {f"exact.{JOINED}": f"{before}-{after}"}}, holds((before + after,))]
        return self._finds([*clauses, holds((before, after))] if after[0].isdigit() else clauses)

    def _finds(self, clauses: Sequence[Clause]) -> bool:
        query = {"bool": {"filter": self._visible, "should": list(clauses), "minimum_should_match": 1}}
        body = {"query": query, "size": 0, "terminate_after": 1, "track_total_hits": 1}
        return bool(self._deadline.search(self._index, body)["hits"]["total"]["value"])
