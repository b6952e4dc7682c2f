"""The copy follower: writes changes in bounded batches, and builds a new file if the old one is of no use."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from site_content.followers.copies import generations, schema, write
from site_content.followers.copies.compress import compressed
from site_content.followers.copies.damage import DamageCount, forget_damage, is_damage, noted_damage
from site_content.followers.copies.heard import HeardNote
from site_content.followers.copies.lock import FileLock
from site_content.followers.copies.rebuild import build
from site_content.followers.copies.scrub import Scrub
from site_content.followers.copies.source import AudienceSource, Source

logger = logging.getLogger("headland.copies")

BATCH = 200
# A position without changes (the other audience was written) is kept in memory, or readers would throw away all they
# hold ready; from this many on it is written down, so that a restart need not look again.
QUIET_POSITIONS = 5_000
# SQLITE_ERROR is a missing table or column.
_DAMAGED = {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CONSTRAINT, sqlite3.SQLITE_ERROR}
_NONE_YET = "there is no copy yet"
REBUILD_REQUESTED = "somebody asked for it"
_SETTINGS = ("journal_mode = WAL", "synchronous = NORMAL", "journal_size_limit = 16777216", "cache_size = -16384")


class CopyUnusable(Exception):
    """The file cannot be gone on with; the message says why. A rebuild mends it."""


@dataclass(frozen=True, slots=True)
class CatchUpResult:
    """What one call did: the position reached, the log's head as it was seen, and how many rows were written.

    ``rebuilt`` is why a new file was made, or empty.
    """

    position: int
    head: int
    written: int
    rebuilt: str = ""


def _go_on() -> None:
    """No one to tell that we are alive."""


class CopyFollower:
    """Follows the log into one audience's copy. One thread uses it at a time; ``close`` it afterwards.

    ``path`` is the symbolic link that readers open. Every method but ``close`` raises CopyLocked while another process
    follows the same copy, SourceUnavailable, sqlite3.Error or OSError (a full disk); the copy is then as it was.
    """

    def __init__(self, path: Path, audience: str, source: Source) -> None:
        self.path = path
        self.audience = audience
        self.position = 0
        #: Called between steps of long work, so that the caller can renew its lease (or raise to stop).
        self.keep: Callable[[], None] = _go_on
        self._source = AudienceSource(source, audience)
        self._lock = FileLock(path.with_suffix(".lock"))
        self._conn: sqlite3.Connection | None = None
        self._inode: int | None = None
        self._size = 0
        self._damages = DamageCount()
        self._scrub = Scrub()
        self._heard = HeardNote(path)
        self._mark = ""

    def catch_up(self) -> CatchUpResult:
        """Bring the copy to the log's head."""
        self._take_lock()
        try:
            conn = self._open()
            self._check_note()
            caught = self._follow(conn)
            if not caught.written:
                self._scrub.step(conn)
            return caught
        except CopyUnusable as error:
            return self.rebuild(str(error))
        except sqlite3.DatabaseError as error:
            if not is_damage(error) and getattr(error, "sqlite_errorcode", 0) & 0xFF not in _DAMAGED:
                raise
            return self.rebuild(f"the file is damaged: {error}")

    def rebuild(self, reason: str = REBUILD_REQUESTED) -> CatchUpResult:
        """Make a new file from the whole log and let readers have it at once; the old one is then deleted.

        Until then the old one is kept up to date, if it can be.
        """
        self._take_lock()
        logger.log(
            logging.INFO if reason in {_NONE_YET, REBUILD_REQUESTED} else logging.WARNING,
            "%s: building a new file (%s)", self.path.stem, reason,
        )  # fmt: skip
        generations.sweep(self.path)
        file = generations.following(self.path)
        try:
            built = build(file, self.audience, self._source, self._go_on_with_old)
            generations.switch(self.path, file)
        finally:
            # The old file after a switch, what there is of the new one otherwise.
            generations.sweep(self.path)
        if forget_damage(self.path):
            self._damages.add()
        logger.info("%s: %s items at position %s are in use", file.name, built.items, built.position)
        self._forget()
        caught = self._follow(self._open())
        return CatchUpResult(caught.position, caught.head, built.items + caught.written, reason)

    def close(self) -> None:
        """Let go of the file and its lock."""
        try:
            if self._conn is not None and self.position > schema.position(self._conn):
                write.note_position(self._conn, self.position, self._mark)
        except (sqlite3.Error, TypeError, ValueError):
            logger.info("%s: could not save position %s", self.path.stem, self.position)
        self._forget()
        self._lock.release()

    def _go_on_with_old(self) -> None:
        self.keep()
        if self._conn is not None:
            try:
                self._follow(self._conn)
            except (CopyUnusable, sqlite3.Error, TypeError, ValueError):
                self._forget()

    def _check_note(self) -> None:
        """See whether a reader has met damage in the file. Raises CopyUnusable."""
        if (note := noted_damage(self.path)) is not None and self._damages.is_due:
            raise CopyUnusable(f"a reader met damage: {note.reason}")

    def _take_lock(self) -> None:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self._lock.take()

    def _forget(self) -> None:
        if self._conn is not None:
            self._conn.close()
        self._conn = self._inode = None

    def _open(self) -> sqlite3.Connection:
        """Return the connection to the file that readers see. Raises CopyUnusable."""
        file = generations.current(self.path)
        if file is None:
            raise CopyUnusable(_NONE_YET)
        status = file.stat()
        inode, is_cut = status.st_ino, status.st_size < self._size
        if self._conn is not None and inode == self._inode:
            self._size = status.st_size
            if is_cut:
                # SQLite never makes this file shorter, and would write on behind the hole.
                self._forget()
                raise CopyUnusable("somebody has made the file shorter")
            return self._conn
        self._forget()
        generations.sweep(self.path)
        uri = f"{file.absolute().as_uri()}?mode=rw"
        conn = sqlite3.connect(uri, uri=True, isolation_level=None, timeout=10, check_same_thread=False)
        try:
            self.position, self._mark = _examined(conn, self.audience)
        except BaseException:
            conn.close()
            raise
        self._conn, self._inode, self._size = conn, inode, status.st_size
        return conn

    def _follow(self, conn: sqlite3.Connection) -> CatchUpResult:
        written = 0
        while True:
            page = self._source.page(self.position, BATCH)
            if page.head < self.position:
                raise CopyUnusable(f"it is at position {self.position}, but the log ends at {page.head}")
            if self._mark and page.start != self._mark:
                raise CopyUnusable(f"the log's history has changed at position {self.position}")
            if page.changes or page.position - schema.position(conn) >= QUIET_POSITIONS:
                conn.execute("BEGIN IMMEDIATE")
                try:
                    written += write.apply(conn, compressed(page.changes), page.position, page.mark)
                    conn.execute("COMMIT")
                except BaseException:
                    conn.rollback()
                    raise
            self.position, self._mark = page.position, page.mark
            self._heard.write(max(page.head - page.position, 0))
            self.keep()
            if self.position >= page.head:
                return CatchUpResult(self.position, page.head, written)


def _examined(conn: sqlite3.Connection, audience: str) -> tuple[int, str]:
    """Return the position and mark of a copy that can be gone on with. Raises CopyUnusable, or sqlite3.Error."""
    for setting in _SETTINGS:
        conn.execute(f"PRAGMA {setting}")
    if conn.execute("PRAGMA user_version").fetchone()[0] != schema.LAYOUT:
        raise CopyUnusable("its tables are of another version of Headland")
    try:
        of, position, mark = schema.audience_of(conn), schema.position(conn), schema.mark_of(conn)
    except (TypeError, ValueError) as error:
        raise CopyUnusable(f"it does not say what it is: {error}") from error
    if of != audience:
        raise CopyUnusable(f"it is for {of!r}, not for {audience!r}")
    return position, mark
