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
    """What others are told, and ``keep_until``: the second from which this process must ask again; None: a publication.

    Others are told nothing of what is only to come: a shorter time before a scheduled page would give it away.
    """

    cache_control: str
    keep_until: int | None


def freshness(next_change: int | None = None, now: int = 0, brief: bool = False) -> Freshness:
    """Return how long what many items make (a list, a search) may be kept: the same, whatever is to come.

    ``next_change``: when it changes by itself, for this process alone. ``brief``: it was made from something that does
    not change with the copy (Elasticsearch), so it is kept for this second only.
    """
    return Freshness(_steady(settings.API_MAX_AGE), now + 1 if brief else next_change)


def freshness_of_one(now: int, ends: int | None, next_change: int | None) -> Freshness:
    """Return how long one thing that readers see may be kept. Nobody may show it from ``ends`` on.

    ``ends`` is its own end, which may be told: it is over then for all. ``next_change`` is for this process alone.
    """
    age: int = settings.API_MAX_AGE
    if ends is None:
        return Freshness(_steady(age), next_change)
    if ends - now >= 2 * age:
        # After that second these directives would reach beyond the end.
        text, keep_until = f"public, max-age={age}, stale-while-revalidate={age}", ends - max(2 * age - 1, 0)
    else:
        text, keep_until = f"public, max-age={max(min(age, ends - now), 0)}", now + 1
    return Freshness(text, keep_until if next_change is None else min(keep_until, next_change))


def absence() -> str:
    """Return Cache-Control for "nothing is there": brief, and the same where something is to come."""
    return f"public, max-age={min(settings.API_MAX_AGE, ABSENT)}"


@lru_cache(maxsize=8)
def _steady(age: int) -> str:
    return f"public, max-age={age}, stale-while-revalidate={age}, stale-if-error={DAY}"
