"""Which facets an entry has."""

from search.entry import Entry, FacetValue
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
