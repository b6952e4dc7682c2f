"""Hits: make cards, highlights and explanations from rows."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from search.embedded.match import explanation
from search.embedded.ranking import RankedRow
from search.embedded.texts import Index, Texts
from search.evidence import Evidence
from search.highlight import END, START, fragment_to_html, to_html
from search.passages import best_passage, marked_stems, sections_from, worth_of
from search.results import Hit
from search.synonyms import Phrase

_BODY_COLUMN = 4


def hits(
    conn: sqlite3.Connection, texts: Texts, placed: Sequence[RankedRow], evidence: Sequence[Evidence], explain: bool
) -> list[Hit]:
    """One hit for each placed row, in the same order."""
    phrases = [phrase for each in evidence if each.kind != "adjacent" for phrase in each.phrases]
    marks = {index.language.code: (index.name, index.any_of(phrases)) for index in texts.indexes}
    worth = {index.language.code: _worth(index, phrases) for index in texts.indexes}
    query = "SELECT id, card, language, sections, t.title, summary FROM search_entry e JOIN search_text t USING (rowid)"
    results = []
    for each in placed:
        row = conn.execute(f"{query} WHERE rowid = ?", (each.row,)).fetchone()
        entry_id, card, language, sections, title, summary = row
        marked = _marked(conn, each.row, *marks[language]) if phrases else None
        title, summary, text = marked or (title, summary, "")
        passage = best_passage(
            text, sections_from(sections), marked_stems(title) | marked_stems(summary), worth[language]
        )
        reasons = {"text": explanation(texts, evidence, each.row), "factors": each.factors} if explain else None
        body = [fragment_to_html(passage.excerpt)] if passage.excerpt else []
        highlights: dict[str, Any] = {"title": to_html(title), "summary": to_html(summary), "body": body}
        results.append(Hit(entry_id, json.loads(card), round(each.score, 6), highlights, reasons, passage.section))
    return results


def _worth(index: Index, phrases: Sequence[Phrase]) -> dict[str, float]:
    words = {word for phrase in phrases for word in phrase}
    return worth_of(((word, index.count(index.any_of([(word,)]))) for word in words), index.entries)


def _marked(conn: sqlite3.Connection, row: int, index: str, expression: str) -> tuple[str, str, str] | None:
    """Title, summary and body with the words marked; None when the row holds none of them."""
    query = (
        f"SELECT highlight({index}, 0, ?1, ?2), highlight({index}, 2, ?1, ?2),"  # noqa: S608 (own names, number)
        f" highlight({index}, {_BODY_COLUMN}, ?1, ?2)"
        f" FROM {index} WHERE {index} MATCH ?3 AND rowid = ?4"
    )
    texts: tuple[str, str, str] | None = conn.execute(query, (START, END, expression, row)).fetchone()
    return texts
