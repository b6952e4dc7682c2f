"""Search results: hold what an engine answers."""

from dataclasses import dataclass, field
from typing import Any

from search.exclusions import Exclusion
from search.passages import Section


@dataclass(frozen=True, slots=True)
class Hit:
    """One result. Highlights are HTML-escaped text in which only ``<mark>`` is markup.

    ``section`` is where the query is answered best; None: at the beginning.
    """

    id: str
    card: dict[str, Any]
    score: float
    highlights: dict[str, Any] = field(default_factory=dict)
    explanation: dict[str, Any] | None = None
    section: Section | None = None


@dataclass(frozen=True, slots=True)
class FacetCount:
    """How many results carry one value of a facet; the facet's own filter is not applied to it."""

    value: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class SearchResults:
    """A page of results. ``count`` and facet counts are exact."""

    count: int
    hits: list[Hit]
    facets: dict[str, list[FacetCount]]
    suggestion: str | None = None
    degraded: bool = False
    next_cursor: str = ""
    dropped: tuple[str, ...] = ()
    nearest: tuple[str, ...] = ()
    excluded: tuple[Exclusion, ...] = ()


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One completion: the title, where it leads, its content type and whose it is."""

    title: str
    path: str
    type: str
    audience: str
