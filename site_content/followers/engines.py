"""Search engines of this installation: one for the API, and all side by side for the lab."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.conf import settings

from search import embedded
from search.engine import Engine, StandbyEngine
from search.request import RelatedRequest, SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from search.search_settings import SearchSettings
from site_content.followers.copies.opening import CopyFile


class EmbeddedEngine:
    """The engine inside a copy. Raises CopyUnavailable."""

    def __init__(self, copy: CopyFile) -> None:
        self._copy = copy

    def search(self, request: SearchRequest, search_settings: SearchSettings) -> SearchResults:
        """Results of one search."""
        return embedded.search(self._copy.connection(), request, search_settings)

    def suggest(self, request: SuggestRequest, search_settings: SearchSettings) -> list[Suggestion]:
        """Titles that begin as the reader types."""
        return embedded.suggest(self._copy.connection(), request, search_settings)

    def related(self, request: RelatedRequest) -> list[dict[str, Any]]:
        """The cards of entries about the same subject as one."""
        return embedded.related(self._copy.connection(), request)


def index_name(audience: str) -> str:
    """Return the alias that searches of an audience read: a client may hold a key for this one alone."""
    return f"{settings.ELASTICSEARCH_PREFIX}-{audience}"


def uses_elasticsearch() -> bool:
    """Return whether Elasticsearch is asked first."""
    return bool(settings.ELASTICSEARCH_URL)


def elastic_engine(audience: str) -> Engine | None:
    """Return Elasticsearch over an audience's index; None where this installation has none."""
    if not uses_elasticsearch():
        return None
    return _elastic(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, index_name(audience))


def engine_of(audience: str, copy: CopyFile) -> Engine:
    """Return what answers readers; one for the life of the process, so that its breaker remembers."""
    return _composed(settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_API_KEY, index_name(audience), copy)


def forget() -> None:
    """Make every engine, and its breaker, anew (for tests)."""
    _elastic.cache_clear()
    _composed.cache_clear()


@lru_cache(maxsize=16)
def _elastic(url: str, key: str, alias: str) -> Engine:
    # Only here: its client would otherwise take memory in every process that has no use for it.
    from search.elastic import ElasticEngine, connect

    return ElasticEngine(connect(url, key), alias)


@lru_cache(maxsize=16)
def _composed(url: str, key: str, alias: str, copy: CopyFile) -> Engine:
    standby = EmbeddedEngine(copy)
    return StandbyEngine(_elastic(url, key, alias), standby) if url else standby
