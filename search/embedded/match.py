"""Matching: finds the rows of a query and the strength of their text evidence."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, TypedDict

from search import relevance
from search.embedded import bits
from search.embedded.texts import Index, Texts
from search.evidence import Evidence
from search.synonyms import Phrase

Scores = dict[int, float]
# Up to this share of the entries FTS5's own measure of rarity is near enough to the one that is wanted.
_RARE = 0.1


class Share(TypedDict):
    """A line of an explanation: what was found, in which fields, and what it is worth there."""

    kind: str
    text: str
    field: str
    score: float


@dataclass(slots=True)
class MatchPlan:
    """How one index is asked.

    ``together`` are words for which one question is enough, since each counts in full. ``apart`` are asked one by one.
    ``beside`` are so common that they are looked for in bodies only beside one of ``together``, else in titles and
    keywords. ``pairs`` are asked together too; ``counts`` says how many rows of ``entries`` hold each phrase.
    """

    entries: int
    together: list[Evidence] = field(default_factory=list)
    beside: list[Evidence] = field(default_factory=list)
    apart: list[Evidence] = field(default_factory=list)
    pairs: list[Evidence] = field(default_factory=list)
    counts: dict[Phrase, int] = field(default_factory=dict)

    def row_count(self, evidence: Evidence) -> int:
        """How many rows hold the commonest of its names."""
        return max(self.counts[phrase] for phrase in evidence.phrases)

    def rarity(self, evidence: Evidence) -> float:
        """What finding it says, wherever it stands: as much in a title as in a text."""
        return relevance.rarity(self.row_count(evidence), self.entries)

    def companions(self) -> list[Evidence]:
        """What of ``beside`` counts in full beside a rarer word."""
        return [each for each in self.beside if _counts_in_full(each) and 2 * self.row_count(each) <= self.entries]


class Matches(NamedTuple):
    """Row → score, and the set of all rows found: those without a score hold very common words alone."""

    scores: Scores
    rows: int


def matches_of(texts: Texts, evidence: Sequence[Evidence]) -> Matches:
    """Every row that any evidence finds."""
    scores: Scores = {}
    others = 0
    for index in texts.indexes:
        plan = plan_of(index, evidence)
        scores.update(_scores(index, plan))
        for phrase in _phrases(plan.beside):
            others |= index.rows_with(phrase)
    return Matches(scores, others | bits.from_rows(scores))


def plan_of(index: Index, evidence: Sequence[Evidence]) -> MatchPlan:
    """Decide how to ask, from how many rows hold each thing: rarest first, until the rows to score are enough work."""
    plan = MatchPlan(index.entries, pairs=[each for each in evidence if each.kind == "adjacent"])
    others = [each for each in evidence if each.kind != "adjacent"]
    plan.counts = {phrase: index.count(index.any_of([phrase])) for each in others for phrase in each.phrases}
    rows = 0
    for each in sorted(filter(plan.row_count, others), key=plan.row_count):
        rows += plan.row_count(each)
        is_enough = rows > relevance.BODY_ROWS and (plan.together or plan.apart)
        if is_enough or plan.row_count(each) > relevance.MAX_BODY_ROWS:
            plan.beside.append(each)
        elif _counts_in_full(each) and plan.row_count(each) <= _RARE * index.entries:
            plan.together.append(each)
        else:
            plan.apart.append(each)
    return plan


def explanation(texts: Texts, evidence: Sequence[Evidence], row: int) -> list[Share]:
    """What one row's score is made of: what was found, in which fields, and what it is worth there."""
    shares: list[Share] = []
    for index in texts.indexes:
        plan = plan_of(index, evidence)
        together = index.any_of(_phrases(plan.together))
        full = bool(together) and index.score_of(row, together, 1.0) is not None
        for each in evidence:
            where = index.anywhere if each.kind == "adjacent" else index
            shares += _shares(where, plan, each, row, full)
            better, other = sorted((_shares(head, plan, each, row) for head in index.heads), key=_best_share)[::-1]
            shares += better
            shares += [{**share, "score": round(share["score"] * relevance.OTHER_FIELD, 4)} for share in other]
    return shares


def _best_share(shares: list[Share]) -> float:
    return max((share["score"] for share in shares), default=0.0)


