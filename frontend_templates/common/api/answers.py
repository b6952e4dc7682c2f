"""The answer cache: holds the API's answers in bounded memory, each with how long it is fresh."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from frontend_templates.common.api.api_errors import error_of
from frontend_templates.common.api.cache_control import Freshness

# Answers that are worth keeping: all else is said to one reader at one moment.
CACHEABLE_STATUSES = {200, 404, 410}
# Parsed JSON takes several times the memory of its text.
PARSED_SIZE_FACTOR = 5
MIN_COST = 1_000


class ApiRequest(NamedTuple):
    """One GET: path below the API's root, parameters in order, headers sent for the reader."""

    path: str
    params: tuple[tuple[str, str], ...] = ()
    credentials: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and until when (in the client's clock) it is fresh, may be shown while another is fetched, is kept.

    ``version`` changes when the content does. ``generation`` is how many changes of the log had been seen when it was
    asked for: an answer of an older generation is not fresh.
    """

    status: int
    data: Any
    version: str
    etag: str
    size: int
    generation: int
    fresh_until: float
    revalidate_until: float
    cached_until: float
    surrogate_keys: str = ""

    def value(self) -> Any:
        """Return the JSON. Raises the ApiError of a 404 or 410."""
        if self.status != 200:
            raise error_of(self.status, self.data)
        return self.data

    def until(self, now: float, generation: int, freshness: Freshness) -> Answer:
        """The same answer, good from ``now`` as ``freshness`` says."""
        fresh = now + freshness.fresh
        revalidate = fresh + freshness.while_revalidate
        return replace(
            self,
            generation=generation,
            fresh_until=fresh,
            revalidate_until=revalidate,
            cached_until=max(fresh + freshness.if_error, revalidate),
        )


class AnswerStore:
    """Answers by request; those unused longest make room. Holds about ``limit`` bytes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._answers: OrderedDict[ApiRequest, Answer] = OrderedDict()

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, request: ApiRequest) -> Answer | None:
        """Return what is kept, however old."""
        answer = self._answers.get(request)
        if answer is not None:
            self._answers.move_to_end(request)
        return answer

    def put(self, request: ApiRequest, answer: Answer) -> None:
        """Keep an answer; one too large for its place is let go."""
        self.drop(request)
        cost = _cost(answer)
        if cost > self.limit // 4:
            return
        self._answers[request] = answer
        self.size += cost
        while self.size > self.limit:
            _, oldest = self._answers.popitem(last=False)
            self.size -= _cost(oldest)

    def drop(self, request: ApiRequest) -> None:
        """Forget an answer; nothing happens when there is none."""
        answer = self._answers.pop(request, None)
        if answer is not None:
            self.size -= _cost(answer)


def _cost(answer: Answer) -> int:
    return MIN_COST + PARSED_SIZE_FACTOR * answer.size
