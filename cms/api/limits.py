"""Limits by address, shared by all processes of a host in one small file: no cache server is needed.

Each limit is a bucket that fills steadily (the generic cell rate algorithm: one time a row says how full it is). Whom a
row is for stands in it as a keyed hash, and for minutes only.
"""

from __future__ import annotations

import hashlib
import logging
import re
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from django.conf import settings

logger = logging.getLogger("headland.limits")
PERIODS = {"s": 1, "sec": 1, "min": 60, "h": 3600, "hour": 3600, "day": 86_400}
RATE = re.compile(r"([1-9]\d{0,8})\s*/\s*(s|sec|min|h|hour|day)", re.ASCII)
MAX_ROWS = 50_000
# Another process holds the file for microseconds; who waits longer is not worth a reader's time.
TIMEOUT = 0.5
TABLES = """
CREATE TABLE IF NOT EXISTS bucket (key BLOB PRIMARY KEY, empty_until REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS bucket_empty_until ON bucket (empty_until);
"""


def parse_rate(text: str) -> tuple[int, int]:
    """Return the number and the seconds of ``10/min``. Raises ValueError."""
    match = RATE.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"use a number per s, min or hour, as in 600/min, or none, not {text!r}")
    return int(match[1]), PERIODS[match[2]]


class Limits:
    """The buckets in one file. A file that cannot be used limits nothing: it is logged, and readers go on."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self._clock = clock

    def wait(self, name: str, rate: str, whom: str) -> int:
        """Count one; return 0 when it may pass, or the seconds after which the next may. ``none`` lets all pass."""
        if rate == "none":
            return 0
        number, period = parse_rate(rate)
        interval, key = period / number, self._key(name, whom)
        now = self._clock()
        try:
            with closing(self._open()) as conn:
                conn.execute("BEGIN IMMEDIATE")
                row = conn.execute("SELECT empty_until FROM bucket WHERE key = ?", (key,)).fetchone()
                # Nobody has waited for longer than one period; a clock that was put back must not shut anybody out.
                empty_until = min(max(row[0] if row else now, now), now + period)
                over = empty_until + interval - (now + period)
                if over > 1e-6:
                    conn.rollback()
                    return max(1, int(over + 0.999))
                self._store(conn, key, empty_until + interval, now)
                conn.commit()
        except (sqlite3.Error, OSError):
            logger.exception("limits cannot be counted in %s", self.file)
        return 0

    def _store(self, conn: sqlite3.Connection, key: bytes, empty_until: float, now: float) -> None:
        conn.execute("INSERT OR REPLACE INTO bucket VALUES (?, ?)", (key, empty_until))
        # A full bucket is what a stranger has too. A few each time: nobody waits for a great clean-up.
        conn.execute("DELETE FROM bucket WHERE key IN (SELECT key FROM bucket WHERE empty_until < ? LIMIT 20)", (now,))
        if conn.execute("SELECT count(*) FROM bucket").fetchone()[0] > MAX_ROWS:
            conn.execute("DELETE FROM bucket WHERE key IN (SELECT key FROM bucket ORDER BY empty_until LIMIT 100)")

    def _open(self) -> sqlite3.Connection:
        self.file.parent.mkdir(parents=True, exist_ok=True)
        conn = sqlite3.connect(self.file, timeout=TIMEOUT, isolation_level=None)
        try:
            conn.execute("PRAGMA journal_mode=WAL")
            # What a power cut loses are some seconds of counting.
            conn.execute("PRAGMA synchronous=OFF")
            conn.executescript(TABLES)
        except sqlite3.Error:
            conn.close()
            raise
        return conn

    @staticmethod
    def _key(name: str, whom: str) -> bytes:
        secret = hashlib.sha256(b"headland.limits" + settings.SECRET_KEY.encode()).digest()
        return hashlib.blake2b(f"{name}\n{whom}".encode("utf-8", "replace"), digest_size=12, key=secret).digest()


def limits() -> Limits:
    """Return this host's limits."""
    return Limits(settings.DATA / "limits.sqlite3")
