"""The standby engine and its breaker."""

from typing import Any

from search.engine import Breaker, StandbyEngine
from search.errors import EngineUnavailable, InvalidRequest, OutOfReach
from search.request import RelatedRequest, SearchRequest, SuggestRequest
from search.results import SearchResults, Suggestion
from search.search_settings import SearchSettings
from tests.search.texts import NOW


class _Engine:
    def __init__(self, name: str) -> None:
        self.name = name
        self.fault: Exception | None = None
        self.asked = 0

    def search(self, request: SearchRequest, search_settings: SearchSettings) -> SearchResults:
        self._ask()
        return SearchResults(0, [], {}, suggestion=self.name)

    def suggest(self, request: SuggestRequest, search_settings: SearchSettings) -> list[Suggestion]:
        self._ask()
        return []

    def related(self, request: RelatedRequest) -> list[dict[str, Any]]:
        self._ask()
        return [{"title": self.name}]

    def _ask(self) -> None:
        self.asked += 1
        if self.fault:
            raise self.fault


class _Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def answers(engine: StandbyEngine) -> tuple[str | None, bool]:
    """Who answered, and whether it says degraded."""
    results = engine.search(SearchRequest("flu", NOW), SearchSettings())
    return results.suggestion, results.degraded


def test_falls_back_opens_and_recovers_by_itself() -> None:
    first, standby, clock = _Engine("first"), _Engine("standby"), _Clock()
    engine = StandbyEngine(first, standby, Breaker(clock))
    assert answers(engine) == ("first", False)
    first.fault = EngineUnavailable("down")
    assert [answers(engine) for _ in range(5)] == [("standby", True)] * 5
    assert first.asked == 4  # the third failure running opened the breaker
    clock.now = 6.0
    assert answers(engine) == ("standby", True)
    assert answers(engine) == ("standby", True)
    assert first.asked == 5  # one try an interval
    clock.now, first.fault = 12.0, None
    assert [answers(engine) for _ in range(3)] == [("first", False)] * 3


def test_results_out_of_reach_are_the_standbys_and_no_fault() -> None:
    first, standby = _Engine("first"), _Engine("standby")
    engine = StandbyEngine(first, standby)
    first.fault = OutOfReach("page", "Too deep.")
    assert [answers(engine) for _ in range(5)] == [("standby", True)] * 5
    first.fault = None
    assert answers(engine) == ("first", False)


def test_an_empty_list_of_suggestions_is_an_answer() -> None:
    first, standby = _Engine("first"), _Engine("standby")
    assert StandbyEngine(first, standby).suggest(SuggestRequest("f", NOW), SearchSettings()) == []
    assert (first.asked, standby.asked) == (1, 0)


def test_a_bad_request_is_not_a_fault_of_the_engine() -> None:
    first, standby = _Engine("first"), _Engine("standby")
    first.fault = InvalidRequest("page", "no")
    engine = StandbyEngine(first, standby)
    for _ in range(5):
        try:
            answers(engine)
        except InvalidRequest as error:
            assert error.parameter == "page"
    assert (first.asked, standby.asked) == (5, 0)


def test_related_pages_are_the_standbys_when_the_first_engine_fails() -> None:
    first, standby = _Engine("first"), _Engine("standby")
    engine = StandbyEngine(first, standby)
    assert engine.related(RelatedRequest("1", NOW)) == [{"title": "first"}]
    first.fault = EngineUnavailable("down")
    assert engine.related(RelatedRequest("1", NOW)) == [{"title": "standby"}]
