"""Freshness: says how long others (Cache-Control) and this process may use an answer."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.conf import settings

DAY = 86_400
# Seconds for which others may keep that nothing is there: it may be published at any moment.
ABSENT = 5
NO_STORE = "no-store"
PRIVATE = "private, no-store"


class Freshness(NamedTuple):
    """``keep_until`` is the second from which the header would read otherwise, or None: only a publish ends it."""

    cache_control: str
    keep_until: int | None


def freshness(now: int, next_change: int | None = None, brief: bool = False) -> Freshness:
    """Return how long an answer made at ``now`` holds.

    ``next_change``: when it changes by itself; nobody may show it from then on, so every directive ends before.
    ``brief``: it was made from something that does not change with the copy (Elasticsearch).
    """
    age: int = settings.API_MAX_AGE
    if next_change is None and not brief:
        return _steady(age)
    if next_change is None:
        text, kept = _steady(age)
    elif next_change - now >= 2 * age:
        # After that second these directives would reach beyond the change.
        text, kept = f"public, max-age={age}, stale-while-revalidate={age}", next_change - max(2 * age - 1, 0)
    else:
        text, kept = f"public, max-age={max(min(age, next_change - now), 0)}", now + 1
    return Freshness(text, now + 1 if brief else kept)


def absence(now: int, next_change: int | None = None) -> str:
    """Return Cache-Control for "nothing is there": brief, and nearly the same where something is only to come.

    Whoever tries addresses could tell otherwise which are under embargo.
    """
    age = min(settings.API_MAX_AGE, ABSENT)
    return f"public, max-age={age if next_change is None else max(min(age, next_change - now), 0)}"


@lru_cache(maxsize=8)
def _steady(age: int) -> Freshness:
    return Freshness(f"public, max-age={age}, stale-while-revalidate={age}, stale-if-error={DAY}", None)
