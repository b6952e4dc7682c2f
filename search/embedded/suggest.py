"""Suggestions: find titles that begin as the reader types."""

import sqlite3
from collections.abc import Iterator

from search.embedded import bits
from search.embedded.facets import Facets
from search.embedded.scope import visible_rows
from search.embedded.spelling import candidates
from search.moments import seconds
from search.request import MAX_SUGGEST_CHARACTERS, MAX_SUGGESTIONS, SuggestRequest
from search.results import Suggestion
from search.search_settings import SearchSettings
from search.words import key_of, plain_words, printable

_MAX_ROWS = 300  # looked at in each way of matching: enough for eight good titles, and a bound for one-letter prefixes
_NO_SETTINGS = SearchSettings()


def suggest(
    conn: sqlite3.Connection, request: SuggestRequest, search_settings: SearchSettings = _NO_SETTINGS
) -> list[Suggestion]:
    """Up to ``limit`` titles: those that begin with the text, then those with every word, then likely misspellings."""
    text = printable(request.q[:MAX_SUGGEST_CHARACTERS])
    limit = min(max(request.limit, 0), MAX_SUGGESTIONS)
    if not plain_words(text) or not limit:
        return []
    visible = bits.as_bytes(visible_rows(conn, Facets(conn), seconds(request.now) or 0, request.rings))
    suggestions: dict[tuple[str, str], tuple[int, str]] = {}
    for row, title, path, kind in _ways(conn, text):
        if bits.holds(visible, row) and search_settings.may_suggest(title):
            suggestions.setdefault((title, path), (row, kind))
            if len(suggestions) == limit:
                break
    audiences = _audiences(conn, [row for row, _ in suggestions.values()])
    return [Suggestion(title, path, kind, audiences[row]) for (title, path), (row, kind) in suggestions.items()]


def _audiences(conn: sqlite3.Connection, rows: list[int]) -> dict[int, str]:
    """Whose each entry is, as its card says: read for those that are given only."""
    marks = ", ".join("?" * len(rows))
    query = f"SELECT rowid, coalesce(json_extract(card, '$.audience'), '') FROM search_entry WHERE rowid IN ({marks})"  # noqa: S608 (marks only)
    return dict(conn.execute(query, rows))


def titles_near(conn: sqlite3.Connection, word: str, search_settings: SearchSettings, visible: int) -> list[str]:
    """A title or two that begin like a word that was found nowhere."""
    stored = bits.as_bytes(visible)
    rows = _starting(conn, word[:4]) if len(word) > 3 else iter(())
    return [title for row, title, *_ in rows if bits.holds(stored, row) and search_settings.may_suggest(title)][:2]


def _ways(conn: sqlite3.Connection, text: str) -> Iterator[tuple[int, str, str, str]]:
    yield from _starting(conn, key_of(text))
    words = plain_words(text)
    yield from _containing(conn, words)
    *before, last = words
    for _, other in candidates(conn, last)[:3]:
        yield from _containing(conn, [*before, other])


def _starting(conn: sqlite3.Connection, start: str) -> Iterator[tuple[int, str, str, str]]:
    query = (
        "SELECT rowid, title, path, type FROM search_entry WHERE title_key >= ? AND title_key < ?"
        " ORDER BY title_key LIMIT ?"
    )
    yield from conn.execute(query, (start, start + "\U0010ffff", _MAX_ROWS))


def _containing(conn: sqlite3.Connection, words: list[str]) -> Iterator[tuple[int, str, str, str]]:
    """Titles (or keywords) with every word, the last as a beginning; titles before keywords, short before long."""
    expression = " ".join([*(f'"{word}"' for word in words[:-1]), f'"{words[-1]}"*'])
    query = (
        "SELECT e.rowid, e.title, e.path, e.type FROM search_entry e JOIN"
        " (SELECT rowid FROM search_start WHERE search_start MATCH ? LIMIT ?) f ON f.rowid = e.rowid"
        " ORDER BY length(e.title), e.rowid"
    )
    for column in ("title", "keywords"):
        yield from conn.execute(query, (f"{column} : ({expression})", _MAX_ROWS))
