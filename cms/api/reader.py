"""Readers, public and staff: each has a copy, the audiences that it may read there, and a base address."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from json import JSONDecodeError
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from site_content.audiences import lets_through, readable_audiences
from site_content.followers.copies.access import NO_ACCESS, Access, access_of, limited_values
from site_content.followers.copies.damage import DamagedBody
from site_content.followers.copies.opening import CopyFile, CopyVersion
from site_content.followers.copies.schema import position

_files: dict[Path, CopyFile] = {}
# What is added to a person's positions in a copy that has reached a seq; the CMS process sets it (cms/apps.py).
shift_for: Callable[[Any, int], int] = lambda person, seq: 0  # noqa: E731 (a default)


@dataclass(frozen=True, slots=True)
class Reader:
    """``audiences`` are those the copy may be asked for, the preferred one first."""

    name: str
    audiences: tuple[str, ...]
    copy: CopyFile
    # Who asks, where that decides what may be read; None for readers whom no group keeps out.
    person: Any = None

    @property
    def base(self) -> str:
        """The path that every route of this reader begins with."""
        return f"/api/{self.name}/v1"

    @property
    def is_public(self) -> bool:
        """Whether answers may be kept by anyone."""
        return self.name == "public"

    def connection(self) -> sqlite3.Connection:
        """Return this thread's connection to the copy. Raises CopyUnavailable."""
        return self.copy.connection()

    def may_read_any(self, items: Iterable[Iterable[str]]) -> bool:
        """Say whether one of some items lets this reader through by its ``groups``: one look at the person's."""
        if self.person is None:
            return any(True for _ in items)
        member_of = groups_of(self.person)
        return any(lets_through(groups, member_of) for groups in items)

    def position_shift(self) -> int:
        """Return what is added to this reader's positions. Raises CopyUnavailable."""
        return 0 if self.person is None else shift_for(self.person, position(self.connection()))

    def access(self) -> Access | None:
        """Return what groups let this reader read; None: all that is in the copy. Raises CopyUnavailable.

        The person's groups are looked up each time, so that whoever leaves one is kept out at once.
        """
        if self.person is None:
            return None
        values = _limited_values(self.copy)
        return access_of(values, groups_of(self.person)) if values else NO_ACCESS


def reader_for(name: str) -> Reader:
    """Return the reader called ``public`` or ``staff``. Raises KeyError where this process has no such copy."""
    path = settings.COPY_FILES[name]
    file = _files.get(path) or _files.setdefault(path, CopyFile(path))
    return Reader(name, readable_audiences(name), file)


def reader_of(name: str, person: Any) -> Reader:
    """Return the reader as whom a person asks. Whoever may do everything reads everything, as in the admin."""
    reader = reader_for(name)
    unlimited = reader.is_public or getattr(person, "is_superuser", False)
    return reader if unlimited else replace(reader, person=person)


@contextmanager
def noticed_damage(reader: Reader) -> Iterator[None]:
    """Tell the copy's follower when reading fails over damage to the file; the error goes on, as sqlite3.Error."""
    try:
        yield
    except sqlite3.Error as error:
        reader.copy.note(error)
        raise
    except (JSONDecodeError, UnicodeDecodeError) as error:
        # Stored as JSON and as UTF-8: bytes changed where SQLite does not look.
        damage = DamagedBody(f"what the copy holds cannot be read: {error}")
        reader.copy.note(damage)
        raise damage from error


def groups_of(person: Any) -> frozenset[str]:
    """Return the groups that a person is in; a client that is nobody is in none."""
    groups = getattr(person, "groups", None)
    return frozenset() if groups is None else frozenset(map(str, groups.values_list("pk", flat=True)))


class _CachedValues(NamedTuple):
    copy_version: CopyVersion
    file: Path
    values: tuple[str, ...]


_cached = threading.local()


def _limited_values(copy: CopyFile) -> tuple[str, ...]:
    """Return them as they stand in the copy, read again only when it has changed: older ones hide what is newer."""
    copy_version = copy.version()
    snapshot: _CachedValues | None = getattr(_cached, "values", None)
    if snapshot is None or snapshot.copy_version != copy_version or snapshot.file != copy.path:
        snapshot = _CachedValues(copy_version, copy.path, limited_values(copy.connection()))
        _cached.values = snapshot
    return snapshot.values
