"""Names among stop words: WHO, ME, IT and the A of hepatitis A are no words without a subject.

Where a title, a keyword or a query writes a stop word in capitals it is a name, and so is a lone capital letter after a
noun. A name is given an ending that no word has: it is then another word than ``who`` or ``a``, for both engines.
"""

import re
from collections.abc import Sequence

from search.languages import every_stop_word

#: Put after a name. No stemmer takes it off, and both engines leave the word in its place.
ENDING = "qz"
_CAPITALS = re.compile(r"(?<![^\W_])[A-Z]{1,12}(?![^\W_])")
_NOT_ALONE = re.compile(r"['’&]|\s&")
_BEFORE = re.compile(r"([^\W_]+)(?:[ \u00a0-]|[ \u00a0]\()$")
_WORD = re.compile(r"[^\W_]+")
_MIN_SHOUTED_WORDS = 3


def with_names(text: str, ending: str = ENDING) -> str:
    """The text with ``ending`` after each name; as it is when all of it is in capitals."""
    if text.islower() or not _CAPITALS.search(text) or _is_shouted(text):
        return text
    stop_words = every_stop_word()

    def name(match: re.Match[str]) -> str:
        word = match[0]
        if word.lower() not in stop_words or (len(word) == 1 and not _follows_a_noun(text, match)):
            return word
        return word + ending

    return _CAPITALS.sub(name, text)


def is_name(word: str) -> bool:
    """Whether a folded word is one that ``with_names`` marked."""
    return word.endswith(ENDING) and word.removesuffix(ENDING) in every_stop_word()


def without_ending(word: str) -> str:
    """The word as readers write it."""
    return word.removesuffix(ENDING) if is_name(word) else word


def names_as_words(words: Sequence[str], unknown: Sequence[str]) -> list[tuple[str, ...]]:
    """What to look for where ``words`` are only names, and ``unknown`` to all pages: they were stop words after all."""
    if set(words) != set(unknown) or not all(map(is_name, words)):
        return []
    return [(without_ending(word),) for word in words]


def possible_names(words: list[str]) -> list[tuple[str, ...]]:
    """Phrases in which a stop word that is not in capitals may yet be a name: beside a word that has a subject.

    ``hepatitis a vaccine`` may ask for hepatitis A, and ``who guidelines`` for those of WHO. A lone letter is a name
    after a noun only.
    """
    stop_words = every_stop_word()
    phrases: list[tuple[str, ...]] = []
    for place, word in enumerate(words):
        if word not in stop_words or not word.isalnum():
            continue
        before = words[place - 1] if place else ""
        after = words[place + 1] if place + 1 < len(words) else ""
        if before and before not in stop_words:
            phrases.append((before, word + ENDING))
        if len(word) > 1 and after and after not in stop_words:
            phrases.append((word + ENDING, after))
    return phrases


def _follows_a_noun(text: str, match: re.Match[str]) -> bool:
    before = _BEFORE.search(text, max(0, match.start() - 60), match.start())
    return bool(before and before[1].lower() not in every_stop_word()) and not _NOT_ALONE.match(text, match.end())


def _is_shouted(text: str) -> bool:
    return text.isupper() and len(_WORD.findall(text)) >= _MIN_SHOUTED_WORDS
