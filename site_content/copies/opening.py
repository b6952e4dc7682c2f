"""Opening a copy for reading: a connection for each thread, opened again when the file is swapped."""

from __future__ import annotations

import os
import sqlite3
import threading
from pathlib import Path

from site_content.copies.schema import LAYOUT

Mark = tuple[int, int]


class CopyUnavailable(Exception):
    """There is no copy yet, or it is of another layout and about to be rebuilt."""


class CopyFile:
    """One audience's copy. ``path`` is a symbolic link that a rebuild points to its new file."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._threads = threading.local()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's read-only connection to the file that is current now. Raises CopyUnavailable."""
        try:
            inode = os.stat(self.path).st_ino  # noqa: PTH116 (on every request: Path.stat costs twice as much)
        except OSError as error:
            raise CopyUnavailable(f"no copy at {self.path.name}") from error
        if getattr(self._threads, "inode", None) != inode:
            self._open(inode)
        conn: sqlite3.Connection = self._threads.conn
        return conn

    def mark(self) -> Mark:
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
        self.close()
        try:
            conn = sqlite3.connect(
                f"{self.path.absolute().as_uri()}?mode=ro", uri=True, timeout=5, isolation_level=None
            )
            conn.execute("PRAGMA mmap_size = 268435456")
            if conn.execute("PRAGMA user_version").fetchone()[0] != LAYOUT:
                conn.close()
                raise CopyUnavailable(f"{self.path.name} is of another layout")
        except sqlite3.Error as error:
            raise CopyUnavailable(str(error)) from error
        self._threads.conn, self._threads.inode = conn, inode
