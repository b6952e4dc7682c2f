"""The scrub: looks through a copy, a little at a time, while there is nothing else to do, and finds changed bytes.

SQLite notices damage to its own structure alone. Each body is stored in two forms with a checksum each, which whoever
reads a body compares; the scrub comes by where nobody reads, and sees that both forms say the same.
"""

from __future__ import annotations

import sqlite3
import time

from site_content.followers.copies.checksum import verify
from site_content.followers.copies.compress import unpacked
from site_content.followers.copies.damage import DamagedBody

# A piece takes some milliseconds: half a per cent of a core, and a copy of 2,000 items is seen to within two minutes.
PIECE = 20
EVERY_SECONDS = 1.0
_BODIES = (
    "SELECT i.id, i.path, i.etag, g.checksum, b.checksum, g.body, b.body FROM item i"
    " LEFT JOIN gzip g ON g.item = i.id LEFT JOIN brotli b ON b.item = i.id"
    " WHERE i.id > ? AND i.state <> 'removed' ORDER BY i.id LIMIT ?"
)


_BODY_TABLES = ("gzip", "brotli")
_TABLES = "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%' ORDER BY name DESC"


class Scrub:
    """How far one follower has looked through its copy: bodies, then the other tables; it begins again at the end."""

    def __init__(self) -> None:
        self._after = 0
        self._tables: list[str] = []
        self._at = 0.0

    def step(self, conn: sqlite3.Connection) -> None:
        """Look at the next piece, if one is due. Raises DamagedBody or sqlite3.Error."""
        now = time.monotonic()
        if now - self._at < EVERY_SECONDS:
            return
        self._at = now
        if self._tables:
            _check_table(conn, self._tables.pop())
        else:
            self._check_bodies(conn)

    def _check_bodies(self, conn: sqlite3.Connection) -> None:
        rows = conn.execute(_BODIES, (self._after, PIECE)).fetchall()
        for _, path, etag, of_gzip, of_brotli, *packed in rows:
            if None in packed:
                raise DamagedBody(f"a form of the body of {path} is missing")
            verify(packed[0], etag, of_gzip)
            verify(packed[1], etag, of_brotli)
            if unpacked(None, packed[0], None) != unpacked(None, None, packed[1]):
                raise DamagedBody(f"the forms of the body of {path} differ")
        if len(rows) == PIECE:
            self._after = rows[-1][0]
        else:
            self._after = 0
            self._tables = [name for (name,) in conn.execute(_TABLES) if name not in _BODY_TABLES]


def _check_table(conn: sqlite3.Connection, name: str) -> None:
    """Look at the pages of a table and of its indexes: 100,000 rows in some tenths of a second."""
    (verdict,) = conn.execute(f"PRAGMA quick_check('{name}')").fetchone()
    if verdict != "ok":
        raise DamagedBody(f"the table {name} is damaged: {verdict}")
