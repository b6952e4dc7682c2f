"""The tables of a copy. A change here is a new layout: followers then rebuild by themselves."""

from __future__ import annotations

import hashlib
import os
import sqlite3
from typing import NamedTuple
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from search import embedded
from search.entry import Entry, FacetValue
from search.languages import codes, every_stop_word, language_of
from site_content.followers.copies.access import Access, is_readable, values_for

# Items without a date sort as if from long ago, so that a cursor can always name its place.
LONG_AGO = -(2**62)

TABLES = """
CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- One row an item row of the log, tombstones too. Times are whole seconds since 1970. ``listed`` is 1 for what lists
-- may show until ``shown_until``; what is only scheduled is not among it. ``position`` is the row's place among what
-- readers of this copy could tell apart, null for what they never saw: ``seq`` counts all that was written. ``tie``
-- orders rows with the same sort value, and is the same in every copy and after every rebuild, as ``id`` is not: a
-- cursor may be carried from one host to another.
-- ``section`` is the first step of the path. ``card`` is NULL where it is that of the search entry.
CREATE TABLE item (
    id INTEGER PRIMARY KEY, audience TEXT NOT NULL, path TEXT NOT NULL, slot TEXT NOT NULL, seq INTEGER NOT NULL,
    position INTEGER, content_id TEXT NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL, version INTEGER NOT NULL,
    etag TEXT NOT NULL, written_at INTEGER NOT NULL, published_at INTEGER NOT NULL, updated_at INTEGER NOT NULL,
    shown_from INTEGER, shown_until INTEGER, live_until INTEGER, listed INTEGER NOT NULL, title_key TEXT NOT NULL,
    tie INTEGER NOT NULL, section TEXT NOT NULL, card TEXT, locale TEXT NOT NULL, translation_key TEXT NOT NULL,
    groups TEXT NOT NULL,
    UNIQUE (audience, path, slot)
);

-- Every path that answers an item (its own, and those of guidance parts), with all that decides what is answered
-- there: to read that from ``item`` took half as long again. Short rows, close together, mostly in SQLite's memory.
CREATE TABLE address (
    path TEXT NOT NULL, item INTEGER NOT NULL, audience TEXT NOT NULL, item_path TEXT NOT NULL, slot TEXT NOT NULL,
    content_id TEXT NOT NULL, state TEXT NOT NULL, type TEXT NOT NULL, etag TEXT NOT NULL, written_at INTEGER NOT NULL,
    shown_from INTEGER, shown_until INTEGER, live_until INTEGER, PRIMARY KEY (path, item)
) WITHOUT ROWID;

-- One body in the two forms that nearly every client takes. Each fits into a page or two, and only the one that is sent
-- is read. Plain text is unpacked from gzip when somebody asks for it: it was a quarter of the file. ``checksum`` is of
-- the body and its ETag (copies/checksum.py).
CREATE TABLE gzip (item INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, body BLOB NOT NULL);
CREATE TABLE brotli (item INTEGER PRIMARY KEY, checksum INTEGER NOT NULL, body BLOB NOT NULL);

-- In the order that lists are in most often, so that a page of what is about one topic is read from one place.
CREATE TABLE facet (
    name TEXT, value TEXT, published_at INTEGER, tie INTEGER, item INTEGER,
    PRIMARY KEY (name, value, published_at, tie, item)
) WITHOUT ROWID;

-- Which listed rows are of a type, an audience, a section, a month or a facet value (copies/sets.py).
CREATE TABLE list_set (
    name TEXT, value TEXT, chunk INTEGER, bits BLOB NOT NULL, PRIMARY KEY (name, value, chunk)
) WITHOUT ROWID;

-- The pictures and files that live items name, and from when until when each may be read (0: no bound). ``key`` stands
-- for the name (copies/media.py).
CREATE TABLE media (
    key INTEGER NOT NULL, item INTEGER NOT NULL, shown_from INTEGER NOT NULL, shown_until INTEGER NOT NULL,
    PRIMARY KEY (key, item, shown_from, shown_until)
) WITHOUT ROWID;
"""


class ItemRow(NamedTuple):
    """A row of ``item``. ``groups`` is a JSON array."""

    id: int
    audience: str
    path: str
    slot: str
    seq: int
    position: int | None
    content_id: str
    state: str
    type: str
    version: int
    etag: str
    written_at: int | None
    published_at: int
    updated_at: int | None
    shown_from: int | None
    shown_until: int | None
    live_until: int | None
    listed: int
    title_key: str
    tie: int
    section: str
    card: str | None
    locale: str
    translation_key: str
    groups: str


class AddressRow(NamedTuple):
    """A row of ``address``."""

    path: str
    item: int
    audience: str
    item_path: str
    slot: str
    content_id: str
    state: str
    type: str
    etag: str
    written_at: int | None
    shown_from: int | None
    shown_until: int | None
    live_until: int | None


# What decides which item is answered at a path, and how: the columns beside each address.
ANSWERED = AddressRow._fields[2:]

