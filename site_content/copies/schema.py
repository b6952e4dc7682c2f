"""The tables of a copy. A change here is a new layout: followers then rebuild by themselves."""

from __future__ import annotations

import hashlib
import sqlite3

from search import embedded

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row an item row of the log, tombstones too. Times are whole seconds since 1970. ``listed`` is 1 for live items
-- that lists may show between ``shown_from`` and ``shown_until``.
CREATE TABLE item (
    id INTEGER PRIMARY KEY, audience TEXT NOT NULL, path TEXT NOT NULL, slot TEXT NOT NULL, seq INTEGER NOT NULL,
    content_id TEXT NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL, etag TEXT NOT NULL,
    written_at INTEGER NOT NULL, published_at INTEGER, updated_at INTEGER NOT NULL,
    shown_from INTEGER, shown_until INTEGER, live_until INTEGER, listed INTEGER NOT NULL, title_key TEXT NOT NULL,
    card TEXT, UNIQUE (audience, path, slot)
);
CREATE INDEX item_seq ON item (seq);
CREATE INDEX item_content_id ON item (content_id);
-- Each holds all that a list's filters look at, so that counting reads no rows.
CREATE INDEX item_published_at ON item (published_at, id, type, audience, path, shown_from, shown_until) WHERE listed;
CREATE INDEX item_updated_at ON item (updated_at, id, type, audience, path, shown_from, shown_until) WHERE listed;
CREATE INDEX item_title ON item (title_key, id, type, audience, path, shown_from, shown_until) WHERE listed;
CREATE INDEX item_type ON item (type, published_at, id, audience, path, shown_from, shown_until) WHERE listed;
CREATE INDEX item_shown_from ON item (shown_from) WHERE shown_from IS NOT NULL;
CREATE INDEX item_shown_until ON item (shown_until) WHERE shown_until IS NOT NULL;

CREATE TABLE body (item INTEGER PRIMARY KEY, plain BLOB NOT NULL, gzip BLOB NOT NULL, brotli BLOB NOT NULL);

-- Every path that answers an item: its own, and those of guidance parts.
CREATE TABLE address (path TEXT, item INTEGER, PRIMARY KEY (path, item)) WITHOUT ROWID;
CREATE INDEX address_item ON address (item);

CREATE TABLE facet (name TEXT, value TEXT, item INTEGER, PRIMARY KEY (name, value, item)) WITHOUT ROWID;
CREATE INDEX facet_item ON facet (item);
"""


def layout() -> int:
    """Return a number that stands for the tables of this version of Headland, kept as the file's ``user_version``."""
    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)
    search_tables = "\n".join(row[0] or "" for row in conn.execute("SELECT sql FROM sqlite_master ORDER BY name"))
    conn.close()
    return int.from_bytes(hashlib.sha256((TABLES + search_tables).encode()).digest()[:4], "big") & 0x7FFFFFFF


LAYOUT = layout()


def create_tables(conn: sqlite3.Connection, audience: str) -> None:
    """Make an empty copy for an audience, at position 0."""
    conn.executescript(TABLES)
    embedded.create_tables(conn)
    conn.executemany("INSERT INTO meta VALUES (?, ?)", [("audience", audience), ("position", "0")])
    conn.execute(f"PRAGMA user_version = {LAYOUT}")


def position(conn: sqlite3.Connection) -> int:
    """Return the log position the copy has reached."""
    return int(conn.execute("SELECT value FROM meta WHERE key = 'position'").fetchone()[0])


def audience_of(conn: sqlite3.Connection) -> str:
    """Return the audience the copy is for."""
    return str(conn.execute("SELECT value FROM meta WHERE key = 'audience'").fetchone()[0])
