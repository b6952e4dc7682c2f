"""Full-text lookups: say which rows of a copy hold a phrase, how many, and with what score."""

import dataclasses
import sqlite3
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

from search import relevance
from search.embedded import bits
from search.embedded.answer_cache import AnswerCache
from search.embedded.indexes import COLUMNS, MINOR, TEXT_COLUMNS, columns_of, head_of, index_of
from search.embedded.record import kept_apart
from search.languages import Language, codes, language_of
from search.synonyms import Phrase

# For all copies of a process together: some thousand words' rows in a copy of 20,000 entries, and the scores of a few
# dozen words that stand on most pages.
_counts: AnswerCache[int] = AnswerCache(1_000_000, lambda count: 0)
_rows: AnswerCache[int] = AnswerCache(4_000_000, lambda rows: rows.bit_length() // 8)
_scores: "AnswerCache[tuple[array[int], array[float]]]" = AnswerCache(4_000_000, lambda columns: 16 * len(columns[0]))
_MANY = 1_000  # fewer are read again as quickly


@dataclass(frozen=True, slots=True)
class Index:
    """One index of a language's texts and how many entries it holds; ``weight`` is what a find counts for who asked.

    ``mark`` stands for the state of the copy, ``fields`` are those in which a find counts: all rows that match in any
    are found.
    """

    conn: sqlite3.Connection
    mark: int
    language: Language
    name: str
    entries: int
    weight: float
    fields: tuple[str, ...] = TEXT_COLUMNS

    @property
    def is_head(self) -> bool:
        """Whether it holds titles alone, or names alone."""
        return self.name != index_of(self.language)

    @property
    def heads(self) -> "list[Index]":
        """The indexes of the same entries' titles alone and of their names alone."""
        return [
            dataclasses.replace(self, name=head_of(self.language, head), weight=self.weight * times, fields=(head,))
            for head, times in relevance.head_times().items()
        ]

    @property
    def anywhere(self) -> "Index":
        """The same index, in which a find counts in every field."""
        return dataclasses.replace(self, fields=COLUMNS)

    def any_of(self, phrases: Iterable[Phrase]) -> str:
        """An FTS5 expression that matches any of the phrases."""
        return " OR ".join(f'"{kept_apart(" ".join(phrase), self.language)}"' for phrase in phrases)

    def count(self, expression: str) -> int:
        """How many rows match."""
        key = (self.mark, self.name, expression)
        if (rows := _rows.get(key)) is not None:
            return rows.bit_count()
        if (cached_count := _counts.get(key)) is not None:
            return cached_count
        query = f"SELECT COUNT(*) FROM {self.name} WHERE {self.name} MATCH ?"  # noqa: S608 (own names only)
        count = int(self.conn.execute(query, (expression,)).fetchone()[0])
        _counts.keep(key, count)
        return count

    def rows_with(self, phrase: Phrase) -> int:
        """The set of rows that hold a phrase."""
        expression = self.any_of([phrase])
        key = (self.mark, self.name, expression)
        rows = _rows.get(key)
        if rows is None:
            rows = bits.from_rows(self.rows(expression))
            _rows.keep(key, rows)
        return rows

    def rows(self, expression: str) -> Iterable[int]:
        """The rows that match, in order of their ids."""
        query = f"SELECT rowid FROM {self.name} WHERE {self.name} MATCH ?"  # noqa: S608 (own names only)
        return (row for (row,) in self.conn.execute(query, (expression,)))

    def scores(self, expression: str, factor: float) -> dict[int, float]:
        """Row → its score times ``factor``. FTS5's bm25 is negative: the best is least."""
        question = self._scored(factor)
        key = (self.mark, question, expression)
        if columns := _scores.get(key):
            return dict(zip(*columns, strict=True))
        scores: dict[int, float] = dict(self.conn.execute(question, (expression,)))
        if len(scores) >= _MANY:
            _scores.keep(key, (array("q", scores), array("d", scores.values())))
        return scores

    def score_of(self, row: int, expression: str, factor: float) -> float | None:
        """The score of one row; None when it does not match."""
        query = self._scored(factor) + " AND rowid = ?"
        match = self.conn.execute(query, (expression, row)).fetchone()
        return float(match[1]) if match else None

    def fields_of(self, row: int, expression: str) -> list[str]:
        """The fields in which one row matches."""
        query = f"SELECT 1 FROM {self.name} WHERE {self.name} MATCH ? AND rowid = ?"  # noqa: S608 (own names only)
        expressions = [(name, f"{{{name}}} : ({expression})") for name in self.fields]
        return [name for name, within in expressions if self.conn.execute(query, (within, row)).fetchone()]

    def _weight(self, column: str) -> float:
        return relevance.MINOR if column == MINOR else float(column in self.fields)

    def _scored(self, factor: float) -> str:
        weights = ", ".join(str(self._weight(column)) for column in columns_of(self.name))
        score = f"{-factor!r} * bm25({self.name}, {weights})"
        return f"SELECT rowid, {score} FROM {self.name} WHERE {self.name} MATCH ?"  # noqa: S608 (own names, numbers)


def _languages_held(conn: sqlite3.Connection, mark: int) -> list[tuple[Language, int]]:
    """Each language that any entry is in, with how many."""
    languages = []
    for code in codes():
        key = (mark, "language", code)
        entry_count = _counts.get(key)
        if entry_count is None:
            entry_count = int(
                conn.execute("SELECT COUNT(*) FROM search_entry WHERE language = ?", (code,)).fetchone()[0]
            )
            _counts.keep(key, entry_count)
        if entry_count:
            languages.append((language_of(code), entry_count))
    return languages


class Texts:
    """The indexes that hold anything."""

    def __init__(self, conn: sqlite3.Connection, mark: int, query_language: Language) -> None:
        self.indexes = [
            Index(
                conn,
                mark,
                language,
                index_of(language),
                entry_count,
                1.0 if language.code == query_language.code else relevance.OTHER_LANGUAGE,
            )
            for language, entry_count in _languages_held(conn, mark)
        ]

    def rows_with(self, phrase: Phrase) -> int:
        """The set of rows that hold the phrase in any field."""
        rows = 0
        for index in self.indexes:
            rows |= index.rows_with(phrase)
        return rows

    def frequency(self, phrase: Phrase, among: bytes, enough: int = 1) -> int:
        """How many rows of the set ``among`` hold the phrase; counting stops at ``enough``."""
        times = 0
        for index in self.indexes:
            for row in index.rows(index.any_of([phrase])):
                times += bits.holds(among, row)
                if times >= enough:
                    return times
        return times
