"""Facet values: say which facets an entry has, and in which order their counts come."""

from collections.abc import Iterable

from search import relevance
from search.entry import Entry, FacetValue
from search.results import FacetCount
from search.words import printable


def facets_of(entry: Entry) -> dict[str, list[FacetValue]]:
    """The entry's facets; its content type (labelled from its name) and its audience are always among them."""
    kind = FacetValue(entry.type, entry.type.replace("_", " ").replace("-", " ").capitalize())
    others = {
        name: [FacetValue(printable(each.value), printable(each.label)) for each in values]
        for name, values in entry.facets.items()
        if values
    }
    audience = FacetValue(entry.audience, entry.audience.capitalize())
    return {"type": [kind], "audience": [audience], **others}


def most_first(counts: Iterable[FacetCount]) -> list[FacetCount]:
    """The counts that readers are told: most first, then by label."""
    return sorted(counts, key=lambda each: (-each.count, each.label, each.value))[: relevance.FACET_VALUES]
