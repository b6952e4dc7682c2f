"""The search tables of a copy: texts, their full-text indexes, keys, facets and known words."""

import sqlite3

from search.embedded.indexes import HEADS, START, columns_of, head_of, index_of
from search.languages import codes, language_of

_TABLES = """
CREATE TABLE search_entry (
    rowid INTEGER PRIMARY KEY, id TEXT NOT NULL, type TEXT NOT NULL, path TEXT NOT NULL, language TEXT NOT NULL,
    title TEXT NOT NULL, title_key TEXT NOT NULL, version INTEGER NOT NULL, published_at INTEGER, live_from INTEGER,
    live_until INTEGER, popularity REAL NOT NULL, facets TEXT NOT NULL, card TEXT NOT NULL,
    translation_key TEXT NOT NULL, groups TEXT NOT NULL, sections TEXT NOT NULL, reviewed_at INTEGER,
    review_due INTEGER
);
CREATE INDEX search_entry_id ON search_entry (id);
CREATE INDEX search_entry_path ON search_entry (path);
CREATE INDEX search_entry_language ON search_entry (language);
CREATE INDEX search_entry_title_key ON search_entry (title_key);
CREATE INDEX search_entry_published_at ON search_entry (published_at, rowid);
CREATE INDEX search_entry_reviewed_at ON search_entry (reviewed_at, rowid);
CREATE INDEX search_entry_review_due ON search_entry (review_due) WHERE review_due IS NOT NULL;
CREATE INDEX search_entry_live_from ON search_entry (live_from) WHERE live_from IS NOT NULL;
CREATE INDEX search_entry_groups ON search_entry (groups) WHERE groups <> '[]';
CREATE INDEX search_entry_live_until ON search_entry (live_until) WHERE live_until IS NOT NULL;

CREATE TABLE search_text (
    rowid INTEGER PRIMARY KEY, title TEXT NOT NULL, keywords TEXT NOT NULL, summary TEXT NOT NULL,
    headings TEXT NOT NULL, body TEXT NOT NULL, minor TEXT NOT NULL
);

CREATE TABLE search_key (key TEXT, kind TEXT, entry INTEGER, PRIMARY KEY (key, kind, entry)) WITHOUT ROWID;
CREATE INDEX search_key_entry ON search_key (entry);

CREATE TABLE search_facet (name TEXT, value TEXT, label TEXT NOT NULL, PRIMARY KEY (name, value)) WITHOUT ROWID;
CREATE TABLE search_facet_bits (
    name TEXT, value TEXT, chunk INTEGER, bits BLOB NOT NULL, PRIMARY KEY (name, value, chunk)
) WITHOUT ROWID;

-- One number that is another after every write: what was read before it is then out of date.
CREATE TABLE search_state (mark INTEGER NOT NULL);

CREATE TABLE search_word (id INTEGER PRIMARY KEY, word TEXT NOT NULL UNIQUE);
CREATE TABLE search_typo (mark INTEGER, word INTEGER, PRIMARY KEY (mark, word)) WITHOUT ROWID;
"""
_INDEX = "CREATE VIRTUAL TABLE {name} USING fts5({columns}, content='search_text', tokenize = '{tokens}'{more})"


def create_tables(conn: sqlite3.Connection) -> None:
    """Create the search tables in an empty copy; every name begins with ``search_``."""
    for statement in _TABLES.split(";"):
        if statement.strip():
            conn.execute(statement)
    for language in map(language_of, codes()):
        for index in (index_of(language), *(head_of(language, head) for head in HEADS)):
            _create_index(conn, index, language.tokenizer)
    _create_index(conn, START, "unicode61 remove_diacritics 2", ", prefix = '1 2 3'")
    conn.execute("INSERT INTO search_state VALUES (random())")


def _create_index(conn: sqlite3.Connection, name: str, tokens: str, more: str = "") -> None:
    conn.execute(_INDEX.format(name=name, columns=", ".join(columns_of(name)), tokens=tokens, more=more))
