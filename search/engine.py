"""The engine interface, and the pair of engines that answers even when the first cannot."""

import dataclasses
import time
from collections.abc import Callable
from threading import Lock
from typing import Any, Protocol, TypeVar

from search.errors import EngineUnavailable, OutOfReach
from search.request import RelatedRequest, SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from search.search_settings import SearchSettings

Answer = TypeVar("Answer")
_FAILURES_TO_OPEN = 3
_SECONDS_OPEN = 5.0


class Engine(Protocol):
    """Anything that answers searches and suggestions."""

    def search(self, request: SearchRequest, search_settings: SearchSettings) -> SearchResults:
        """Results of one search."""

    def suggest(self, request: SuggestRequest, search_settings: SearchSettings) -> list[Suggestion]:
        """Titles that begin as the reader types."""

    def related(self, request: RelatedRequest) -> list[dict[str, Any]]:
        """The cards of entries about the same subject as one."""


class Breaker:
    """Stops asking an engine that failed several times running; after some seconds one request tries it again."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = Lock()
        self._failures = 0
        self._open_until = 0.0

    def allows(self) -> bool:
        """Whether the engine may be asked now. While it is open, one caller per interval is let through."""
        with self._lock:
            if self._failures < _FAILURES_TO_OPEN:
                return True
            if self._clock() < self._open_until:
                return False
            self._open_until = self._clock() + _SECONDS_OPEN
            return True

    def succeeded(self) -> None:
        """The engine answered: the breaker closes."""
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        """The engine did not answer."""
        with self._lock:
            self._failures += 1
            self._open_until = self._clock() + _SECONDS_OPEN


class StandbyEngine:
    """Asks ``first``; when that is slow or down, ``standby`` answers and results say ``degraded``."""

    def __init__(self, first: Engine, standby: Engine, breaker: Breaker | None = None) -> None:
        self._first = first
        self._standby = standby
        self._breaker = breaker or Breaker()

    def search(self, request: SearchRequest, search_settings: SearchSettings) -> SearchResults:
        """Results of whichever engine could answer."""
        results = self._try(lambda: self._first.search(request, search_settings))
        return results or dataclasses.replace(self._standby.search(request, search_settings), degraded=True)

    def suggest(self, request: SuggestRequest, search_settings: SearchSettings) -> list[Suggestion]:
        """Suggestions of whichever engine could answer."""
        suggestions = self._try(lambda: self._first.suggest(request, search_settings))
        return self._standby.suggest(request, search_settings) if suggestions is None else suggestions

    def related(self, request: RelatedRequest) -> list[dict[str, Any]]:
        """What either engine finds related."""
        cards = self._try(lambda: self._first.related(request))
        return self._standby.related(request) if cards is None else cards

    def _try(self, ask: Callable[[], Answer]) -> Answer | None:
        if not self._breaker.allows():
            return None
        try:
            answer = ask()
        except OutOfReach:
            # No fault of the engine: the standby, which answered before, goes on where its cursor ended.
            return None
        except EngineUnavailable:
            self._breaker.failed()
            return None
        self._breaker.succeeded()
        return answer
