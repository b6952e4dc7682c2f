"""Words that find nothing: their likely spellings, and words written together or apart."""

import sqlite3

from search import relevance
from search.embedded import spelling
from search.embedded.match import frequency
from search.levers import Levers
from search.query import Query
from search.repair import Repair
from search.synonyms import Phrase

_SHORTEST_PART = 3
_WEIGHED = 12  # spellings whose frequency is looked up
_ENOUGH = 200  # a word on this many pages is as common as any


def repair(conn: sqlite3.Connection, query: Query, levers: Levers, visible: int) -> Repair:
    """What else to search for. Only words that a visible row holds are offered, so nothing unpublished shows."""
    corrections: list[Phrase] = []
    corrected: dict[str, str] = {}
    missing: list[str] = []
    compounds = [pair for pair in _joined(query) if frequency(conn, pair, visible)]
    unknown = [word for word in query.words if not frequency(conn, (word,), visible)]
    for word in unknown[: relevance.MAX_CORRECTED_WORDS]:
        longer = _completions(conn, word, levers, visible)
        near = [] if longer else _spellings(conn, word, levers, visible)
        apart = _apart(conn, word, visible)
        corrections.extend((other,) for other in (*longer, *near))
        compounds.extend(apart)
        if near:
            corrected[word] = near[0]
        elif apart:
            corrected[word] = " ".join(apart[0])
        elif not longer:
            missing.append(word)
    missing.extend(unknown[relevance.MAX_CORRECTED_WORDS :])
    return Repair(
        corrections=tuple(corrections), compounds=tuple(compounds), corrected=corrected, missing=tuple(missing)
    )


def _spellings(conn: sqlite3.Connection, word: str, levers: Levers, visible: int) -> list[str]:
    """The likeliest spellings: fewest mistakes, then the same first letter, then the word that stands on most pages."""
    ranked = []
    for steps, other in spelling.candidates(conn, word)[:_WEIGHED]:
        times = frequency(conn, (other,), visible, enough=_ENOUGH) if levers.may_suggest(other) else 0
        if times:
            ranked.append((steps, other[0] != word[0], -times, other))
    return [other for *_, other in sorted(ranked)[: relevance.CORRECTIONS_PER_WORD]]


def _completions(conn: sqlite3.Connection, word: str, levers: Levers, visible: int) -> list[str]:
    """Words that the asked one is the beginning of: then it is an abbreviation, not a mistake."""
    found = (other for other in spelling.completions(conn, word) if levers.may_suggest(other))
    return [other for other in found if frequency(conn, (other,), visible)][: relevance.CORRECTIONS_PER_WORD]


def _joined(query: Query) -> list[Phrase]:
    """Neighbours written as one word: ``health care`` → ``healthcare``."""
    return [(one + other,) for one, other in zip(query.words, query.words[1:], strict=False)]


def _apart(conn: sqlite3.Connection, word: str, visible: int) -> list[Phrase]:
    """One word written as two, where they stand side by side somewhere: ``smearttest`` has none, ``smeartest`` one."""
    places = range(_SHORTEST_PART, min(len(word), spelling.LONGEST) - _SHORTEST_PART + 1)
    pairs: list[Phrase] = [(word[:place], word[place:]) for place in places]
    return [pair for pair in pairs if frequency(conn, pair, visible)][:1]