def _shares(index: Index, plan: MatchPlan, evidence: Evidence, row: int, full: bool = True) -> list[Share]:
    """What each name of one evidence is worth to a row in one index."""
    shares: list[Share] = []
    for phrase, expression, factor in _questions(index, plan, evidence, full):
        if score := index.score_of(row, expression, factor):
            fields = ", ".join(index.fields_of(row, expression))
            shares.append({"kind": evidence.kind, "text": " ".join(phrase), "field": fields, "score": round(score, 4)})
    return shares


def _scores(index: Index, plan: MatchPlan) -> Scores:
    together, companions = index.any_of(_phrases(plan.together)), plan.companions()
    total = index.scores(together, index.weight) if together else {}
    if together and companions:
        expression = f"({together}) AND ({index.any_of(_phrases(companions))})"
        total.update(index.scores(expression, index.weight))
    for each in plan.apart:
        _add(total, _best(index, plan, each))
    for each in [*plan.together, *plan.apart, *plan.beside]:
        _add(total, _best_head(index, plan, each))
    if pairs := [_pair(index, plan, each) for each in plan.pairs]:
        _add(total, index.anywhere.scores(" OR ".join(pairs), index.weight * relevance.ADJACENT))
    return total


def _best_head(index: Index, plan: MatchPlan, evidence: Evidence) -> Scores:
    """The scores of one evidence in titles and keywords: the better of the two, and a share of the other."""
    few, many = sorted((_best(head, plan, evidence) for head in index.heads), key=len)
    for row, score in few.items():
        other = many.get(row, 0.0)
        many[row] = max(score, other) + relevance.OTHER_FIELD * min(score, other)
    return many


def _best(index: Index, plan: MatchPlan, evidence: Evidence) -> Scores:
    """The scores of one evidence: of several names for a thing the best counts, as if all were as common."""
    best: Scores = {}
    questions = _questions(index, plan, evidence)
    if len(questions) == 1:
        # Nothing to compare it with: over the rows of a common word that is half of Python's work.
        ((_, expression, factor),) = questions
        return index.scores(expression, factor)
    for _, expression, factor in questions:
        for row, score in index.scores(expression, factor).items():
            if score > best.get(row, 0.0):
                best[row] = score
    return best


def _questions(index: Index, plan: MatchPlan, evidence: Evidence, full: bool = True) -> list[tuple[Phrase, str, float]]:
    """How to ask for each phrase, and the factor that puts its rarity right: that among all texts, not heads alone.

    ``full`` says that the row asked about holds one of the words that are asked ``together``.
    """
    if evidence.kind == "adjacent":
        factor = index.weight * evidence.weight
        return [] if index.is_head else [(evidence.phrases[0], _pair(index, plan, evidence), factor)]
    if evidence in plan.beside and not index.is_head and not (full and evidence in plan.companions()):
        return []
    questions = []
    for phrase in evidence.phrases:
        expression = index.any_of([phrase])
        row_count = index.count(expression) if index.is_head else plan.counts[phrase]
        if not row_count:
            continue
        factor = index.weight * evidence.weight
        if index.is_head or evidence in plan.apart:
            factor *= plan.rarity(evidence) / _fts5_rarity(row_count, index.entries)
        questions.append((phrase, expression, factor))
    return questions


def _pair(index: Index, plan: MatchPlan, evidence: Evidence) -> str:
    """A pair of words that are both very common is looked for in titles and keywords only."""
    common = {each.phrases[0] for each in plan.beside}
    (phrase,) = evidence.phrases
    within = "{title keywords} : " if all((word,) in common for word in phrase) else ""
    return f"{within}({index.any_of([phrase])})"


def _counts_in_full(evidence: Evidence) -> bool:
    return evidence.weight == 1.0 and len(evidence.phrases) == 1


def _phrases(evidence: Iterable[Evidence]) -> list[Phrase]:
    return [phrase for each in evidence for phrase in each.phrases]


def _add(total: Scores, more: Scores) -> None:
    if not total:
        total.update(more)
        return
    # Most rows that a title or a pair adds to are there already: the few others are put in at once.
    both = more.keys() & total.keys() if len(more) < len(total) else total.keys() & more.keys()
    sums = [(row, total[row] + more[row]) for row in both]
    total.update(more)
    total.update(sums)


def _fts5_rarity(count: int, entries: int) -> float:
    """FTS5's own inverse document frequency, with its floor: nothing for what most rows hold."""
    return max(math.log((entries - count + 0.5) / (count + 0.5)), 1e-6) if 2 * count < entries else 1e-6
