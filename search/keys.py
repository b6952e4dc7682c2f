"""Exact keys of an entry: its title, its keywords, and the initials of either."""

import re
from collections.abc import Iterator

from search.entry import Entry
from search.languages import Language
from search.words import keywords_of, words_of

_BRACKETED = re.compile(r"\([^)]*\)")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9&]{1,7})\)")


def keys_of(entry: Entry, language: Language) -> Iterator[tuple[str, str]]:
    """Every (key, kind) of an entry; kind is title, keyword or initials."""
    words = words_of(entry.title)
    yield language.key_of(words), "title"
    if content := [word for word in words if word not in language.stop_words]:
        yield language.key_of(content), "title"
    if "(" in entry.title:
        words = words_of(_BRACKETED.sub(" ", entry.title))
        content = [word for word in words if word not in language.stop_words]
        yield language.key_of(words), "title"
        for acronym in _ACRONYM.findall(entry.title):
            yield language.key_of(words_of(acronym)), "keyword"
    if initials := initials_of(content):
        yield initials, "initials"
    for keyword in keywords_of(entry.keywords):
        words = words_of(keyword)
        yield language.key_of(words), "keyword"
        if initials := initials_of([word for word in words if word not in language.stop_words]):
            yield initials, "initials"


def initials_of(words: list[str]) -> str:
    """``chronic obstructive pulmonary disease`` → ``copd``; empty unless three to six words."""
    return "".join(word[0] for word in words) if 3 <= len(words) <= 6 else ""
