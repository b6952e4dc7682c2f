"""Damage to a copy: whoever reads it notices, and a note beside the copy tells its follower, whichever process that is.

``public.damaged`` names the file that cannot be read, and says why. The follower builds a new one and takes the note
away; a note about a file that is no longer current counts for nothing.
"""

from __future__ import annotations

import os
import sqlite3
import time
from dataclasses import dataclass
from pathlib import Path

from site_content.followers.copies import generations

# Low byte of SQLite's codes, and whole codes of a page that the disk does not give. Others (a full disk, no more
# files) pass, and harm no file.
_CODES = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB}
_READ_CODES = {sqlite3.SQLITE_IOERR_READ, sqlite3.SQLITE_IOERR_SHORT_READ, sqlite3.SQLITE_IOERR_CORRUPTFS}
# Errors with no code of their own: tables that are gone, text that is no text.
_MESSAGES = ("no such table", "no such column", "Could not decode to UTF-8", "malformed")
_MAX_REASON = 300
_MAX_WAIT_SECONDS = 300.0


class DamagedBody(sqlite3.DatabaseError):
    """What SQLite gave for a body is no body: bytes changed where SQLite does not look."""


@dataclass(frozen=True, slots=True)
class DamageNote:
    """What a reader wrote down: the name of the file, and what went wrong."""

    file: str
    reason: str


def is_damage(error: BaseException) -> bool:
    """Say whether an error means that the file is not as it was written."""
    if isinstance(error, DamagedBody):
        return True
    if not isinstance(error, sqlite3.DatabaseError):
        return False
    code = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF in _CODES or code in _READ_CODES or any(message in str(error) for message in _MESSAGES)


def note_damage(link: Path, file: str, reason: str) -> bool:
    """Write down that a file cannot be read; return whether that is news. Raises OSError where nobody may write."""
    if (noted := noted_damage(link)) is not None and noted.file == file:
        return False
    passing = link.parent / f".{link.stem}.damaged.{os.getpid()}"
    passing.write_text(f"{file}\n{' '.join(reason.split())[:_MAX_REASON]}\n", encoding="utf-8")
    passing.replace(_note_of(link))
    return True


def noted_damage(link: Path) -> DamageNote | None:
    """Return what a reader wrote down about the file that is current now, or None."""
    try:
        file, _, reason = _note_of(link).read_text(encoding="utf-8", errors="replace").partition("\n")
    except OSError:
        return None
    return DamageNote(file, reason.strip()) if file == generations.name_of(link) else None


def forget_damage(link: Path) -> bool:
    """Take the note away, as it is about a file that is not current any more; return whether there was one."""
    try:
        _note_of(link).unlink()
    except FileNotFoundError:
        return False
    return True


class DamageCount:
    """How often readers met damage: the next rebuild waits longer each time, as a rebuild does not repair a disk."""

    def __init__(self) -> None:
        self._number, self._at = 0, 0.0

    @property
    def is_due(self) -> bool:
        """Whether a rebuild is due now: at once, then after 2 s, 4 s and so on, until there was no damage for long."""
        passed = time.monotonic() - self._at
        return passed >= min(2.0**self._number, _MAX_WAIT_SECONDS) if self._number else True

    def add(self) -> None:
        """Count a rebuild."""
        now = time.monotonic()
        self._number = 1 if now - self._at > 2 * _MAX_WAIT_SECONDS else self._number + 1
        self._at = now


def _note_of(link: Path) -> Path:
    return link.with_suffix(".damaged")
