"""The kinds of publishable objects, by the part of their keys before the colon. Registered once, at start-up."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import CharField, QuerySet, Value
from django.db.models.functions import Cast, Concat

from site_content.items.publishable import Publishable


class Kind:
    """How publishing finds the objects of a kind, and makes their schedule fact."""

    name: ClassVar[str] = ""

    def get(self, pk: int) -> Publishable | None:
        """Return an object as it is now; None when it is no more, or is nothing to publish."""
        raise NotImplementedError

    def get_many(self, pks: Iterable[int]) -> dict[int, Publishable]:
        """Return those objects that are something to publish, read together where the kind can."""
        return {pk: subject for pk in pks if (subject := self.get(pk)) is not None}

    def of(self, draft: Any) -> Publishable:
        """Return what stands for an object in hand, which may be a draft or not saved yet."""
        raise NotImplementedError

    def keys(self) -> QuerySet[Any]:
        """Return a query of every object's key, what others depend on first."""
        raise NotImplementedError

    def expired(self, now: datetime) -> list[int]:
        """Return what is still live although its time has passed, longest ago first."""
        return []

    def expire(self, pk: int) -> bool:
        """Take one of ``expired`` from readers, if that is still due; return whether it was."""
        raise NotImplementedError

    def due(self, now: datetime) -> list[int]:
        """Return what is to go live and has not, longest ago first; the numbers are the kind's own."""
        return []

    def go_live(self, number: int) -> bool:
        """Make one of ``due`` live, if that is still due; return whether it was."""
        raise NotImplementedError

    def edit_url(self, pk: int) -> str:
        """Return where editors edit an object, empty for nowhere."""
        return ""


KINDS: dict[str, Kind] = {}


def register_kind(kind: Kind) -> None:
    """Add a kind, in a module that an app's ``ready`` imports."""
    KINDS[kind.name] = kind


def publishable_of(key: str) -> Publishable | None:
    """Return the object that a key names as it is now, or None. Raises ValueError for a key of no kind."""
    kind, pk = _parts(key)
    return kind.get(pk)


def publishables_of(keys: Iterable[str]) -> dict[str, Publishable | None]:
    """Return the object of each key as it is now, or None. Raises ValueError for a key of no kind."""
    subjects: dict[str, Publishable | None] = {}
    pks: dict[str, list[int]] = {}
    for key in keys:
        kind, pk = _parts(key)
        subjects[key] = None
        pks.setdefault(kind.name, []).append(pk)
    for name, numbers in pks.items():
        subjects.update({f"{name}:{pk}": subject for pk, subject in KINDS[name].get_many(numbers).items()})
    return subjects


def edit_url_of(key: str) -> str:
    """Return where editors edit what a key names; empty for nowhere."""
    name, _, pk = key.partition(":")
    return KINDS[name].edit_url(int(pk)) if name in KINDS and pk.isdecimal() else ""


def keys_of(kind: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Return a query of one column: the keys of ``rows``, in their order. It can stand inside another query."""
    key = Concat(Value(f"{kind}:"), Cast("pk", CharField()), output_field=CharField())
    keys: QuerySet[Any] = rows.annotate(publishable_key=key).values_list("publishable_key", flat=True)
    return keys


def _parts(key: str) -> tuple[Kind, int]:
    name, _, pk = key.partition(":")
    if name not in KINDS or not pk.isdecimal():
        raise ValueError(f"nothing is called {key!r}")
    return KINDS[name], int(pk)
