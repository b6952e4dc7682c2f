"""Related entries from the copy's full-text index."""

import json
import sqlite3
from collections import defaultdict
from typing import Any

from search.embedded import bits
from search.embedded.facets import Facets
from search.embedded.indexes import COLUMNS
from search.embedded.scope import visible_rows
from search.embedded.texts import Index, Texts
from search.languages import language_of
from search.moments import seconds
from search.related import CANDIDATES, IN_HEAD, MAX_RELATED, MIN_SHARE, counted_words, nearness, telling_words
from search.request import RelatedRequest

_TEXTS = ", ".join(f"t.{name}" for name in COLUMNS)
_ITSELF = (
    f"SELECT rowid, language, translation_key, groups, facets, {_TEXTS}"  # noqa: S608 (own names only)
    " FROM search_entry e JOIN search_text t USING (rowid) WHERE id = ?"
)
_OTHER = (
    "SELECT length(t.title || t.keywords || t.summary || t.headings || t.body), card, translation_key"
    " FROM search_entry e JOIN search_text t USING (rowid) WHERE rowid = ?"
)


def related(conn: sqlite3.Connection, request: RelatedRequest) -> list[dict[str, Any]]:
    """The cards of the entries nearest to one, the nearest first; none where nothing is near or it is not there.

    They are of its audience and language, are no translation of it, and have no ring that it has not.
    """
    itself = conn.execute(_ITSELF, (request.id,)).fetchone()
    facets, now = Facets(conn), seconds(request.now) or 0
    if itself is None or not visible_rows(conn, facets, now, request.rings) >> itself[0] & 1:
        return []
    row, code, translation_key, groups, pairs, *texts = itself
    # Within the page's own rings, and so within the reader's too.
    scope = visible_rows(conn, facets, now, tuple(json.loads(groups)))
    scope &= facets.rows_with("audience", [value for name, value in json.loads(pairs) if name == "audience"])
    index = next(each for each in Texts(conn, facets.mark, language_of(code)).indexes if each.language.code == code)
    shares = _shares(index, dict(zip(COLUMNS, texts, strict=True)), scope)
    shares.pop(row, None)
    near: list[tuple[float, int, str]] = []
    for each in sorted(shares, key=lambda each: (-shares[each], each))[:CANDIDATES]:
        length, card, key = conn.execute(_OTHER, (each,)).fetchone()
        share = nearness(shares[each], length, sum(map(len, texts)))
        if share >= MIN_SHARE and not (key and key == translation_key):
            near.append((-share, each, card))
    return [json.loads(card) for *_, card in sorted(near)[: max(0, min(request.limit, MAX_RELATED))]]


def _shares(index: Index, texts: dict[str, str], scope: int) -> dict[int, float]:
    """Row of ``scope`` → how much it shares of what tells of the texts."""
    times = counted_words(texts, index.language)
    rows = {word: index.rows_with((word,)) & scope for word in times}
    telling = telling_words(times, {word: rows[word].bit_count() for word in rows}, scope.bit_count())
    shares: dict[int, float] = defaultdict(float)
    for word, worth in telling.items():
        in_head = 0
        for head in index.heads:
            in_head |= head.rows_with((word,)) & scope
        for row_set, share in ((rows[word], worth), (in_head, worth * IN_HEAD)):
            for row in bits.first(row_set, row_set.bit_count()):
                shares[row] += share
    return shares
