"""Spelling fixes: find likely spellings, and words written together or apart, for words that find nothing."""

import sqlite3

from search import relevance
from search.embedded import bits, spelling
from search.embedded.texts import Texts
from search.names import is_name, names_as_words
from search.query import Query
from search.search_settings import SearchSettings
from search.spelling_fix import SpellingFix
from search.spellings import compound_cuts, cuts, is_compound, joined_pairs
from search.synonyms import Phrase

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
    compounds: list[Phrase] = []
    spellings = [each for each in query.spellings if texts.frequency(each.phrase, visible_rows)]
    spelt = {each.term for each in spellings}
    unknown = []
    for word in query.words:
        if not texts.frequency((word,), visible_rows):
            unknown += [word] if (word,) not in spelt else []
        elif is_compound(word):
            compounds.extend(_apart(conn, texts, word, visible_rows))
    compounds.extend(names_as_words(query.words, unknown))
    unknown = [word for word in unknown if not is_name(word)]
    for word in unknown[: relevance.MAX_CORRECTED_WORDS]:
        longer = _completions(conn, texts, word, visible_rows)
        near = [] if longer else _spellings(conn, texts, word, visible_rows)
        apart = _in_two(texts, cuts(word), visible_rows)
        corrections.extend((other,) for other in (*longer, *near))
        compounds.extend(apart)
        if replacement := search_settings.first_to_suggest([*near, *(" ".join(pair) for pair in apart)]):
            corrected[word] = replacement
        elif not (longer or near or apart):
            missing.append(word)
    missing.extend(unknown[relevance.MAX_CORRECTED_WORDS :])
    return SpellingFix(
        corrections=tuple(corrections),
        compounds=tuple(compounds),
        corrected=corrected,
        missing=tuple(missing),
        spellings=tuple(spellings),
        joined=tuple(
            joined for joined, pair in joined_pairs(query.words, spellings) if not texts.frequency(pair, visible_rows)
        ),
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


def _apart(conn: sqlite3.Connection, texts: Texts, word: str, visible_rows: bytes) -> list[Phrase]:
    """A word that some page has, as other pages write it in two."""
    pairs = compound_cuts(word)
    parts = spelling.words_among(conn, {part for pair in pairs for part in pair})
    return _in_two(texts, [pair for pair in pairs if parts.issuperset(pair)], visible_rows)


def _in_two(texts: Texts, pairs: list[Phrase], visible_rows: bytes) -> list[Phrase]:
    """One word written as two, where they stand side by side somewhere: ``smearttest`` has none, ``smeartest`` one."""
    return next(([pair] for pair in pairs if texts.frequency(pair, visible_rows)), [])
