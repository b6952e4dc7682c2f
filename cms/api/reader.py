"""Readers, public and staff: each has a copy, the audiences that it may read there, and a base address."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from site_content.audiences import readable_audiences
from site_content.followers.copies.opening import CopyFile

_files: dict[Path, CopyFile] = {}


@dataclass(frozen=True, slots=True)
class Reader:
    """``audiences`` are those the copy may be asked for, the preferred one first."""

    name: str
    audiences: tuple[str, ...]
    copy: CopyFile

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


def reader_for(name: str) -> Reader:
    """Return the reader called ``public`` or ``staff``. Raises KeyError where this process has no such copy."""
    path = settings.COPY_FILES[name]
    file = _files.get(path) or _files.setdefault(path, CopyFile(path))
    return Reader(name, readable_audiences(name), file)
