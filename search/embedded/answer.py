"""Hits from rows: cards, highlights and explanations."""

import json
import sqlite3
from collections.abc import Sequence
from typing import Any

from search.embedded.match import Evidence, any_of, explained
from search.embedded.ranking import Placed
from search.highlight import END, START, to_html
from search.results import Hit

_SNIPPET_WORDS = 32


def hits(conn: sqlite3.Connection, placed: Sequence[Placed], evidence: Sequence[Evidence], entries: int) -> list[Hit]:
    """One hit for each placed row, in the same order; explained when ``entries`` (how many there are) is given."""
    expression = any_of(phrase for each in evidence if each.kind != "adjacent" for phrase in each.phrases)
    found = []
    for each in placed:
        entry_id, card = conn.execute("SELECT id, card FROM search_entry WHERE rowid = ?", (each.row,)).fetchone()
        why = {"text": explained(conn, evidence, entries, each.row), "factors": each.why} if entries else None
        marked = _highlights(conn, each.row, expression)
        found.append(Hit(entry_id, json.loads(card), round(each.score, 6), marked, why))
    return found


def _highlights(conn: sqlite3.Connection, row: int, expression: str) -> dict[str, Any]:
    title, summary = conn.execute("SELECT title, summary FROM search_text WHERE rowid = ?", (row,)).fetchone()
    fragment = ""
    if expression:
        query = "SELECT highlight(search_title, 0, ?, ?) FROM search_title WHERE search_title MATCH ? AND rowid = ?"
        for (marked,) in conn.execute(query, (START, END, expression, row)):
            title = marked
        query = f"SELECT highlight(search_body, 0, ?1, ?2), snippet(search_body, 2, ?1, ?2, '…', {_SNIPPET_WORDS}) FROM search_body WHERE search_body MATCH ?3 AND rowid = ?4"  # noqa: E501, S608 (own number only)
        for marked, fragment in conn.execute(query, (START, END, expression, row)):  # noqa: B007 (at most one row)
            summary = marked
    body = [to_html(" ".join(fragment.split()))] if START in fragment else []
    return {"title": to_html(title), "summary": to_html(summary), "body": body}
