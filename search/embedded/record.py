"""Search records: make the table rows of one entry without looking at the database."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from search.embedded.indexes import COLUMNS, HEAD_COLUMNS, PROTECTED_PREFIX, START, head_of, index_of
from search.entry import Entry, FacetValue
from search.facets import facets_of
from search.keys import keys_of
from search.languages import Language, language_of
from search.moments import seconds
from search.names import with_names
from search.passages import sections_json
from search.words import distinct_words, fold, key_of, keywords_of, printable

MAX_TEXT_CHARACTERS = 400_000
# Stands between keywords, so that the end of one and the beginning of the next are no phrase. For FTS5 it is a word,
# and for ``words_of`` none, so that no query can ask for it.
BETWEEN = " \ue000 "
_JSON = json.JSONEncoder(separators=(",", ":"))
Rows = dict[str, tuple[Any, ...]]


class Record(NamedTuple):
    """The rows of one entry; ``indexed`` maps an index to its row, ``words`` are all that it holds."""

    entry: tuple[Any, ...]
    texts: tuple[Any, ...]
    indexed: Rows
    keys: set[tuple[str, str, int]]
    facets: dict[str, list[FacetValue]]
    words: frozenset[str]


def record_of(rowid: int, entry: Entry) -> Record:
    """The rows of an entry that is stored as row ``rowid``."""
    language = language_of(entry.locale)
    texts = {name: printable(getattr(entry, name)[:MAX_TEXT_CHARACTERS]) for name in COLUMNS}
    facets = facets_of(entry)
    pairs = [(name, value.value) for name, values in facets.items() for value in values]
    words = distinct_words("\n".join(texts.values()))
    head = (
        rowid, entry.id, entry.type, entry.path, language.code, texts["title"], key_of(texts["title"]), entry.version,
        seconds(entry.published_at), seconds(entry.live_from), seconds(entry.live_until), entry.popularity,
        _JSON.encode(pairs), _JSON.encode(entry.card), entry.translation_key, _JSON.encode(entry.groups),
        sections_json(entry.sections), seconds(entry.reviewed_at), seconds(entry.review_due),
    )  # fmt: skip
    keys = {(key, kind, rowid) for key, kind in keys_of(entry, language) if key}
    return Record(head, (rowid, *texts.values()), indexed_rows(rowid, texts, language, words), keys, facets, words)


def indexed_rows(rowid: int, texts: Mapping[str, str], language: Language, words: frozenset[str]) -> Rows:
    """The row of each index: folded, with marks where words are stemmed.

    Folding and marks leave each word in its place, so that FTS5 can highlight the text as it is.
    """
    unstemmed = words & language.unstemmed
    marked = {name: _marked(text, unstemmed) if unstemmed else text for name, text in texts.items()}
    marked["title"] = with_names(marked["title"])
    marked["keywords"] = BETWEEN.join(map(with_names, keywords_of(marked["keywords"])))
    return {
        index_of(language): (rowid, *(_folded(marked[name]) for name in COLUMNS)),
        head_of(language, "title"): (rowid, _folded(marked["title"])),
        head_of(language, "names"): (rowid, _folded(marked["keywords"] or marked["title"])),
        START: (rowid, *(_folded(texts[name]) for name in HEAD_COLUMNS)),
    }


def _folded(text: str) -> str:
    # FTS5 folds ASCII by itself.
    return text if text.isascii() else fold(text)


def kept_apart(text: str, language: Language) -> str:
    """The text with each word that must not be stemmed marked so that the stemmer leaves it alone."""
    return _marked(text, distinct_words(text) & language.unstemmed)


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
            pieces += [text[done:end], PROTECTED_PREFIX]
            done = end
        start = text.find(case, end)
    return "".join([*pieces, text[done:]])
