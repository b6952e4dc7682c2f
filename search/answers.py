"""Answers above results: which of the editors' answers a query calls for. Pure, bounded, and the same for each engine.

An answer lists queries. A reader's query is one of them when it has all its words in order; words around it that ask
(*what to do for*: ``question_words.txt`` of the answer's language) count for nothing. ``*`` alone stands for any words
or none, at the end of a word for any ending.

Three readings of a query are tried, and the first that fits counts: as written; with synonyms in it (for an emergency
only equals); and for an emergency with one letter wrong or with spaces elsewhere, unless that is a query of its own
(``lookalikes.txt``: *Stoke* is no misspelt *stroke*).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from search.languages import Language, language_of
from search.request import MAX_QUERY_CHARACTERS
from search.synonyms import Synonyms, merged
from search.words import printable, words_of

EMERGENCY = "emergency"
# In the order in which they are shown.
KINDS = (EMERGENCY, "page", "contact", "hours")
MAX_ANSWERS = 500
MAX_QUERIES = 100
MAX_ANSWERS_FOR_ONE_QUERY = 3
# Shorter queries are too much like others: "fits" and "fats".
MIN_CHARACTERS_TO_MISSPELL = 5
_MAX_VARIANTS = 20
_APOSTROPHES = str.maketrans({"'": None, "-": " "})


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer. ``page`` is the content_id of the page it leads to, empty for none; ``text`` is plain, with lines."""

    kind: str
    queries: tuple[str, ...]
    title: str = ""
    text: str = ""
    phones: tuple[str, ...] = ()
    page: str = ""
    locale: str = "en"

    def to_json(self) -> dict[str, Any]:
        """The answer as it travels in the log."""
        names = ("kind", "title", "text", "page", "locale")
        lists = {"queries": list(self.queries), "phones": list(self.phones)}
        return {name: getattr(self, name) for name in names} | lists

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> "Answer":
        """The reverse of ``to_json``; a missing part is empty. Raises KeyError without a kind."""
        lists: dict[str, Any] = {name: tuple(value.get(name, ())) for name in ("queries", "phones")}
        texts = {name: value[name] for name in ("title", "text", "page", "locale") if name in value}
        return cls(value["kind"], **lists, **texts)


@dataclass(frozen=True, slots=True)
class _Group:
    """The answers of one language, by the queries they list; each number is an answer's place.

    ``joined`` holds, by length, the queries that may be misspelt, without spaces.
    """

    language: Language
    synonyms: Synonyms
    is_emergency: bool
    exact: dict[str, list[int]] = field(default_factory=dict)
    with_stars: list[tuple[tuple[str, ...], int]] = field(default_factory=list)
    joined: dict[int, list[tuple[str, int]]] = field(default_factory=dict)


class AnswerBook:
    """The answers of one site, ready to be looked up."""

    def __init__(self, answers: Iterable[Answer], synonyms: Synonyms | None = None) -> None:
        self._answers = tuple(answers)[:MAX_ANSWERS]
        self._synonyms = synonyms or Synonyms()
        self._groups: dict[tuple[str, bool], _Group] = {}
        for number, answer in enumerate(self._answers):
            for query in answer.queries[:MAX_QUERIES]:
                self._add(number, answer, query)

    def _add(self, number: int, answer: Answer, query: str) -> None:
        language, is_emergency = language_of(answer.locale), answer.kind == EMERGENCY
        empty = _Group(language, merged(language.synonyms, self._synonyms), is_emergency)
        group = self._groups.setdefault((language.code, is_emergency), empty)
        pattern = pattern_of(query)
        if any("*" in word for word in pattern):
            group.with_stars.append((pattern, number))
            return
        if pattern:
            group.exact.setdefault(" ".join(pattern), []).append(number)
        joined = "".join(pattern)
        if is_emergency and len(joined) >= MIN_CHARACTERS_TO_MISSPELL:
            group.joined.setdefault(len(joined), []).append((joined, number))

    def answers_for(self, text: str) -> list[Answer]:
        """Return the answers to a reader's query, emergencies first; none for most. Never raises."""
        words = _plain_words(printable(text[:MAX_QUERY_CHARACTERS]))
        numbers: set[int] = set()
        for is_emergency in (True, False):
            groups = [group for group in self._groups.values() if group.is_emergency == is_emergency]
            for step in (_as_written, _by_synonyms, _misspelt):
                if matches := {number for group in groups for number in step(group, words)}:
                    numbers |= matches
                    break
        answers = sorted((self._answers[number] for number in sorted(numbers)), key=_rank)
        return answers[:MAX_ANSWERS_FOR_ONE_QUERY]


