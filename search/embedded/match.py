"""Which rows a query finds and how strong their text evidence is."""

import math
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from search import relevance
from search.embedded import bits
from search.embedded.record import kept_apart
from search.query import Query
from search.repair import Repair
from search.synonyms import Phrase

_COLUMNS = f"{relevance.SUMMARY_COLUMN}, {relevance.HEADINGS_COLUMN}, {relevance.BODY_COLUMN}"
_SCORES = {
    "search_title": (relevance.TITLE, "bm25(search_title)"),
    "search_keywords": (relevance.KEYWORDS, "bm25(search_keywords)"),
    "search_body": (relevance.BODY, f"bm25(search_body, {_COLUMNS})"),
}
_OUTSIDE_BODY = ("search_title", "search_keywords")


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to look for, and what finding it is worth; ``phrases`` are names for the same thing."""

    kind: str
    phrases: tuple[Phrase, ...]
    weight: float
    indexes: tuple[str, ...] = tuple(_SCORES)


def any_of(phrases: Iterable[Phrase]) -> str:
    """An FTS5 expression that matches any of the phrases."""
    return " OR ".join(f'"{kept_apart(" ".join(phrase))}"' for phrase in phrases)


def evidence_for(conn: sqlite3.Connection, query: Query, mended: Repair) -> list[Evidence]:
    """What a query is searched by: each of the reader's words with its equals, then what they may have meant."""
    own: list[Phrase] = [(word,) for word in query.words] or list(query.phrases)
    equals: dict[Phrase, tuple[Phrase, ...]] = {
        word: (word, *(each.phrase for each in query.synonyms if each.equal and each.asked == word)) for word in own
    }
    others = [each.phrase for each in query.synonyms if not (each.equal and each.asked in equals)]
    wide = _wide(conn, equals)
    found = [Evidence("word", equals[word], 1.0, tuple(_SCORES) if word in wide else _OUTSIDE_BODY) for word in own]
    found += [Evidence("synonym", (phrase,), relevance.SYNONYM) for phrase in others]
    found += [Evidence("correction", (phrase,), relevance.CORRECTION) for phrase in mended.corrections]
    found += [Evidence("compound", (phrase,), relevance.COMPOUND) for phrase in mended.compounds]
    pairs = [*zip(query.words, query.words[1:], strict=False), *query.phrases]
    found += [Evidence("adjacent", (pair,), relevance.ADJACENT, _OUTSIDE_BODY) for pair in pairs]
    return found


def scores(conn: sqlite3.Connection, evidence: Sequence[Evidence], entries: int) -> dict[int, float]:
    """Row → score, for every row that any evidence finds.

    For each evidence the best field counts in full and the others by a share, much as Elasticsearch's cross_fields
    does; rarity is judged by the field where it is commonest, or a word rare in titles alone would outweigh all else.
    """
    total: dict[int, float] = {}
    for each in evidence:
        best: dict[int, float] = {}
        for index, phrase, score in _weighed(conn, each, entries):
            query = f"SELECT rowid, {score} FROM {index} WHERE {index} MATCH ?"  # noqa: S608 (own names and numbers)
            best = _merged(best, dict(conn.execute(query, (any_of([phrase]),))))
        if not total:
            total = best
            continue
        for row, worth in best.items():
            total[row] = total.get(row, 0.0) + worth
    return total


def explained(
    conn: sqlite3.Connection, evidence: Sequence[Evidence], entries: int, row: int
) -> list[dict[str, str | float]]:
    """What one row's score is made of: what was found, in which field, and what it is worth there."""
    shares: list[dict[str, str | float]] = []
    for each in evidence:
        for index, phrase, score in _weighed(conn, each, entries):
            query = f"SELECT {score} FROM {index} WHERE {index} MATCH ? AND rowid = ?"  # noqa: S608
            for (share,) in conn.execute(query, (any_of([phrase]), row)):
                field = index.removeprefix("search_")
                shares.append({"kind": each.kind, "text": " ".join(phrase), "field": field, "score": round(share, 4)})
    return shares


def _merged(one: dict[int, float], other: dict[int, float]) -> dict[int, float]:
    """Both, where a row in both has the better score and a share of the lesser. The smaller is put into the larger."""
    small, large = sorted((one, other), key=len)
    for row, score in small.items():
        there = large.get(row, 0.0)
        large[row] = max(score, there) + relevance.OTHER_FIELDS * min(score, there)
    return large


def _weighed(conn: sqlite3.Connection, evidence: Evidence, entries: int) -> list[tuple[str, Phrase, str]]:
    """Each index and phrase with finds, and the SQL of its score there (FTS5's bm25 is negative: the best is least)."""
    counts = {(index, phrase): count(conn, index, phrase) for index in evidence.indexes for phrase in evidence.phrases}
    commonest = _rarity(max(counts.values()), entries)
    return [
        (index, phrase, f"{-weight * evidence.weight * commonest / _rarity(n, entries)} * {bm25}")
        for (index, phrase), n in counts.items()
        for weight, bm25 in [_SCORES[index]]
        if n
    ]


def _wide(conn: sqlite3.Connection, equals: Mapping[Phrase, Sequence[Phrase]]) -> frozenset[Phrase]:
    """The words that are looked for in bodies too: rarest first, until the rows to score are enough work."""
    counts = {word: sum(count(conn, "search_body", each) for each in phrases) for word, phrases in equals.items()}
    wide: list[Phrase] = []
    rows = 0
    for word in sorted(counts, key=lambda each: counts[each]):
        rows += counts[word]
        if wide and rows > relevance.BODY_ROWS:
            break
        wide.append(word)
    return frozenset(wide)


def _rarity(count: int, entries: int) -> float:
    """FTS5's own inverse document frequency, with its floor."""
    return max(math.log((entries - count + 0.5) / (count + 0.5)) if count <= entries else 0.0, 1e-6)


def count(conn: sqlite3.Connection, index: str, phrase: Phrase) -> int:
    """How many rows of an index hold the phrase."""
    query = f"SELECT COUNT(*) FROM {index} WHERE {index} MATCH ?"  # noqa: S608 (own names only)
    (found,) = conn.execute(query, (any_of([phrase]),)).fetchone()
    return int(found)


def rows_with(conn: sqlite3.Connection, phrase: Phrase) -> int:
    """The set of rows that hold the phrase in any field."""
    expression = any_of([phrase])
    return bits.from_rows(
        row
        for index in _SCORES
        for (row,) in conn.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (expression,))  # noqa: S608
    )


def frequency(conn: sqlite3.Connection, phrase: Phrase, among: int, enough: int = 1) -> int:
    """How many times a row of the set ``among`` holds the phrase in one of the fields; counting stops at ``enough``."""
    stored, expression, times = bits.as_bytes(among), any_of([phrase]), 0
    for index in _SCORES:
        for (row,) in conn.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH ?", (expression,)):  # noqa: S608
            times += bits.holds(stored, row)
            if times >= enough:
                return times
    return times
