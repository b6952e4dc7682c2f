"""Passages: which section of an entry a query is best answered by, and the excerpt to show of it. Pure.

An engine marks the words it matched in the whole body. The section with the most telling of them is the passage; what
title and summary say counts for every section, and the beginning wins a tie. Passages never change the results' order.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any, NamedTuple

from search import relevance
from search.highlight import END, START
from search.words import plain_words

# Characters: of an excerpt, and of what stands in it before its first marked word.
EXCERPT = 240
BEFORE = 60
# Forms of one word mostly share so many letters: *vaccine* and *vaccinations* count once.
STEM = 5
MAX_SECTIONS = 500
# Sums of the same numbers in another order differ by less.
_EQUAL = 1e-9


@dataclass(frozen=True, slots=True)
class Section:
    """A section of an entry's body from character ``start`` on.

    ``part`` is the path of the part of a guide that it stands in, ``anchor`` that of its heading; either may be empty.
    """

    start: int
    title: str = ""
    part: str = ""
    anchor: str = ""


class Passage(NamedTuple):
    """What to open and what to show: no section means the beginning; ``excerpt`` is marked text, empty for none."""

    section: Section | None
    excerpt: str


class _Mark(NamedTuple):
    start: int
    end: int
    stems: frozenset[str]


def section_rows(sections: Iterable[Section]) -> list[list[Any]]:
    """Sections as JSON has them: ``Section(*row)`` reads a row."""
    return [[each.start, each.title, each.part, each.anchor] for each in sections]


def sections_json(sections: Iterable[Section]) -> str:
    """Sections as they are stored: JSON, empty for none."""
    rows = section_rows(sections)
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":")) if rows else ""


def sections_from(stored: str) -> list[Section]:
    """The reverse of ``sections_json``. Raises ValueError or TypeError for what it did not write."""
    return [Section(*row) for row in json.loads(stored)] if stored else []


def divided(body: str, sections: Sequence[Section]) -> list[tuple[int, str]]:
    """The text of each section that has any, with its number; 0 is the beginning."""
    starts = [0, *(min(max(section.start, 0), len(body)) for section in sections), len(body)]
    pieces = ((number, body[start:end]) for number, (start, end) in enumerate(pairwise(starts)))
    return [(number, text) for number, text in pieces if text.strip()]


def put_together(texts: Mapping[int, str], sections: Sequence[Section]) -> tuple[str, list[Section]]:
    """The reverse of ``divided``, where marked texts may be missing: a body, and where each section begins in it."""
    body, length, moved = [], 0, []
    for number, section in enumerate([Section(0), *sections]):
        if number:
            moved.append(replace(section, start=length))
        text = texts.get(number, "")
        body.append(text)
        length += len(text.replace(START, "").replace(END, ""))
    return "".join(body), moved


def stems_of(text: str) -> frozenset[str]:
    """What the words of a text are known by here."""
    return frozenset(word[:STEM] for word in plain_words(text))


def marked_stems(marked: str) -> frozenset[str]:
    """What the marked words of a text are known by."""
    return frozenset[str]().union(*(stems_of(piece.partition(END)[0]) for piece in marked.split(START)[1:]))


def worth_of(counts: Iterable[tuple[str, int]], entries: int) -> dict[str, float]:
    """Stem → how much finding a word of it tells, from (text, how many of ``entries`` hold it): the rarest counts."""
    worth: dict[str, float] = {}
    for text, count in counts:
        rarity = relevance.rarity(count, entries)
        worth.update({stem: max(rarity, worth.get(stem, 0.0)) for stem in stems_of(text)})
    return worth


def best_passage(
    marked_body: str, sections: Sequence[Section], over: frozenset[str], worth: Mapping[str, float]
) -> Passage:
    """Choose the passage of a body in which an engine has marked what it matched.

    ``over`` are the stems matched in title and summary; ``worth`` is stem → how much finding it tells (1.0 if unknown).
    """
    text, marks = _read(marked_body)
    best, of_best, within, most = None, marks, (0, len(text)), 0.0
    for section, place, inside in _by_section(sections, marks, len(text)):
        stems = frozenset[str]().union(*(mark.stems for mark in inside))
        if section is not None:
            stems |= stems_of(section.title) & worth.keys()
        # What the page is about, each section is about.
        total = sum(worth.get(stem, 1.0) for stem in stems | over)
        if total > most + _EQUAL:
            best, of_best, within, most = section, inside, place, total
    if best is not None and not of_best:
        # Its heading alone says it: what stands below is quoted from its first word.
        return Passage(best, _cut(text, [], *within, within[0]))
    # The beginning may hold a word in its title alone: then something else is quoted.
    quoted, place = (of_best, within) if of_best else (marks, (0, len(text)))
    return Passage(best, _excerpt(text, quoted, *place, worth) if quoted else "")


def _read(marked: str) -> tuple[str, list[_Mark]]:
    """The text without its marks, and where they stand in it."""
    first, *pieces = marked.split(START)
    done, length, marks = [first.replace(END, "")], len(first.replace(END, "")), []
    for piece in pieces:
        word, _, rest = piece.partition(END)
        rest = rest.replace(END, "")
        marks.append(_Mark(length, length + len(word), stems_of(word)))
        done += [word, rest]
        length += len(word) + len(rest)
    return "".join(done), marks


def _by_section(
    sections: Sequence[Section], marks: Sequence[_Mark], length: int
) -> Iterable[tuple[Section | None, tuple[int, int], list[_Mark]]]:
    """Each section with its place and its marks; the beginning, None, comes first."""
    places = sorted(sections[:MAX_SECTIONS], key=lambda section: section.start)
    starts = [0, *(min(max(section.start, 0), length) for section in places), length + 1]
    waiting = list(reversed(marks))
    for section, (start, end) in zip([None, *places], pairwise(starts), strict=True):
        inside = []
        while waiting and waiting[-1].start < end:
            inside.append(waiting.pop())
        yield section, (start, min(end, length)), inside


def _excerpt(text: str, marks: Sequence[_Mark], start: int, end: int, worth: Mapping[str, float]) -> str:
    """The stretch between ``start`` and ``end`` that holds most of what was matched, with its marks."""
    first = _richest(marks, worth)
    begin = max(start, first.start - BEFORE)
    if begin > start:
        # After the end of a sentence, else of a word.
        before = text[begin : first.start]
        sentence = max(before.rfind(sign) for sign in (". ", "? ", "! ", "\n"))
        begin += sentence + 1 if sentence >= 0 else before.find(" ") + 1
    return _cut(text, marks, start, end, begin, first.end)


def _cut(text: str, marks: Sequence[_Mark], start: int, end: int, begin: int, least: int = 0) -> str:
    """What stands from ``begin`` on, up to ``end`` or EXCERPT characters, with its marks; never less than ``least``."""
    stop = min(end, begin + EXCERPT)
    if stop < end:
        space = text.rfind(" ", max(least, begin), stop)
        stop = space if space > 0 else stop
    pieces, place = [], begin
    for mark in marks:
        if begin <= mark.start and mark.end <= stop:
            pieces += [text[place : mark.start], START, text[mark.start : mark.end], END]
            place = mark.end
    excerpt = "".join([*pieces, text[place:stop]]).strip()
    return f"{'…' if begin > start else ''}{excerpt}{'…' if stop < end else ''}"


def _richest(marks: Sequence[_Mark], worth: Mapping[str, float]) -> _Mark:
    """The mark with which the excerpt begins that holds most; the first of equals."""
    stems: Counter[str] = Counter()
    best, most, total, last = marks[0], -1.0, 0.0, 0
    for first in marks:
        while last < len(marks) and (marks[last].end <= first.start + EXCERPT - BEFORE or marks[last] is first):
            total += sum(worth.get(stem, 1.0) for stem in marks[last].stems if not stems[stem])
            stems.update(marks[last].stems)
            last += 1
        if total > most + _EQUAL:
            best, most = first, total
        stems.subtract(first.stems)
        total -= sum(worth.get(stem, 1.0) for stem in first.stems if not stems[stem])
    return best
