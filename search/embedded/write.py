"""Index writes: put entries into a copy's search tables and take them out."""

import json
import sqlite3
from collections.abc import Sequence

from search.embedded import facets, spelling
from search.embedded.indexes import COLUMNS, insertion
from search.embedded.record import indexed_rows, record_of
from search.entry import Entry
from search.languages import language_of
from search.words import distinct_words

ENTRY = f"INSERT INTO search_entry VALUES ({', '.join('?' * 19)})"  # noqa: S608 (marks only)
TEXT = "INSERT INTO search_text VALUES (?, ?, ?, ?, ?, ?, ?)"
KEY = "INSERT OR IGNORE INTO search_key VALUES (?, ?, ?)"
_STORED = f"SELECT language, facets, {', '.join(f't.{name}' for name in COLUMNS)} FROM search_entry e JOIN search_text t USING (rowid) WHERE e.rowid = ?"  # noqa: E501, S608 (own names only)


def put(conn: sqlite3.Connection, rowid: int, entry: Entry) -> None:
    """Store the entry as row ``rowid``, in place of what was there; an older version than the stored one is refused."""
    stored = conn.execute("SELECT version FROM search_entry WHERE rowid = ?", (rowid,)).fetchone()
    if stored:
        if stored[0] > entry.version:
            return
        remove(conn, rowid)
    record = record_of(rowid, entry)
    conn.execute(ENTRY, record.entry)
    conn.execute(TEXT, record.texts)
    for index, row in record.indexed.items():
        conn.execute(insertion(index), row)
    conn.executemany(KEY, record.keys)
    facets.add(conn, rowid, record.facets)
    spelling.learn(conn, record.words)


def remove(conn: sqlite3.Connection, rowid: int) -> None:
    """Take row ``rowid`` out of every search table; nothing happens when it is not there."""
    stored = conn.execute(_STORED, (rowid,)).fetchone()
    if stored is None:
        return
    language, values, *columns = stored
    texts = dict(zip(COLUMNS, columns, strict=True))
    words = distinct_words("\n".join(columns))
    for index, row in indexed_rows(rowid, texts, language_of(language), words).items():
        conn.execute(insertion(index, before=(index,)), row)
    facets.drop(conn, rowid, (tuple(pair) for pair in json.loads(values)))
    conn.execute("DELETE FROM search_key WHERE entry = ?", (rowid,))
    conn.execute("DELETE FROM search_text WHERE rowid = ?", (rowid,))
    conn.execute("DELETE FROM search_entry WHERE rowid = ?", (rowid,))


def hide(conn: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Let some rows be found no more, at once and at little cost; ``remove`` takes them out later."""
    query = "UPDATE search_entry SET live_until = 0 WHERE rowid IN (SELECT value FROM json_each(?))"
    conn.execute(query, (json.dumps(rows),))
    facets.changed(conn)


def narrow(conn: sqlite3.Connection, rows: Sequence[int], groups: str) -> None:
    """Set the rings round some rows, as JSON."""
    query = "UPDATE search_entry SET groups = ? WHERE rowid IN (SELECT value FROM json_each(?))"
    conn.execute(query, (groups, json.dumps(rows)))
    facets.changed(conn)
