"""Other spellings of the same words: open, hyphened or joined, a number with its unit, thousands, telephone numbers.

Nothing here knows what pages hold: engines look up which of these spellings any visible page has.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from search import relevance
from search.languages import every_stop_word
from search.names import ENDING, is_name
from search.synonyms import Phrase, Synonym

_PIECE = re.compile(r"\d+|[^\W\d_]+")
_NUMBER = re.compile(r"\d+$")
_MAX_LENGTH = 40
_MAX_GROUPS = 4
_TELEPHONE_DIGITS = range(9, 13)
_MIN_GROUP = 3
_MIN_PART, _MIN_COMPOUND, _MAX_COMPOUND = 3, 7, 24
# What is joined to a word by a hyphen as well as without one.
_SHORT_BEGINNINGS = frozenset({"bi", "co", "de", "re", "un"})


def spellings_of(every: Sequence[str], words: Sequence[str]) -> list[Synonym]:
    """The other spellings of a query: ``every`` word as written, ``words`` those with a subject.

    Each stands for a whole word of the query; what joins two words stands for either.
    """
    spellings = [*_joined_neighbours(every, words), *_joined_numbers(every), *_joined_hyphens(words)]
    spellings += [Synonym((word,), phrase, True) for word in words for phrase in cuts_of(word)]
    return list(dict.fromkeys(spellings))[: relevance.MAX_SPELLINGS]


def phrase_spellings(phrase: Phrase) -> list[Phrase]:
    """The phrase as written first, then with one thing in it spelt in another way."""
    plain = tuple(word.removesuffix("'s") for word in phrase)
    forms = [phrase, plain, tuple(word.removesuffix(ENDING) if is_name(word) else word for word in plain)]
    stop_words = every_stop_word()
    for place, (before, word) in enumerate(pairwise(plain), 1):
        if len(word) == 1 and word in stop_words and before not in stop_words:
            forms.append((*plain[:place], word + ENDING, *plain[place + 1 :]))
        forms.append((*plain[: place - 1], _join(before, word), *plain[place + 1 :]))
    for place, word in enumerate(plain):
        others = [*cuts_of(word), *([(_join(word),)] if "-" in word else [])]
        forms += [(*plain[:place], *other, *plain[place + 1 :]) for other in others]
    return list(dict.fromkeys(forms))[: relevance.MAX_SPELLINGS]


def joined_pairs(words: Sequence[str], spellings: Sequence[Synonym]) -> list[tuple[Phrase, Phrase]]:
    """Words side by side in a query, with the one word that ``spellings`` make of them: ``[((joined,), pair)]``."""
    there = {each.phrase for each in spellings}
    pairs = [((_join(*pair),), pair) for pair in pairwise(words)]
    return [(joined, pair) for joined, pair in pairs if joined in there]


def cuts_of(word: str) -> list[Phrase]:
    """A word with digits cut where people cut it: ``500mg``, ``covid19``, ``10000``, ``03001234567``."""
    if _NUMBER.match(word):
        return [*_thousands(word), *_telephone_groups(word)]
    pieces = _PIECE.findall(word)
    return [tuple(pieces)] if 1 < len(pieces) <= _MAX_GROUPS and "".join(pieces) == word else []


def cuts(word: str) -> list[Phrase]:
    """Every way to write a word in two, for a word that no page has: the first part may be one letter (``x ray``)."""
    ends = range(1, min(len(word), _MAX_COMPOUND) - _MIN_PART + 1)
    return [(word[:end], word[end:]) for end in ends]


def is_compound(word: str) -> bool:
    """Whether a word that some page has may be written in two by another page."""
    return _MIN_COMPOUND <= len(word) <= _MAX_COMPOUND and word.isalpha() and not is_name(word)


def compound_cuts(word: str) -> list[Phrase]:
    """The ways to write such a word in two: of stop words none is made (``information`` is no ``in formation``)."""
    stop_words = every_stop_word()
    pairs = [pair for pair in cuts(word) if len(pair[0]) >= _MIN_PART or pair[0] in _SHORT_BEGINNINGS]
    return [pair for pair in pairs if stop_words.isdisjoint(pair)]


def _joined_neighbours(every: Sequence[str], words: Sequence[str]) -> Iterator[Synonym]:
    stop_words, subjects = every_stop_word(), set(words)
    for pair in pairwise(every):
        terms = [word for word in pair if word in subjects]
        short = any(len(word) == 1 and word in stop_words for word in pair)
        joined = _join(*pair)
        if terms and not short and not any(map(is_name, pair)) and joined not in stop_words:
            yield from (Synonym((term,), (joined,), True) for term in terms if len(joined) <= _MAX_LENGTH)


def _joined_numbers(every: Sequence[str]) -> Iterator[Synonym]:
    """Three or four groups of digits as one number (two are neighbours as any)."""
    for start in range(len(every)):
        for size in range(3, _MAX_GROUPS + 1):
            groups = every[start : start + size]
            if len(groups) == size and all(map(_NUMBER.match, groups)):
                joined = "".join(groups)
                yield from (Synonym((group,), (joined,), True) for group in groups if len(joined) <= _MAX_LENGTH)


def _joined_hyphens(words: Sequence[str]) -> Iterator[Synonym]:
    for word in words:
        if "-" in word:
            parts = [part for part in word.split("-") if part in words]
            yield from (Synonym((term,), (_join(word),), True) for term in (word, *parts))


def _join(*words: str) -> str:
    return "".join(words).replace("-", "")


def _thousands(digits: str) -> list[Phrase]:
    """``10000`` as ``10,000``, which engines cut at the comma."""
    if not 4 <= len(digits) <= 12 or digits[0] == "0":
        return []
    first = len(digits) % 3 or 3
    return [(digits[:first], *(digits[place : place + 3] for place in range(first, len(digits), 3)))]


def _telephone_groups(digits: str) -> list[Phrase]:
    """A telephone number in two or three groups, as they are printed."""
    if len(digits) not in _TELEPHONE_DIGITS or digits[0] != "0":
        return []
    ends = range(_MIN_GROUP, len(digits) - _MIN_GROUP + 1)
    two: list[Phrase] = [(digits[:end], digits[end:]) for end in ends]
    three: list[Phrase] = [
        (digits[:end], digits[end:other], digits[other:]) for end in ends for other in ends if other - end >= _MIN_GROUP
    ]
    return [*three, *two]