# Made after a rebuild has filled the tables, which is quicker.
INDEXES = """
CREATE UNIQUE INDEX item_seq ON item (seq);
CREATE UNIQUE INDEX item_position ON item (position) WHERE position IS NOT NULL;
CREATE INDEX item_content_id ON item (content_id);
CREATE INDEX item_groups ON item (groups) WHERE groups <> '[]';
-- Each ends in the order that a list is in: of whatever is wanted, of one type or of one section. Which rows are wanted
-- the sets say, so that a page reads its own rows and those between them. SQLite looks for ``listed`` in the index too.
CREATE INDEX item_published_at ON item (published_at, tie, listed) WHERE listed;
CREATE INDEX item_updated_at ON item (updated_at, tie, listed) WHERE listed;
CREATE INDEX item_title_key ON item (title_key, tie, listed) WHERE listed;
CREATE INDEX item_type_published_at ON item (type, published_at, tie, listed) WHERE listed;
CREATE INDEX item_type_updated_at ON item (type, updated_at, tie, listed) WHERE listed;
CREATE INDEX item_type_title_key ON item (type, title_key, tie, listed) WHERE listed;
CREATE INDEX item_section_published_at ON item (section, published_at, tie, listed) WHERE listed;
CREATE INDEX item_section_updated_at ON item (section, updated_at, tie, listed) WHERE listed;
CREATE INDEX item_section_title_key ON item (section, title_key, tie, listed) WHERE listed;
CREATE INDEX item_shown_until ON item (shown_until, listed) WHERE listed AND shown_until IS NOT NULL;
CREATE INDEX address_item ON address (item);
CREATE INDEX facet_item ON facet (item);
CREATE INDEX media_item ON media (item);
"""


def create_tables(conn: sqlite3.Connection, audience: str) -> None:
    """Make an empty copy for an audience, at position 0."""
    _run(conn, TABLES)
    embedded.create_tables(conn)
    conn.executemany("INSERT INTO meta VALUES (?, ?)", [(name, "0") for name in ("position", "reset_below")])
    values = [("audience", audience), ("mark", ""), ("zone", own_zone().key)]
    conn.executemany("INSERT INTO meta VALUES (?, ?)", values)
    conn.execute(f"PRAGMA user_version = {LAYOUT}")


def create_indexes(conn: sqlite3.Connection) -> None:
    """Make the indexes, once the tables are filled."""
    _run(conn, INDEXES)


def position(conn: sqlite3.Connection) -> int:
    """Return the log position the copy has reached."""
    return int(_meta(conn, "position"))


def reader_position(conn: sqlite3.Connection, access: Access | None = None) -> int:
    """Return the newest position that readers know: what is hidden from them moved it by nothing."""
    query = f"SELECT max(position) FROM item WHERE position IS NOT NULL{is_readable('id', access)}"  # noqa: S608 (ours)
    return int(conn.execute(query, values_for(access)).fetchone()[0] or 0)


def reset_below(conn: sqlite3.Connection) -> int:
    """Return the newest position that readers were given before positions were counted so."""
    return int(_meta(conn, "reset_below"))


def note_reset(conn: sqlite3.Connection, below: int) -> None:
    """Keep ``reset_below``."""
    conn.execute("UPDATE meta SET value = ? WHERE key = 'reset_below'", (str(below),))


def mark_of(conn: sqlite3.Connection) -> str:
    """Return the mark of the log line at that position (see ``SourcePage``), or an empty text."""
    return _meta(conn, "mark")


def audience_of(conn: sqlite3.Connection) -> str:
    """Return the audience the copy is for."""
    return _meta(conn, "audience")


def own_zone() -> ZoneInfo:
    """Return the zone of this process's clock: that of the site, which Django names in the environment (tzset(3))."""
    try:
        return ZoneInfo(os.environ.get("TZ") or "UTC")
    except (ValueError, ZoneInfoNotFoundError):
        return ZoneInfo("UTC")


def zone_of(conn: sqlite3.Connection) -> ZoneInfo:
    """Return the zone by whose clock the copy's sets of months are made."""
    return ZoneInfo(_meta(conn, "zone"))


def _meta(conn: sqlite3.Connection, key: str) -> str:
    return str(conn.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()[0])


def _run(conn: sqlite3.Connection, statements: str) -> None:
    # Not executescript: it would commit what the caller has begun.
    for statement in statements.split(";\n"):
        if statement.strip():
            conn.execute(statement)


def layout() -> int:
    """Return a number that stands for this version's tables and for how texts are written into the search tables.

    It is kept as the file's ``user_version``. FTS5 can only forget a text that is cut into words as it was when it was
    written: a new list of unstemmed words or stop words must therefore be a new layout too. So the number is taken of
    all that is stored for a probe.
    """
    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)
    written = [row[0] or "" for row in conn.execute("SELECT sql FROM sqlite_master ORDER BY name")]
    topic = {"topic": [FacetValue("flu", "Flu")]}
    for row, code in enumerate(codes(), 1):
        listed = f"{' '.join(sorted(language_of(code).unstemmed))}. {' '.join(sorted(every_stop_word())).upper()}"
        text = f"{listed} A&E's Café: 1st vaccinations, e-mail; naïve (COPD) CO₂ ﬂu"
        probe = Entry("id", "public", "news", "/a", text, 1, {"a": 1}, text, "a, b", text, text, code, facets=topic)
        embedded.put(conn, row, probe)
    # The mark of the last write is another in every file: it says nothing of the layout.
    stored = "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name != 'search_state'"
    tables = dict(conn.execute(stored))
    indexes = [name for name, sql in tables.items() if "fts5" in sql.lower()]
    for name in sorted(tables):
        if name in indexes:
            conn.execute(f"CREATE VIRTUAL TABLE temp.terms USING fts5vocab(main, {name}, instance)")
            written += sorted(map(repr, conn.execute("SELECT * FROM terms")))
            conn.execute("DROP TABLE temp.terms")
        elif not name.startswith(tuple(f"{index}_" for index in indexes)):
            written += sorted(map(repr, conn.execute(f"SELECT * FROM {name}")))  # noqa: S608 (own names only)
    conn.close()
    return int.from_bytes(hashlib.sha256("\n".join([TABLES, INDEXES, *written]).encode()).digest()[:4], "big") >> 1


LAYOUT = layout()
