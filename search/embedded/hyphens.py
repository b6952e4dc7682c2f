"""Joined words: tells from the visible rows of a copy whether a minus in a query is a hyphen."""

import sqlite3

from search.embedded import bits
from search.embedded.texts import Texts
from search.keys import JOINED


class CopyHyphens:
    """Answers for the rows of the set ``visible``: see ``search.exclusions.Hyphens``."""

    def __init__(self, conn: sqlite3.Connection, texts: Texts, visible: int) -> None:
        self._conn = conn
        self._texts = texts
        self._visible = bits.as_bytes(visible)

    def has_title(self, key: str) -> bool:
        """Whether a visible row has this title, a minus in it and all."""
        return self._has_key(key)

    def joins(self, before: str, after: str) -> bool:
        """Whether a visible row joins the two words, or holds the first before a number that is the second."""
        if self._has_key(f"{before}-{after}") or self._texts.frequency((before + after,), self._visible):
            return True
        return after[0].isdigit() and bool(self._texts.frequency((before, after), self._visible))

    def _has_key(self, key: str) -> bool:
        rows = self._conn.execute("SELECT entry FROM search_key WHERE key = ? AND kind = ?", (key, JOINED))
        return any(bits.holds(self._visible, row) for (row,) in rows)
