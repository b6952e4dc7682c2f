"""Closures: say which items and media a row of the log closes, alike in the database, in copies and in indexes."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from site_content.batch_memory import recall
from site_content.items.change import Change
from site_content.items.models import Closure, Item

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


def value_of(row: Closure) -> dict[str, Any]:
    """Return the ``value`` in the body of a closure's row of the log."""
    return {"path": row.path, "groups": row.groups, "media": row.media}


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


def is_closed_now() -> Exists:
    """Return the condition on items that a closure in force covers them. It costs next to nothing while there is none.

    Whoever is let through by the rings of a closure counts as nobody here.
    """
    rows = Closure.objects.filter(seq__gt=OuterRef("seq"), audience=OuterRef("audience"))
    rows = rows.annotate(item_path=ExpressionWrapper(OuterRef("path"), CharField()))
    return Exists(rows.filter(Q(path=F("item_path")) | Q(item_path__startswith=F("below"))))


def open_items() -> QuerySet[Item]:
    """Return the items that no closure covers."""
    return Item.objects.exclude(is_closed_now())


def items_behind(closure: ClosureRow) -> QuerySet[Item]:
    """Return the items that a closure of a place covers: they were written before it, and not since."""
    place = Q(path=closure.path) | Q(path__startswith=below(closure.path))
    return Item.objects.filter(place & ~Q(path__startswith="~"), audience=closure.audience, seq__lt=closure.seq)


def is_medium_closed(name: str, audience: str, seq: int) -> bool:
    """Say whether a closure takes a medium from what was written at a position."""
    rows = Closure.objects.filter(seq__gt=seq, audience=audience, path="")
    return any(name in row.media for row in rows)


def closures_over(row: Item) -> list[ClosureRow]:
    """Return the closures in force that cover an item, or one of the media it names: one query, or one a batch."""
    closures = recall("closures", closures_in_force)
    return [
        each
        for each in closures
        if each.covers(row.audience, row.path, row.seq) or each.names_any(row.audience, row.media, row.seq)
    ]


def closures_in_force() -> list[ClosureRow]:
    """Return every closure that is in the log: one query."""
    return [_row_of(row) for row in Closure.objects.filter(seq__isnull=False).order_by("seq")]


def _row_of(row: Closure) -> ClosureRow:
    return ClosureRow(row.audience, row.seq or 0, row.path, row.groups, frozenset(row.media))
