"""Synonyms, expanded at query time and for both engines, so that an editor's change is live at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from search.words import words_of

MAX_RULES = 2_000
MAX_PHRASE_WORDS = 6
Phrase = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Synonym:
    """``phrase`` is searched because ``term`` was written. Equals count as the same word, others count less."""

    term: Phrase
    phrase: Phrase
    equal: bool


@dataclass(frozen=True, slots=True)
class Synonyms:
    """``table`` maps a phrase to the phrases also searched for. Expansion is one step, never a chain."""

    table: dict[Phrase, tuple[Synonym, ...]] = field(default_factory=dict)
    longest: int = 1

    def expand(self, words: Sequence[str]) -> list[Synonym]:
        """What to search besides ``words``, in the order met; at each place every listed phrase counts."""
        synonyms: dict[Phrase, Synonym] = {}
        for start in range(len(words)):
            for size in range(1, min(self.longest, len(words) - start) + 1):
                for synonym in self.table.get(tuple(words[start : start + size]), ()):
                    synonyms.setdefault(synonym.phrase, synonym)
        return list(synonyms.values())


def build(two_way: Iterable[Sequence[str]], one_way: Iterable[tuple[str, Sequence[str]]]) -> Synonyms:
    """Synonyms from groups of equals and from (asked, also searched) rules; empty phrases are left out."""
    table: dict[Phrase, dict[Phrase, Synonym]] = {}
    rules = [(term, group, True) for group in list(two_way)[:MAX_RULES] for term in group]
    rules += [(term, also, False) for term, also in list(one_way)[:MAX_RULES]]
    for text, others, equal in rules:
        term = _phrase(text)
        for phrase in map(_phrase, others):
            if term and phrase and phrase != term:
                table.setdefault(term, {}).setdefault(phrase, Synonym(term, phrase, equal))
    return Synonyms(
        {term: tuple(synonyms.values()) for term, synonyms in table.items()}, max(map(len, table), default=1)
    )


def read_rules(lines: Iterable[str]) -> Synonyms:
    """Rules as people write them: ``gp, family doctor`` (equals) or ``jab => vaccination`` (one way)."""
    two_way: list[list[str]] = []
    one_way: list[tuple[str, list[str]]] = []
    for line in lines:
        terms, arrow, others = line.partition("=>")
        if arrow:
            one_way.extend((term, others.split(",")) for term in terms.split(","))
        else:
            two_way.append(terms.split(","))
    return build(two_way, one_way)


def problems(two_way: Iterable[Sequence[str]], one_way: Iterable[tuple[str, Sequence[str]]]) -> list[str]:
    """What an editor should mend, as sentences: groups of one, rules to themselves, and one-way rules that loop."""
    lone = (group for group in two_way if len({*map(_phrase, group)}) < 2)
    sentences = [f"“{', '.join(group)}” needs two different phrases." for group in lone]
    arrows: dict[Phrase, set[Phrase]] = {}
    for term, also in one_way:
        arrows.setdefault(_phrase(term), set()).update(map(_phrase, also))
    for phrase in arrows:
        if _reaches(arrows, phrase):
            sentences.append(f"“{' '.join(phrase)}” leads back to itself: use one two-way rule instead.")
    return sentences


def merged(first: Synonyms, second: Synonyms) -> Synonyms:
    """Both together (the language's own and the editors')."""
    if not second.table:
        return first
    table = dict(first.table)
    for phrase, others in second.table.items():
        table[phrase] = (*table.get(phrase, ()), *others)
    return Synonyms(table, max(first.longest, second.longest))


def _phrase(text: str) -> Phrase:
    return tuple(words_of(text)[:MAX_PHRASE_WORDS])


def _reaches(arrows: dict[Phrase, set[Phrase]], start: Phrase) -> bool:
    visited: set[Phrase] = set()
    waiting = list(arrows[start])
    while waiting:
        phrase = waiting.pop()
        if phrase == start:
            return True
        if phrase not in visited:
            visited.add(phrase)
            waiting.extend(arrows.get(phrase, ()))
    return False
