"""Which search engine answers a reader: Elasticsearch with the embedded one standing by, or the embedded one."""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

from cms.api.reader import Reader
from search import embedded
from search.engine import Engine, StandbyEngine
from search.levers import Levers
from search.request import SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from site_content.copies.opening import CopyFile, Mark
from site_content.copies.read import document


class EmbeddedEngine:
    """The engine inside a copy. Raises CopyUnavailable."""

    def __init__(self, copy: CopyFile) -> None:
        self._copy = copy

    def search(self, request: SearchRequest, levers: Levers) -> SearchResults:
        """Results of one search."""
        return embedded.search(self._copy.connection(), request, levers)

    def suggest(self, request: SuggestRequest, levers: Levers) -> list[Suggestion]:
        """Titles that begin as the reader types."""
        return embedded.suggest(self._copy.connection(), request, levers)


def engine_for(reader: Reader) -> Engine:
    """Return the engine of a reader; one for the life of the process, so that its breaker remembers."""
    return _engine(
        settings.ELASTICSEARCH_URL,
        settings.ELASTICSEARCH_API_KEY,
        f"{settings.ELASTICSEARCH_PREFIX}-{reader.name}",
        reader.copy,
    )


def uses_elasticsearch() -> bool:
    """Return whether Elasticsearch is asked first."""
    return bool(settings.ELASTICSEARCH_URL)


@lru_cache(maxsize=16)
def _engine(url: str, key: str, alias: str, copy: CopyFile) -> Engine:
    standby = EmbeddedEngine(copy)
    if not url:
        return standby
    # Only here: its client would otherwise take memory in every process that has no use for it.
    from search.elastic import ElasticEngine, connect

    return StandbyEngine(ElasticEngine(connect(url, key), alias), standby)


class _Held(NamedTuple):
    mark: Mark
    file: str
    levers: Levers


_held = threading.local()


def levers_for(reader: Reader) -> Levers:
    """Return the editors' levers as they stand in the copy, read again only when the copy has changed."""
    mark = reader.copy.mark()
    held: _Held | None = getattr(_held, reader.name, None)
    if held is None or held.mark != mark or held.file != str(reader.copy.path):
        value = document(reader.connection(), "~search", reader.audiences[0])
        held = _Held(mark, str(reader.copy.path), Levers.from_json(value or {}))
        setattr(_held, reader.name, held)
    return held.levers
