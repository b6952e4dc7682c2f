"""Entries for tests, and short ways to ask for them."""

from datetime import UTC, datetime
from typing import Any

from search.engine import Engine
from search.entry import Entry, FacetValue
from search.request import SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from search.search_settings import SearchSettings

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
_numbers = iter(range(1, 1_000_000))


def entry(title: str, body: str = "", **fields: Any) -> Entry:
    """A live entry named by its title; ``topic`` may be given as slugs."""
    name = title.lower().replace(" ", "-")
    topics = [FacetValue(slug, slug.capitalize()) for slug in fields.pop("topic", "").split()]
    facets = {"topic": topics} if topics else {}
    given = {
        "id": name,
        "audience": "public",
        "type": "standard",
        "path": f"/{name}",
        "version": next(_numbers),
        "card": {"title": title, "path": f"/{name}"},
        "facets": facets,
    }
    return Entry(title=title, body=body, **{**given, **fields})


class Filled:
    """An engine with entries in it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    def search(self, q: str, search_settings: SearchSettings | None = None, **fields: Any) -> SearchResults:
        """Search as a reader does at ``NOW``."""
        return self.engine.search(
            SearchRequest(q, fields.pop("now", NOW), **fields), search_settings or SearchSettings()
        )

    def ids(self, q: str, search_settings: SearchSettings | None = None, **fields: Any) -> list[str]:
        """The ids found, in order."""
        return [hit.id for hit in self.search(q, search_settings, **fields).hits]

    def suggest(self, q: str, search_settings: SearchSettings | None = None, limit: int = 8) -> list[Suggestion]:
        """Suggestions at ``NOW``."""
        return self.engine.suggest(SuggestRequest(q, NOW, limit=limit), search_settings or SearchSettings())
