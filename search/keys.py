"""Exact keys of an entry: its title, its keywords, the initials of either, and its words with hyphens."""

import re
from collections.abc import Iterable, Iterator

from search.entry import Entry
from search.languages import Language
from search.names import with_names, without_ending
from search.words import MAX_KEY_CHARACTERS, fold, keywords_of, words_of, written_words

#: The kind of a key that says where a hyphen or a minus stands, and ranks nothing.
JOINED = "joined"
_MAX_JOINED = 50
_BRACKETED = re.compile(r"\([^)]*\)")
_ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9&]{1,7})\)")
_HYPHENED = re.compile(r"([^\W_]+)-(?=([^\W_]+))")
_MINUS = re.compile(r"(?:^|\s)-(?=\w)")
_SIGN = re.compile(r"[\W_]+")


def keys_of(entry: Entry, language: Language) -> Iterator[tuple[str, str]]:
    """Every (key, kind) of an entry; kind is title, subject, keyword, initials or joined.

    The key of a title is of all its letters and digits; that of its subject leaves out stop words, brackets, plurals.
    """
    yield whole_key(entry.title), "title"
    words = words_of(with_names(entry.title))
    content = [word for word in words if word not in language.stop_words]
    for each in (words, content):
        yield subject_key(each, language), "subject"
    if "(" in entry.title:
        words = words_of(with_names(_BRACKETED.sub(" ", entry.title)))
        content = [word for word in words if word not in language.stop_words]
        yield subject_key(words, language), "subject"
        for acronym in _ACRONYM.findall(entry.title):
            yield subject_key(words_of(acronym), language), "keyword"
    if initials := initials_of(content):
        yield initials, "initials"
    for keyword in keywords_of(entry.keywords):
        words = words_of(with_names(keyword))
        yield whole_key(keyword), "keyword"
        yield subject_key(words, language), "keyword"
        if initials := initials_of([word for word in words if word not in language.stop_words]):
            yield initials, "initials"
    if (key := minus_key(entry.title)) != whole_key(entry.title):
        yield key, JOINED
    for pair in _hyphened_pairs(entry)[:_MAX_JOINED]:
        yield pair, JOINED


def whole_key(text: str) -> str:
    """All letters and digits of a text: one key, however compounds and numbers in it are written."""
    return _SIGN.sub("", "".join(written_words(text)))[:MAX_KEY_CHARACTERS]


def minus_key(text: str) -> str:
    """The same with each minus before a word in its place."""
    return "-".join(map(whole_key, _MINUS.split(text)))[:MAX_KEY_CHARACTERS]


def subject_key(words: Iterable[str], language: Language) -> str:
    """The same of some words, each in the singular."""
    return language.key_of(map(without_ending, words))


def initials_of(words: list[str]) -> str:
    """``chronic obstructive pulmonary disease`` → ``copd``; empty unless three to six words."""
    return "".join(word[0] for word in words) if 3 <= len(words) <= 6 else ""


def _hyphened_pairs(entry: Entry) -> list[str]:
    text = "\n".join((entry.title, entry.keywords, entry.headings, entry.summary))
    if "-" not in text and text.isascii():
        return []
    return list(dict.fromkeys("-".join(pair) for pair in _HYPHENED.findall(fold(text))))
