"""The search request: says what an engine is to find."""

from dataclasses import dataclass, field
from datetime import datetime

MAX_QUERY_CHARACTERS = 400
MAX_LIMIT = 100
MAX_SUGGEST_CHARACTERS = 80
MAX_SUGGESTIONS = 20


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """One search, the same for every engine.

    ``filters`` maps a facet name (``type``, ``topic``, ``author``, ``tag``) to accepted values: any value
    within a facet, every facet together. Results of the ``first_types`` come first. ``now`` is the moment at which
    visibility is judged.
    ``rings`` are those that let the reader through (see ``Entry.groups``); None: no ring keeps this reader out.
    """

    q: str
    now: datetime
    filters: dict[str, list[str]] = field(default_factory=dict)
    published_after: datetime | None = None
    published_before: datetime | None = None
    path_prefix: str = ""
    order: str = "relevance"
    page: int = 1
    limit: int = 20
    cursor: str = ""
    locale: str = "en"
    first_types: tuple[str, ...] = ()
    facet_names: tuple[str, ...] = ("type", "topic", "author", "tag")
    explain: bool = False
    rings: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """Titles that begin as the reader types."""

    q: str
    now: datetime
    limit: int = 8
    locale: str = "en"
    rings: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class RelatedRequest:
    """What else is about the subject of the entry ``id``: at most ``limit`` entries of its language."""

    id: str
    now: datetime
    limit: int = 3
    rings: tuple[str, ...] | None = None
