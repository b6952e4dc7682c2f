"""Sources of a copy's changes: read the log in pages, from the database or over HTTP."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from site_content.audiences import readable_audiences
from site_content.items.change import Change


class SourceUnavailable(Exception):
    """The log cannot be read now. The copy stays as it is, and the next try may do better."""


@dataclass(frozen=True, slots=True)
class SourcePage:
    """A piece of the log, oldest first, with the newest form of each row an audience may read.

    ``position`` is what a follower has reached once it has applied ``changes``; ``head`` is where the log ended when
    it was looked at. ``start`` and ``mark`` tell the log lines at the position asked from and at ``position`` from
    lines of the same number in another log: a database restored from a back-up takes the same numbers again. Both are
    empty where there is no line. Readers' positions up to ``reset_below`` are of an older count.
    """

    changes: Sequence[Change]
    position: int
    head: int
    start: str = ""
    mark: str = ""
    reset_below: int = 0


class Source(Protocol):
    """The log as one audience may read it."""

    def page(self, after: int, limit: int) -> SourcePage:
        """Return at most ``limit`` changes written after a position. Raises SourceUnavailable."""


class AudienceSource:
    """A source held to one audience: what is not for it never reaches a copy, whoever handed it over."""

    def __init__(self, source: Source, audience: str) -> None:
        self._source = source
        self._audience = audience

    def page(self, after: int, limit: int) -> SourcePage:
        """See ``Source``. Raises SourceUnavailable for a page with a change of another audience."""
        page = self._source.page(after, limit)
        for change in page.changes:
            if change.audience not in readable_audiences(self._audience):
                raise SourceUnavailable(f"seq {change.seq} is for {change.audience}, not for {self._audience}")
        return page
