"""Facets: narrow lists and searches; each is declared once.

A content type declares one of its own with a word on a line of its ``Details``::

    place: Annotated[str, Line("place", facet=Facet("place", "Places", {"en": "Place", "cy": "Lle"}))]

From it follow the facets of cards and search entries, the API's filter and description, and the sites' filter panel.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.text import slugify

# As long as a value that the API's filters take.
MAX_VALUE = 200
LANGUAGES = ("en", "cy")
# Other parameters of the API's lists and of the sites' pages.
RESERVED = frozenset(
    (
        "type", "audience", "q", "order", "page", "limit", "cursor", "fields", "include", "first_type", "path_prefix",
        "published_after", "published_before", "updated_since", "month", "view",
        "review_state",
    )
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")


@dataclass(frozen=True, slots=True)
class Facet:
    """One facet. ``name`` is the API's parameter, ``values`` a word for several of its values, as in ``Topics``.

    ``labels`` holds what readers call it, by language. ``links`` is the key of an item's links whose targets are its
    values, and ``pages`` their item type, for a facet whose values are pages.
    """

    name: str
    values: str
    labels: Mapping[str, str] = field(hash=False)
    links: str = ""
    pages: str = ""

    def __post_init__(self) -> None:
        """Refuse what the API or the sites could not use. Raises ValueError."""
        if not _NAME.fullmatch(self.name) or self.name in RESERVED:
            raise ValueError(f"a facet cannot be called {self.name!r}: use another word of a to z, 0 to 9 and _")
        if missing := [language for language in LANGUAGES if not self.labels.get(language)]:
            raise ValueError(f"the facet {self.name!r} has no label in: {', '.join(missing)}")


TOPIC = Facet("topic", "Topics", {"en": "Topic", "cy": "Pwnc"}, links="topics", pages="topic")
AUTHOR = Facet("author", "Authors", {"en": "Author", "cy": "Awdur"}, links="authors", pages="author")
TAG = Facet("tag", "Tags", {"en": "Tag", "cy": "Tag"})
COMMON = (TOPIC, AUTHOR, TAG)
_declared: dict[str, Facet] = {facet.name: facet for facet in COMMON}


def declare(facet: Facet) -> None:
    """Add a facet to those there are. Raises ValueError where another has its name."""
    if _declared.setdefault(facet.name, facet) != facet:
        raise ValueError(f"the facet {facet.name!r} is declared twice, and not alike: give one another name")


def declared_facets() -> tuple[Facet, ...]:
    """Return every facet: the common ones, then those of content types by name. Complete once models are loaded."""
    return (*COMMON, *(_declared[name] for name in sorted(_declared.keys() - {each.name for each in COMMON})))


def facet_of_pages(item_type: str) -> Facet | None:
    """Return the facet whose values are the pages of a type, or None."""
    return next((facet for facet in _declared.values() if facet.pages and facet.pages == item_type), None)


def text_values(value: Any) -> Iterator[dict[str, str]]:
    """Yield ``{value, label}`` for the JSON value of a line: a text, ``{slug, label}``, or a list of these."""
    if isinstance(value, list):
        for each in value:
            yield from text_values(each)
    elif isinstance(value, dict):
        yield {"value": value["slug"], "label": value["label"]}
    elif value is not None:
        label = " ".join(str(value).split())
        if slug := slugify(label, allow_unicode=True)[:MAX_VALUE]:
            yield {"value": slug, "label": label}


def value_on(card: dict[str, Any]) -> str:
    """Return what filters call a topic or author, from its card or item: the last step of its path, or as it says."""
    return str(card.get("facet_value") or last_step(card["path"]))


def last_step(path: str) -> str:
    """Return the last step of a path; empty for the home page."""
    return path.rsplit("/", 1)[-1]