def pattern_of(query: str) -> tuple[str, ...]:
    """Return a listed query as words, ``*`` for any words, and beginnings of words with ``*`` behind them."""
    pattern: list[str] = []
    for part in query.split():
        words = _plain_words(part)
        pattern += words[:-1]
        star = "*" if part.endswith("*") else ""
        if words or star:
            pattern.append((words[-1] if words else "") + star)
    return tuple(pattern)


def is_within_one_edit(one: str, other: str) -> bool:
    """Say whether two texts are equal, or a letter more, less or changed, or two neighbours swapped, makes them so."""
    start = 0
    for ours, theirs in zip(one, other, strict=False):
        if ours != theirs:
            break
        start += 1
    one, other = one[start:], other[start:]
    swapped = one[:2] == other[1::-1] and one[2:] == other[2:]
    return one[1:] == other or one == other[1:] or one[1:] == other[1:] or swapped


def _rank(answer: Answer) -> int:
    return KINDS.index(answer.kind) if answer.kind in KINDS else len(KINDS)


def _plain_words(text: str) -> list[str]:
    """Folded words without apostrophes and hyphens: *can't* is *cant*, *self-harm* is *self harm*."""
    return " ".join(words_of(text)).translate(_APOSTROPHES).split()


def _forms(group: _Group, words: Sequence[str]) -> Iterator[Sequence[str]]:
    """The words, and what stays of them without those that only ask, at both ends."""
    yield words
    start, end, around = 0, len(words), group.language.question_words
    while start < end and words[start] in around:
        start += 1
    while start < end and words[end - 1] in around:
        end -= 1
    if start < end and end - start < len(words):
        yield words[start:end]


def _as_written(group: _Group, words: Sequence[str]) -> Iterator[int]:
    for form in _forms(group, words):
        yield from group.exact.get(" ".join(form), ())
        yield from (number for pattern, number in group.with_stars if _fits(pattern, form))


def _by_synonyms(group: _Group, words: Sequence[str]) -> Iterator[int]:
    # Who looks for the vaccine MenACWY, which leads to meningitis one way, has no meningitis.
    synonyms = (each for each in group.synonyms.expand(words) if each.equal or not group.is_emergency)
    for synonym in islice(synonyms, _MAX_VARIANTS):
        size = len(synonym.term)
        for place in range(len(words) - size + 1):
            if tuple(words[place : place + size]) == synonym.term:
                instead = _plain_words(" ".join(synonym.phrase))
                yield from _as_written(group, [*words[:place], *instead, *words[place + size :]])
                break


def _misspelt(group: _Group, words: Sequence[str]) -> Iterator[int]:
    for form in _forms(group, words):
        if " ".join(form) in group.language.lookalikes:
            continue
        joined = "".join(form)
        for length in (len(joined) - 1, len(joined), len(joined) + 1):
            for query, number in group.joined.get(length, ()):
                if is_within_one_edit(joined, query):
                    yield number


def _fits(pattern: Sequence[str], words: Sequence[str]) -> bool:
    """Say whether words fit a pattern: each ``*`` takes as few as it can, and only the last one tries again."""
    place = at = began = 0
    last_star = -1
    while at < len(words):
        here = pattern[place] if place < len(pattern) else ""
        if here == "*":
            last_star, began = place, at
            place += 1
        elif here and (words[at].startswith(here[:-1]) if here.endswith("*") else words[at] == here):
            place, at = place + 1, at + 1
        elif last_star >= 0:
            began += 1
            place, at = last_star + 1, began
        else:
            return False
    return all(each == "*" for each in pattern[place:])
