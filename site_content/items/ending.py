"""``Ending``: says what readers find in place of something that is no longer published."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ending:
    """``state`` is ``gone``, ``withdrawn``, ``redirect``, or ``removed``: not a word, not even that it was there.

    ``links`` are what it was made from, so that it is made again when a target changes.
    """

    state: str = "gone"
    title: str = ""
    reason: str = ""
    location: str = ""
    links: frozenset[tuple[str, str]] = frozenset()


GONE = Ending()
REMOVED = Ending("removed")
