"""Spelling fixes: find likely spellings, and words written together or apart, for words that find nothing."""

import sqlite3

from search import relevance
from search.embedded import bits, spelling
from search.embedded.texts import Texts
from search.query import Query
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix
from search.synonyms import Phrase

_MIN_PART_LENGTH = 3
_WEIGHED = 12  # spellings whose frequency is looked up
_ENOUGH = 200  # a word on this many pages is as common as any


def fix_spelling(
    conn: sqlite3.Connection, texts: Texts, query: Query, search_settings: SearchSettings, visible: int
) -> SpellingFix:
    """What else to search for. Only words that a visible row holds are offered, so nothing unpublished shows.

    A word never to suggest is searched for like any other: readers are only not told of it.
    """
    corrections: list[Phrase] = []
    corrected: dict[str, str] = {}
    missing: list[str] = []
    visible_rows = bits.as_bytes(visible)
    compounds = [pair for pair in _joined(query) if texts.frequency(pair, visible_rows)]
    unknown = [word for word in query.words if not texts.frequency((word,), visible_rows)]
    for word in unknown[: relevance.MAX_CORRECTED_WORDS]:
        longer = _completions(conn, texts, word, visible_rows)
        near = [] if longer else _spellings(conn, texts, word, visible_rows)
        apart = _apart(texts, word, visible_rows)
        corrections.extend((other,) for other in (*longer, *near))
        compounds.extend(apart)
        if replacement := search_settings.first_to_suggest([*near, *(" ".join(pair) for pair in apart)]):
            corrected[word] = replacement
        elif not (longer or near or apart):
            missing.append(word)
    missing.extend(unknown[relevance.MAX_CORRECTED_WORDS :])
    return SpellingFix(
        corrections=tuple(corrections), compounds=tuple(compounds), corrected=corrected, missing=tuple(missing)
    )


def _spellings(conn: sqlite3.Connection, texts: Texts, word: str, visible_rows: bytes) -> list[str]:
    """The likeliest spellings: fewest mistakes, then the same first letter, then the word that stands on most pages."""
    ranked = []
    for steps, other in spelling.candidates(conn, word)[:_WEIGHED]:
        times = texts.frequency((other,), visible_rows, enough=_ENOUGH)
        if times:
            ranked.append((steps, other[0] != word[0], -times, other))
    return [other for *_, other in sorted(ranked)[: relevance.CORRECTIONS_PER_WORD]]


def _completions(conn: sqlite3.Connection, texts: Texts, word: str, visible_rows: bytes) -> list[str]:
    """Words that the asked one is the beginning of: then it is an abbreviation, not a mistake."""
    return [other for other in spelling.completions(conn, word) if texts.frequency((other,), visible_rows)][
        : relevance.CORRECTIONS_PER_WORD
    ]


def _joined(query: Query) -> list[Phrase]:
    """Neighbours written as one word: ``health care`` → ``healthcare``."""
    return [(one + other,) for one, other in zip(query.words, query.words[1:], strict=False)]


def _apart(texts: Texts, word: str, visible_rows: bytes) -> list[Phrase]:
    """One word written as two, where they stand side by side somewhere: ``smearttest`` has none, ``smeartest`` one."""
    places = range(_MIN_PART_LENGTH, min(len(word), spelling.MAX_WORD_LENGTH) - _MIN_PART_LENGTH + 1)
    pairs: list[Phrase] = [(word[:place], word[place:]) for place in places]
    return [pair for pair in pairs if texts.frequency(pair, visible_rows)][:1]
