"""Open copies: give each thread a connection, open again when the file is replaced, and notice damage."""

from __future__ import annotations

import logging
import os
import sqlite3
import threading
import time
from pathlib import Path

from site_content.followers.copies.damage import is_damage, note_damage, noted_damage
from site_content.followers.copies.generations import name_of
from site_content.followers.copies.schema import LAYOUT

logger = logging.getLogger("headland.copies")

# The name of the file, and SQLite's count of its changes.
CopyVersion = tuple[str, int]
# A file can be swapped, and the old one deleted, between looking for it and opening it.
_TRIES = 3
# A file that could not be opened is tried again after so many seconds, and not at every request.
RETRY_SECONDS = 0.5


class CopyUnavailable(Exception):
    """There is no copy yet, it cannot be read, or it is of another layout and about to be rebuilt."""


class CopyFile:
    """One audience's copy. ``path`` is a symbolic link that a rebuild points to its new file.

    A thread that has a file open goes on with it when there is no other that it can read: while the file is missing,
    or when another version of Headland, being installed beside this one, has rebuilt it in its own layout.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's read-only connection to the file that is current now. Raises CopyUnavailable."""
        opened: str | None = getattr(self._threads, "name", None)
        name = name_of(self.path)
        if name is None:
            if opened is None:
                raise CopyUnavailable(f"no copy at {self.path.name}")
        elif opened != name and (opened is None or self._is_due(name)):
            self._open(name)
        conn: sqlite3.Connection = self._threads.conn
        return conn

    def version(self) -> CopyVersion:
        """Return what changes whenever what the copy says does: what was made from it before is then out of date.

        A thread's own ``data_version`` counts only while its connection is open, so versions of two threads differ:
        compare those of one thread only. Raises CopyUnavailable or sqlite3.Error.
        """
        version: int = self.connection().execute("PRAGMA data_version").fetchone()[0]
        return self._threads.name, version

    def note(self, error: BaseException) -> None:
        """Tell the follower, if an error that reading raised means that the file is damaged. Never raises."""
        name = getattr(self._threads, "name", None) or name_of(self.path)
        if name is not None and is_damage(error):
            self._note(name, str(error))

    @property
    def is_damaged(self) -> bool:
        """Whether somebody found the current file damaged; its follower then builds another."""
        return noted_damage(self.path) is not None

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._threads, "name", None) is not None:
            self._threads.conn.close()
            self._threads.name = None

    def _is_due(self, name: str) -> bool:
        refused, until = getattr(self._threads, "refused", (None, 0.0))
        return bool(refused != name or time.monotonic() >= until)

    def _open(self, name: str) -> None:
        try:
            conn, name = self._connect(name)
        except CopyUnavailable:
            if getattr(self._threads, "name", None) is None:
                raise
            self._threads.refused = (name, time.monotonic() + RETRY_SECONDS)
            return
        # The old connection is not closed here: whoever is in the middle of reading from it finishes first.
        self._threads.conn, self._threads.name = conn, name

    def _connect(self, name: str) -> tuple[sqlite3.Connection, str]:
        """Open the file called so, or the one that has taken its place meanwhile; return it and its name."""
        for attempt in range(1, _TRIES + 1):
            # The file itself, and not the link: a name says which file it is only if that very file is opened.
            file = self.path.parent / name
            try:
                conn = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None)
                layout = conn.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.Error as error:
                if attempt == _TRIES:
                    # One that is there but cannot be opened may be readable in a moment: too many files are open.
                    if is_damage(error) or not os.access(file, os.R_OK):
                        self._note(name, f"it cannot be opened: {error}")
                    raise CopyUnavailable(f"{name}: {error}") from error
                name = name_of(self.path) or name
                continue
            if layout == LAYOUT:
                return conn, name
            conn.close()
            if layout == 0:
                self._note(name, "it is empty")
            break
        raise CopyUnavailable(f"{self.path.name} is of another layout")

    def _note(self, name: str, reason: str) -> None:
        try:
            if note_damage(self.path, name, reason):
                logger.warning("%s is damaged, a new one is asked for: %s", name, reason)
        except OSError as error:
            logger.warning("%s is damaged (%s), and its follower cannot be told: %r", name, reason, error)
