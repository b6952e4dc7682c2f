"""How text becomes words and keys: one reading of text for both engines."""

import re
import unicodedata
from collections.abc import Iterator

from search.entry import Entry

WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ud800-\udfff]")
_ACCENT = re.compile(r"[\u0300-\u036f]+")
_SPACED_AMPERSAND = re.compile(r"\b(\w) & (\w)\b")
_KEYWORD_BREAK = re.compile(r"[,;|\n\r]+")
_BRACKETED_ACRONYM = re.compile(r"\(([A-Z][A-Za-z0-9&]{1,7})\)")
MAX_KEYWORD_PHRASES = 100
MAX_KEY_CHARACTERS = 120


def fold(text: str) -> str:
    """Lower case without accents; curly apostrophes become straight ones."""
    if text.isascii():
        return text.lower()
    return _ACCENT.sub("", unicodedata.normalize("NFKD", text.replace("’", "'").replace("‘", "'").lower()))


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which SQLite and JSON cannot carry."""
    return _CONTROL.sub(" ", text)


def words_of(text: str) -> list[str]:
    """Folded words in order. ``a & e`` is one word (``a&e``), a possessive loses its ``'s``."""
    folded = _SPACED_AMPERSAND.sub(r"\1&\2", fold(text))
    return [word.removesuffix("'s") for word in WORD.findall(folded)]


def plain_words(text: str) -> list[str]:
    """Folded words cut at every sign, as the full-text index cuts them."""
    return _PLAIN_WORD.findall(fold(text))


def key_of(text: str) -> str:
    """What two spellings of the same title or keyword have in common."""
    return " ".join(words_of(text))[:MAX_KEY_CHARACTERS]


def keywords_of(text: str) -> list[str]:
    """An editor's keywords field as phrases (split at commas, semicolons, bars and line ends)."""
    return [part.strip() for part in _KEYWORD_BREAK.split(text) if part.strip()][:MAX_KEYWORD_PHRASES]


def initials_of(words: list[str]) -> str:
    """``chronic obstructive pulmonary disease`` → ``copd``; empty unless three to six words."""
    return "".join(word[0] for word in words) if 3 <= len(words) <= 6 else ""


def keys_of(entry: Entry, stop_words: frozenset[str]) -> Iterator[tuple[str, str]]:
    """Every (key, kind) by which an entry is asked for exactly; kind is title, keyword or initials."""
    yield key_of(entry.title), "title"
    content = [word for word in words_of(entry.title) if word not in stop_words]
    if content:
        yield " ".join(content)[:MAX_KEY_CHARACTERS], "title"
    without_brackets = re.sub(r"\([^)]*\)", " ", entry.title)
    if without_brackets != entry.title and key_of(without_brackets):
        yield key_of(without_brackets), "title"
    for acronym in _BRACKETED_ACRONYM.findall(entry.title):
        yield key_of(acronym), "keyword"
    for keyword in keywords_of(entry.keywords):
        yield key_of(keyword), "keyword"
    if initials := initials_of([word for word in words_of(without_brackets) if word not in stop_words]):
        yield initials, "initials"
