"""Folding: the plain form in which text is compared, whatever the signs of Unicode it is written with."""

import re
import unicodedata
from functools import cache

_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
# Soft hyphens, zero-width signs and marks of direction: they are not seen, so they count for nothing.
INVISIBLE = "\u00ad\u034f\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff"
_INVISIBLE_IN_WORD = re.compile(rf"(?<=\w)[{INVISIBLE}]+(?=\w)")
_NOTHING = re.compile(rf"[{INVISIBLE}\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe00-\ufe0f]")
# What Unicode does not take apart, but people type in these letters.
_LETTERS = {"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ß": "ss", "ı": "i"}
_SIGNS = {
    **dict.fromkeys("’‘ʼ＇´ʹ", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2212\ufe63\uff0d", "-"),
    "＆": "&",
}
_LATIN = re.compile("[\u00c0-\u024f\u1e00-\u1eff\uff00-\uffef]")
_HANGUL = range(0xAC00, 0xD7A4)


def fold(text: str) -> str:
    """Lower case without accents; ligatures, raised, lowered and full-width signs as plain ones.

    Curly apostrophes become straight, dashes inside words hyphens; what is not seen is gone. A letter or a digit
    becomes letters or digits, so that a word stays one word.
    """
    if text.isascii():
        return text.lower()
    return _BEYOND_ASCII.sub(lambda match: _plain(match[0]), unicodedata.normalize("NFC", text.lower()))


def without_invisible(text: str) -> str:
    """The text without the signs inside its words that nobody sees."""
    return text if text.isascii() else _INVISIBLE_IN_WORD.sub("", text)


@cache
def _plain(sign: str) -> str:
    if sign in _SIGNS:
        return _SIGNS[sign]
    if _NOTHING.match(sign):
        return ""
    if sign in _LETTERS:
        return _LETTERS[sign]
    if not sign.isalnum() or ord(sign) in _HANGUL:
        return sign
    plain = _NOTHING.sub("", unicodedata.normalize("NFKD", sign)).lower()
    # ½ would become two words: it stays as it is.
    return plain if plain.isalnum() else sign


@cache
def letters_with_plain_forms() -> dict[str, str]:
    """Letters and digits that ``fold`` writes as others, with these: for Elasticsearch, which folds by a list.

    Latin letters with accents are not among them, which its own filter folds, nor letters without capitals.
    """
    letters = (chr(code) for code in range(0x80, 0x20000) if chr(code).isalnum() and not _LATIN.match(chr(code)))
    pairs = ((letter, fold(letter)) for letter in letters)
    return {
        letter: plain
        for letter, plain in pairs
        if plain not in {letter, letter.lower()} and (plain.isascii() or plain.upper() != plain)
    }
