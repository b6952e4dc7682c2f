"""Putting entries into a copy's search tables, and taking them out."""

import json
import sqlite3

from search.embedded import facets, spelling
from search.embedded.record import TEXTS, indexed_rows, insertion, kept_apart, record_of
from search.entry import Entry


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
    stored = conn.execute(f"SELECT {', '.join(TEXTS)} FROM search_text WHERE rowid = ?", (rowid,)).fetchone()  # noqa: S608
    if stored is None:
        return
    texts = dict(zip(TEXTS, stored, strict=True))
    marked = {name: kept_apart(text) for name, text in texts.items()}
    for index, row in indexed_rows(rowid, texts, marked).items():
        conn.execute(insertion(index, before=(index,)), row)
    (values,) = conn.execute("SELECT facets FROM search_entry WHERE rowid = ?", (rowid,)).fetchone()
    facets.drop(conn, rowid, (tuple(pair) for pair in json.loads(values)))
    conn.execute("DELETE FROM search_key WHERE entry = ?", (rowid,))
    conn.execute("DELETE FROM search_text WHERE rowid = ?", (rowid,))
    conn.execute("DELETE FROM search_entry WHERE rowid = ?", (rowid,))


ENTRY = "INSERT INTO search_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
TEXT = "INSERT INTO search_text VALUES (?, ?, ?, ?, ?, ?)"
KEY = "INSERT OR IGNORE INTO search_key VALUES (?, ?, ?)"
