"""Ranking: orders results by text evidence, then by what is exact, wanted, recent or popular."""

import heapq
import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from search import relevance
from search.embedded import bits
from search.evidence import ExactKeys

PROMOTED, RERANKED, TEXT, UNSCORED = 0, 1, 2, 3


@dataclass(frozen=True, slots=True, order=True)
class RankedRow:
    """One row in its place: the tier, then the score (negative, so that the best sorts first), then the row."""

    tier: int
    falling: float
    row: int
    factors: dict[str, float] = field(default_factory=dict, compare=False)

    @property
    def score(self) -> float:
        """The score, higher is better."""
        return -self.falling


def exact_kinds(conn: sqlite3.Connection, keys: ExactKeys) -> dict[int, str]:
    """Rows whose title, subject, keyword or initials are one of the keys, with the strongest kind."""
    if not keys.every:
        return {}
    marks = ",".join("?" * len(keys.every))
    kinds: dict[int, str] = {}
    shares = relevance.exact_shares()
    key_rows = conn.execute(f"SELECT entry, kind, key FROM search_key WHERE key IN ({marks})", keys.every)  # noqa: S608
    for row, stored_kind, key in key_rows:
        kind = "subject" if stored_kind == "title" and key not in keys.whole else stored_kind
        if row not in kinds or shares[kind] > shares[kinds[row]]:
            kinds[row] = kind
    return kinds


def place(
    conn: sqlite3.Connection,
    scores: Mapping[int, float],
    rows: int,
    exact: Mapping[int, str],
    promoted: Sequence[int],
    preferred: int,
    now: int,
    limit: int,
) -> list[RankedRow]:
    """The first ``limit`` of the set ``rows`` in order, or more; ``preferred`` is the set of the types that come first.

    Rows that have no score come last, in the order of their ids.
    """
    strength = bits.scores_within(scores, rows)
    best, shares = max(strength.values(), default=0.0) or 1.0, relevance.exact_shares()
    for row, kind in exact.items():
        if rows >> row & 1:
            strength[row] = strength.get(row, 0.0) + best * shares[kind]
    for row in promoted:
        strength.pop(row, None)
    window = _strongest(strength, relevance.RERANKED)
    if preferred:
        window = list({*window, *_strongest(bits.scores_within(strength, preferred), relevance.RERANKED)})
    placed = [RankedRow(PROMOTED, float(index), row, {"promoted": index + 1}) for index, row in enumerate(promoted)]
    placed += sorted(_reranked(conn, window, exact, preferred, now))
    if len(placed) < limit:
        scored = bits.from_rows([*strength, *promoted])
        for row, _ in window:
            del strength[row]
        placed += [RankedRow(TEXT, -score, row) for row, score in _strongest(strength, limit - len(placed))]
        placed += [RankedRow(UNSCORED, 0.0, row) for row in bits.first(rows & ~scored, limit - len(placed))]
    return placed


def _strongest(strength: Mapping[int, float], limit: int) -> list[tuple[int, float]]:
    """The strongest rows in order. Looking at bare numbers first is several times quicker than a heap with a key."""
    pairs: Iterable[tuple[int, float]] = strength.items()
    if len(strength) > limit:
        least = heapq.nlargest(limit, strength.values())[-1] if limit else math.inf
        pairs = [pair for pair in pairs if pair[1] >= least]
    return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))[:limit]


def _reranked(
    conn: sqlite3.Connection, window: Sequence[tuple[int, float]], exact: Mapping[int, str], preferred: int, now: int
) -> list[RankedRow]:
    marks = ",".join("?" * len(window))
    query = f"SELECT rowid, type, published_at, popularity FROM search_entry WHERE rowid IN ({marks})"  # noqa: S608
    facts = {row: rest for row, *rest in conn.execute(query, [row for row, _ in window])}
    placed = []
    for row, score in window:
        kind, published_at, popularity = facts[row]
        age, liked = relevance.recency(kind, published_at, now), relevance.popularity_gain(popularity)
        factors = {"recency": age, "popularity": liked}
        # A page of exactly this title is what was asked for, whatever its type.
        if preferred >> row & 1 or (preferred and exact.get(row) == "title"):
            factors["first_type"] = relevance.FIRST_TYPE
        final = score
        for factor in factors.values():
            final *= factor
        if row in exact:
            factors[f"exact_{exact[row]}"] = relevance.exact_shares()[exact[row]]
        placed.append(RankedRow(RERANKED, -final, row, factors))
    return placed
