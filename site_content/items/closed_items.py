"""Closed items: find, in the database, what closures in force take from readers."""

from __future__ import annotations

from typing import Any

from django.db import connection
from django.db.models import CharField, Exists, ExpressionWrapper, F, OuterRef, Q, QuerySet

from site_content.batch_memory import recall
from site_content.items.closures import ClosureRow, below, beyond
from site_content.items.models import Closure, Item


def value_of(row: Closure) -> dict[str, Any]:
    """Return the ``value`` in the body of a closure's row of the log."""
    return {"path": row.path, "groups": row.groups, "media": row.media}


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


def at_or_below(path: str) -> Q:
    """Return the condition on items that they stand at a path or below it."""
    start = below(path)
    if connection.vendor == "sqlite":
        # A range, which the index of paths serves; PostgreSQL orders texts otherwise.
        return Q(path=path) | Q(path__gte=start, path__lt=beyond(path))
    return Q(path=path) | Q(path__startswith=start)


def items_behind(closure: ClosureRow) -> QuerySet[Item]:
    """Return the items that a closure of a place covers: they were written before it, and not since."""
    return Item.objects.filter(at_or_below(closure.path), audience=closure.audience, seq__lt=closure.seq)


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
