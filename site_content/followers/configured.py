"""Configured followers: list this installation's, from its settings. A new kind is one line here."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Protocol, cast

from django.conf import settings

from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource


class LogFollower(Protocol):
    """Something that is kept up to date from the log, by one thread at a time.

    ``keep`` is called between steps of long work; what it raises ends the work. Every method raises what went wrong;
    the next try goes on where this one ended.
    """

    position: int
    keep: Callable[[], None]

    def catch_up(self) -> object:
        """Bring it to the log's head."""

    def rebuild(self) -> object:
        """Make it again from the whole log, while readers go on with the old one."""

    def close(self) -> None:
        """Let go of files and connections."""


Make = Callable[[], LogFollower]
# Followers that rooms above this one bring along, by name.
REGISTERED: dict[str, Make] = {}


def register_follower(name: str, make: Make) -> None:
    """Add a follower to every worker, in a module that ``SiteContentConfig.ready`` imports."""
    REGISTERED[name] = make


def configured_followers() -> dict[str, Make]:
    """Return name → how to make the follower. ``copy:<audience>``, and ``index:<audience>`` with Elasticsearch.

    Copies are files of one host: where several hosts run a worker, HEADLAND_PLACE tells their names apart.
    """
    place = f"@{settings.PLACE}" if settings.PLACE else ""
    makers: dict[str, Make] = {f"copy:{audience}{place}": partial(_copy, audience) for audience in settings.COPY_FILES}
    if settings.ELASTICSEARCH_URL:
        makers |= _indexes()
    return makers | REGISTERED


def _indexes() -> dict[str, Make]:
    # Loaded only where it is used: the client of Elasticsearch is large, and every command would wait for it.
    from site_content.followers.indexes.configured import configured_indexes
    from site_content.followers.indexes.follow import IndexFollower

    # mypy takes a dataclass's field with a function for a default for a method, which no one may set.
    return {
        f"index:{audience}": cast(Make, partial(IndexFollower, index, audience))
        for audience, index in configured_indexes().items()
    }


def _copy(audience: str) -> CopyFollower:
    return CopyFollower(settings.COPY_FILES[audience], audience, DatabaseSource(audience))
