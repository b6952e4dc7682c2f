"""Putting entries into a copy's search tables, and taking them out."""

import json
import re
import sqlite3
from functools import cache, lru_cache

from search.embedded import facets, spelling
from search.entry import Entry
from search.facets import facets_of
from search.languages import codes, language_of
from search.moments import seconds
from search.words import key_of, keys_of, plain_words, printable

_TEXTS = ("title", "keywords", "summary", "headings", "body")
_INDEXES = {
    "search_title": ("title",),
    "search_keywords": ("keywords",),
    "search_body": ("summary", "headings", "body"),
    "search_start": ("title", "keywords"),
}
_UNSTEMMED = "search_start"
MAX_TEXT_CHARACTERS = 400_000
# Added to a word that must not be stemmed with others: the stemmer then leaves it alone, in texts and queries alike.
KEPT = "zq"


def put(conn: sqlite3.Connection, rowid: int, entry: Entry) -> None:
    """Store the entry as row ``rowid``, in place of what was there; an older version than the stored one is refused."""
    stored = conn.execute("SELECT version FROM search_entry WHERE rowid = ?", (rowid,)).fetchone()
    if stored:
        if stored[0] > entry.version:
            return
        remove(conn, rowid)
    language = language_of(entry.locale)
    texts = {name: printable(getattr(entry, name))[:MAX_TEXT_CHARACTERS] for name in _TEXTS}
    kinds = facets_of(entry)
    conn.execute(
        "INSERT INTO search_entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            rowid, entry.id, entry.type, entry.path, texts["title"], key_of(texts["title"]), entry.version,
            seconds(entry.published_at), seconds(entry.live_from), seconds(entry.live_until), entry.popularity,
            json.dumps([(name, value.value) for name, values in kinds.items() for value in values]),
            json.dumps(entry.card, separators=(",", ":")),
        ),
    )  # fmt: skip
    words = {name: frozenset(plain_words(text)) for name, text in texts.items()}
    indexed = {name: _marked(text, words[name]) for name, text in texts.items()}
    conn.execute("INSERT INTO search_text VALUES (?, ?, ?, ?, ?, ?)", (rowid, *texts.values()))
    for index, columns in _INDEXES.items():
        marks = ", ".join("?" * (len(columns) + 1))
        conn.execute(
            f"INSERT INTO {index} (rowid, {', '.join(columns)}) VALUES ({marks})",  # noqa: S608 (own names only)
            (rowid, *((texts if index == _UNSTEMMED else indexed)[column] for column in columns)),
        )
    keys = {(key, kind, rowid) for key, kind in keys_of(entry, language.stop_words) if key}
    conn.executemany("INSERT OR IGNORE INTO search_key VALUES (?, ?, ?)", keys)
    facets.add(conn, rowid, kinds)
    spelling.learn(conn, frozenset().union(*words.values()))


def remove(conn: sqlite3.Connection, rowid: int) -> None:
    """Take row ``rowid`` out of every search table; nothing happens when it is not there."""
    stored = conn.execute(f"SELECT {', '.join(_TEXTS)} FROM search_text WHERE rowid = ?", (rowid,)).fetchone()  # noqa: S608
    if stored is None:
        return
    texts = dict(zip(_TEXTS, stored, strict=True))
    indexed = {name: kept_apart(text) for name, text in texts.items()}
    for index, columns in _INDEXES.items():
        marks = ", ".join("?" * (len(columns) + 1))
        conn.execute(
            f"INSERT INTO {index} ({index}, rowid, {', '.join(columns)}) VALUES ('delete', {marks})",  # noqa: S608
            (rowid, *((texts if index == _UNSTEMMED else indexed)[column] for column in columns)),
        )
    (values,) = conn.execute("SELECT facets FROM search_entry WHERE rowid = ?", (rowid,)).fetchone()
    facets.drop(conn, rowid, (tuple(pair) for pair in json.loads(values)))
    conn.execute("DELETE FROM search_key WHERE entry = ?", (rowid,))
    conn.execute("DELETE FROM search_text WHERE rowid = ?", (rowid,))
    conn.execute("DELETE FROM search_entry WHERE rowid = ?", (rowid,))


def kept_apart(text: str) -> str:
    """The text with each word that must not be stemmed marked so that the stemmer leaves it alone."""
    return _marked(text, frozenset(plain_words(text)))


def _marked(text: str, words: frozenset[str]) -> str:
    found = words & _unstemmed()
    return _pattern(found).sub(_mark, text) if found else text


def _mark(word: re.Match[str]) -> str:
    return word.group() + KEPT


@cache
def _unstemmed() -> frozenset[str]:
    # One set for the whole copy: a word is indexed the same way whatever the language of the page it stands on.
    return frozenset(word for code in codes() for word in language_of(code).unstemmed)


@lru_cache(maxsize=500)
def _pattern(words: frozenset[str]) -> re.Pattern[str]:
    """Each word in its usual three cases: several times quicker over a long text than ignoring case."""
    cases = sorted({case for word in words for case in (word, word.capitalize(), word.upper())})
    return re.compile(rf"\b(?:{'|'.join(cases)})\b")
