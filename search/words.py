"""Words and keys: one reading of text for both engines."""

import re

from search.folding import fold, without_invisible

__all__ = ["distinct_words", "fold", "key_of", "keywords_of", "plain_words", "printable", "words_of", "written_words"]

WORD = re.compile(r"[^\W_]+(?:['&-][^\W_]+)*")
_PLAIN_WORD = re.compile(r"[^\W_]+")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ufdd0-\ufdef\ud800-\udfff]")
_SPACED_AMPERSAND = re.compile(r"\b(\w) & (\w)\b")
_KEYWORD_BREAK = re.compile(r"[,;|\n\r]+")
# For ASCII these tables do by one pass in C what the patterns above do; other bytes of UTF-8 stay as they are.
_ASCII, _OTHERS = [chr(code) for code in range(128)], bytes(range(128, 256))
_ASCII_PRINTABLE = bytes(ord(_CONTROL.sub(" ", sign)) for sign in _ASCII) + _OTHERS
_ASCII_WORDS = bytes(ord(sign.lower() if _PLAIN_WORD.match(sign) else " ") for sign in _ASCII) + _OTHERS
MAX_KEYWORD_PHRASES = 100
MAX_KEY_CHARACTERS = 120


def printable(text: str) -> str:
    """The text without control characters and lone surrogates, which SQLite and JSON cannot carry.

    Signs inside words that nobody sees (soft hyphens) are gone too: they would cut a word in two.
    """
    if text.isprintable():
        return text
    if text.isascii():
        return text.encode().translate(_ASCII_PRINTABLE).decode()
    return without_invisible(_CONTROL.sub(" ", text))


def words_of(text: str) -> list[str]:
    """Folded words in order. ``a & e`` is one word (``a&e``), a possessive loses its ``'s``."""
    words = written_words(text)
    return [word.removesuffix("'s") for word in words] if "'" in text or not text.isascii() else words


def written_words(text: str) -> list[str]:
    """The same, possessives as they are: a phrase must hold them as texts do."""
    folded = fold(text)
    if "&" in folded:
        folded = _SPACED_AMPERSAND.sub(r"\1&\2", folded)
    return WORD.findall(folded)


def plain_words(text: str) -> list[str]:
    """Folded words cut at every sign, as the full-text index cuts them."""
    return _PLAIN_WORD.findall(fold(text))


def distinct_words(text: str) -> frozenset[str]:
    """The different ones of ``plain_words``, several times quicker: only words beyond ASCII are folded one by one."""
    words = text.encode(errors="replace").translate(_ASCII_WORDS).decode().split()
    if text.isascii():
        return frozenset(words)
    unique_words = set(words)
    for word in [word for word in unique_words if not word.isascii()]:
        unique_words.remove(word)
        unique_words.update(plain_words(word))
    return frozenset(unique_words)


def key_of(text: str) -> str:
    """What two spellings of the same title or keyword have in common."""
    return " ".join(words_of(text))[:MAX_KEY_CHARACTERS]


def keywords_of(text: str) -> list[str]:
    """An editor's keywords field as phrases (split at commas, semicolons, bars and line ends)."""
    return [part.strip() for part in _KEYWORD_BREAK.split(text) if part.strip()][:MAX_KEYWORD_PHRASES]
