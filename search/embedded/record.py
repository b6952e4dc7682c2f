"""What is written for one entry: rows of the search tables, made without looking at the database."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, NamedTuple

from search.entry import Entry, FacetValue
from search.facets import facets_of
from search.languages import codes, language_of
from search.moments import seconds
from search.words import distinct_words, key_of, keys_of, printable

TEXTS = ("title", "keywords", "summary", "headings", "body")
INDEXES = {
    "search_title": ("title",),
    "search_keywords": ("keywords",),
    "search_body": ("summary", "headings", "body"),
    "search_start": ("title", "keywords"),
}
_UNSTEMMED = "search_start"
MAX_TEXT_CHARACTERS = 400_000
# Added to a word that must not be stemmed with others: the stemmer then leaves it alone, in texts and queries alike.
KEPT = "zq"
_JSON = json.JSONEncoder(separators=(",", ":"))


class Record(NamedTuple):
    """The rows of one entry; ``indexed`` maps an index to its row, ``words`` are all that it holds."""

    entry: tuple[Any, ...]
    texts: tuple[Any, ...]
    indexed: dict[str, tuple[Any, ...]]
    keys: set[tuple[str, str, int]]
    facets: dict[str, list[FacetValue]]
    words: frozenset[str]


def record_of(rowid: int, entry: Entry) -> Record:
    """The rows of an entry that is stored as row ``rowid``."""
    language = language_of(entry.locale)
    texts = {name: printable(getattr(entry, name)[:MAX_TEXT_CHARACTERS]) for name in TEXTS}
    facets = facets_of(entry)
    pairs = [(name, value.value) for name, values in facets.items() for value in values]
    words = distinct_words("\n".join(texts.values()))
    found = words & _unstemmed()
    marked = {name: _marked(text, found) for name, text in texts.items()} if found else texts
    head = (
        rowid, entry.id, entry.type, entry.path, texts["title"], key_of(texts["title"]), entry.version,
        seconds(entry.published_at), seconds(entry.live_from), seconds(entry.live_until), entry.popularity,
        _JSON.encode(pairs), _JSON.encode(entry.card),
    )  # fmt: skip
    keys = {(key, kind, rowid) for key, kind in keys_of(entry, language.stop_words) if key}
    return Record(
        head,
        (rowid, *texts.values()),
        indexed_rows(rowid, texts, marked),
        keys,
        facets,
        words,
    )


def indexed_rows(rowid: int, texts: dict[str, str], marked: dict[str, str]) -> dict[str, tuple[Any, ...]]:
    """The row of each index: texts as they are where nothing is stemmed, else with their marks."""
    return {
        index: (rowid, *((texts if index == _UNSTEMMED else marked)[column] for column in columns))
        for index, columns in INDEXES.items()
    }


def insertion(index: str, before: Sequence[str] = ()) -> str:
    """The INSERT into an index; ``before`` names columns of a command (``delete``) that comes first."""
    columns = [*before, "rowid", *INDEXES[index]]
    marks = ", ".join(["'delete'"] * len(before) + ["?"] * (len(columns) - len(before)))
    return f"INSERT INTO {index} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 (own names only)


def kept_apart(text: str) -> str:
    """The text with each word that must not be stemmed marked so that the stemmer leaves it alone."""
    return _marked(text, distinct_words(text) & _unstemmed())


def _marked(text: str, words: frozenset[str]) -> str:
    for word in sorted(words):
        for case in (word, word.capitalize(), word.upper()):
            if case in text:
                text = _mark(text, case)
    return text


def _mark(text: str, case: str) -> str:
    """Each whole word ``case`` with its mark. Finding is several times quicker over a long text than a pattern."""
    pieces, done, start = [], 0, text.find(case)
    while start >= 0:
        end = start + len(case)
        if not text[start - 1 : start].isalnum() and not text[end : end + 1].isalnum():
            pieces += [text[done:end], KEPT]
            done = end
        start = text.find(case, end)
    return "".join([*pieces, text[done:]])


@cache
def _unstemmed() -> frozenset[str]:
    # One set for the whole copy: a word is indexed the same way whatever the language of the page it stands on.
    return frozenset(word for code in codes() for word in language_of(code).unstemmed)
