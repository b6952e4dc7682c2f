"""Plain shapes to compare the engines with, over their own indexes: a reader's words, and nothing added to them."""

import json
import sqlite3
from collections.abc import Callable
from typing import Any

from search.languages import language_of
from search.query import read_query
from search.search_settings import SearchSettings

Ranking = Callable[[str], list[str]]
_DEPTH = 10


def flat(conn: sqlite3.Connection) -> Ranking:
    """BM25 over all that an entry says, whatever the field."""
    query = (
        "SELECT e.id FROM search_index_en i JOIN search_entry e ON e.rowid = i.rowid WHERE search_index_en MATCH ?"
        f" ORDER BY bm25(search_index_en), e.rowid LIMIT {_DEPTH}"
    )
    return lambda text: [each for (each,) in conn.execute(query, (" OR ".join(_quoted(text)),))]


def three_tables(conn: sqlite3.Connection) -> Ranking:
    """Titles, keywords and bodies in FTS5 tables of their own; their bm25 added up, three times for the first two."""
    tables = {"title": 3.0, "keywords": 3.0, "body": 1.0}
    for name in tables:
        conn.execute(f"CREATE VIRTUAL TABLE temp.plain_{name} USING fts5(t, tokenize='porter unicode61')")
        conn.execute(f"INSERT INTO temp.plain_{name} (rowid, t) SELECT rowid, {name} FROM search_text")
    parts = [
        f"SELECT rowid AS row, {times} * bm25(plain_{name}) AS score FROM temp.plain_{name} WHERE plain_{name} MATCH ?1"
        for name, times in tables.items()
    ]
    query = (
        f"SELECT e.id FROM ({' UNION ALL '.join(parts)}) JOIN search_entry e ON e.rowid = row"
        f" GROUP BY row ORDER BY sum(score), row LIMIT {_DEPTH}"
    )
    return lambda text: [each for (each,) in conn.execute(query, (" OR ".join(_quoted(text)),))]


def cross_fields(client: Any, index: str) -> Ranking:
    """Elasticsearch's own query for words that may stand in several fields."""
    fields = ["en.title^3", "en.keywords^3", "en.body"]

    def ranked(text: str) -> list[str]:
        query = {"query": " ".join(_words(text)), "fields": fields, "type": "cross_fields", "tie_breaker": 0.3}
        asked = {"query": {"multi_match": query}, "sort": ["_score", "id"], "size": _DEPTH}
        hits = client.search(index=index, source=False, stored_fields=["shown"], **asked)["hits"]["hits"]
        return [json.loads(hit["fields"]["shown"][0])["id"] for hit in hits]

    return ranked


def _words(text: str) -> tuple[str, ...]:
    return read_query(text, language_of("en"), SearchSettings()).words


def _quoted(text: str) -> list[str]:
    return [f'"{word}"' for word in _words(text)]
