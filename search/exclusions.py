"""Exclusions: words after a minus, and the minus that is a hyphen."""

import re
from dataclasses import dataclass
from typing import Protocol

from search.keys import minus_key
from search.synonyms import Phrase
from search.words import fold, words_of

_EXCLUDED = re.compile(r'(?:(?<=\s)|^)-(?:"([^"]*)"|([^\W_][^\s"]*))')
_MINUS = re.compile(r"([^\W_]+) -(?=([^\W_]+))")
_MAX_MINUSES = 8


@dataclass(frozen=True, slots=True)
class Exclusion:
    """A phrase that no result may hold: ``text`` as the reader wrote it, ``query`` the whole without this minus."""

    phrase: Phrase
    text: str
    query: str


class Hyphens(Protocol):
    """What an engine knows of the joined words on visible pages."""

    def has_title(self, key: str) -> bool:
        """Whether a page has a title with this ``search.keys.minus_key``."""

    def joins(self, before: str, after: str) -> bool:
        """Whether a page joins these two words, or holds the first before a number that is the second."""


def with_hyphens(text: str, hyphens: Hyphens) -> str:
    """The text with each minus that completes a joined word as a hyphen: ``x -ray`` is ``x-ray``."""
    minuses = list(_MINUS.finditer(text))[:_MAX_MINUSES]
    if not minuses and not text.startswith("-"):
        return text
    if hyphens.has_title(minus_key(text)):
        return re.sub(r"(^|\s)-(?=\S)", r"\1", text)
    for match in reversed(minuses):
        if hyphens.joins(fold(match[1]), fold(match[2])):
            text = f"{text[: match.end(1)]}-{text[match.start(2) :]}"
    return text


def exclusions_of(text: str) -> list[Exclusion]:
    """What a text excludes, in order; a minus inside quotes is none."""
    exclusions = []
    for match in _EXCLUDED.finditer(text):
        wording = match[1] if match[2] is None else match[2]
        if (phrase := tuple(words_of(wording))) and text[: match.start()].count('"') % 2 == 0:
            exclusions.append(Exclusion(phrase, wording, f"{text[: match.start()]}{text[match.start() + 1 :]}".strip()))
    return exclusions


def without_exclusions(text: str) -> str:
    """The text without what it excludes."""
    return _EXCLUDED.sub(lambda match: match[0] if text[: match.start()].count('"') % 2 else " ", text)
