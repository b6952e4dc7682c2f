"""Closures: say which items and media a row of the log closes, to followers that have no database too."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field

from site_content.items.change import Change

#: The type of a closure's row in the log. Its path is ``~closure:<number>``.
CLOSURE = "~closure"
#: What readers are told something of: a page that was withdrawn has its title and the reason.
CLOSED_STATES = ("live", "withdrawn")


@dataclass(frozen=True, slots=True)
class ClosureRow:
    """A closure as followers read it: what it closes of ``audience``, written before ``seq``; see models.Closure."""

    audience: str
    seq: int
    path: str = ""
    groups: list[str] | None = None
    media: frozenset[str] = field(default_factory=frozenset)

    def covers(self, audience: str, path: str, seq: int) -> bool:
        """Say whether it closes an item, wholly or to some of its readers."""
        is_below = bool(self.path) and (path == self.path or path.startswith(below(self.path)))
        return is_below and audience == self.audience and seq < self.seq and not path.startswith("~")

    def names_any(self, audience: str, media: Iterable[dict[str, str]], seq: int) -> bool:
        """Say whether it closes one of an item's media."""
        return audience == self.audience and seq < self.seq and any(each["name"] in self.media for each in media)


def below(path: str) -> str:
    """Return what the paths below a path begin with."""
    return f"{path.rstrip('/')}/"


def beyond(path: str) -> str:
    """Return the first text after all that begin with ``below(path)``, sign by sign: ``0`` is the sign after ``/``."""
    return f"{path.rstrip('/')}0"


def closure_of(change: Change) -> ClosureRow | None:
    """Return the closure that a row of the log tells of, or None. Raises ValueError where its body cannot be read."""
    if change.type != CLOSURE or change.state != "live":
        return None
    try:
        value = json.loads(change.body)["value"]
        groups = value["groups"]
        rings = None if groups is None else [str(ring) for ring in groups]
        return ClosureRow(change.audience, change.seq, str(value["path"]), rings, frozenset(value["media"]))
    except (KeyError, TypeError) as error:
        raise ValueError(f"seq {change.seq} is no closure: {error!r}") from error


def closed(change: Change, closures: Iterable[ClosureRow]) -> Change:
    """Return a row as its readers have it under closures: removed, for fewer readers, or without some media."""
    for closure in closures:
        if change.state in CLOSED_STATES and closure.covers(change.audience, change.path, change.seq):
            if closure.groups is None:
                return dataclasses.replace(change, state="removed", card=None, entry=None, media=[], part_paths=[])
            change = dataclasses.replace(change, groups=narrowed(change.groups, closure.groups))
        if closure.names_any(change.audience, change.media, change.seq):
            media = [each for each in change.media if each["name"] not in closure.media]
            change = dataclasses.replace(change, media=media)
    return change


def narrowed(groups: Iterable[str], more: Iterable[str]) -> list[str]:
    """Return an item's rings with those of a closure."""
    return sorted({*groups, *more})
