"""Open copies: give each thread a connection, and open again when the file is replaced."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from site_content.followers.copies.schema import LAYOUT

CopyVersion = tuple[int, int]
# A file can be swapped, and the old one deleted, between looking for it and opening it.
_TRIES = 3


class CopyUnavailable(Exception):
    """There is no copy yet, or it is of another layout and about to be rebuilt."""


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
        opened: int | None = getattr(self._threads, "inode", None)
        try:
            inode = os.stat(self.path).st_ino  # noqa: PTH116 (on every request: Path.stat costs twice as much)
        except OSError as error:
            if opened is None:
                raise CopyUnavailable(f"no copy at {self.path.name}") from error
            inode = opened
        if opened != inode:
            self._open(inode)
        conn: sqlite3.Connection = self._threads.conn
        return conn

    def version(self) -> CopyVersion:
        """Return what changes whenever what the copy says does: what was made from it before is then out of date.

        A thread's own ``data_version`` counts only while its connection is open, so marks of two threads differ:
        compare marks of one thread only. Raises CopyUnavailable.
        """
        version: int = self.connection().execute("PRAGMA data_version").fetchone()[0]
        return self._threads.inode, version

    def close(self) -> None:
        """Close this thread's connection."""
        if getattr(self._threads, "inode", None) is not None:
            self._threads.conn.close()
            self._threads.inode = None

    def _open(self, inode: int) -> None:
        try:
            conn = self._connect()
        except CopyUnavailable:
            if getattr(self._threads, "inode", None) is None:
                raise
            # Remembered, so that the file is not tried again at every request.
            self._threads.inode = inode
            return
        # The old connection is not closed here: whoever is in the middle of reading from it finishes first.
        self._threads.conn, self._threads.inode = conn, inode

    def _connect(self) -> sqlite3.Connection:
        uri = f"{self.path.absolute().as_uri()}?mode=ro"
        for tried in range(1, _TRIES + 1):
            try:
                conn = sqlite3.connect(uri, uri=True, timeout=5, isolation_level=None)
                layout = conn.execute("PRAGMA user_version").fetchone()[0]
            except sqlite3.Error as error:
                if tried == _TRIES:
                    raise CopyUnavailable(str(error)) from error
                continue
            if layout == LAYOUT:
                return conn
            conn.close()
            break
        raise CopyUnavailable(f"{self.path.name} is of another layout")
