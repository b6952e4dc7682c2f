"""The search of a copy."""

import sqlite3
from itertools import islice

from search.checks import BY_DAY, NEWEST, check, dropped_words, nearest, suggestion
from search.cursor import Cursor, read_cursor, write_cursor
from search.embedded import bits, match, ranking
from search.embedded.answer import hits
from search.embedded.facets import Facets
from search.embedded.hyphens import CopyHyphens
from search.embedded.scope import scope_of, visible_rows
from search.embedded.spelling_fix import fix_spelling
from search.embedded.suggest import titles_near
from search.embedded.texts import Texts
from search.errors import InvalidRequest
from search.evidence import evidence_for, exact_keys
from search.languages import language_of
from search.moments import seconds
from search.query import read_query
from search.request import SearchRequest
from search.results import SearchResults
from search.review import REVIEW_STATE
from search.search_settings import SearchSettings
from search.spellings import phrase_spellings
from search.synonyms import Phrase

_ENGINE = "embedded"
_NO_SETTINGS = SearchSettings()


def search(
    conn: sqlite3.Connection, request: SearchRequest, search_settings: SearchSettings = _NO_SETTINGS
) -> SearchResults:
    """Answer a request from the copy. Raises InvalidRequest for a broken cursor, order or page, not for query text."""
    check(request)
    now = seconds(request.now) or 0
    language = language_of(request.locale)
    facets = Facets(conn)
    if REVIEW_STATE in request.facet_names or REVIEW_STATE in request.filters:
        facets.add_review_states(now)
    texts = Texts(conn, facets.mark, language)
    visible = visible_rows(conn, facets, now, request.rings)
    query = read_query(request.q, language, search_settings, CopyHyphens(conn, texts, visible))
    fix = fix_spelling(conn, texts, query, search_settings, visible)
    evidence = evidence_for(query, fix, language)
    matches = match.matches_of(texts, evidence)
    exact = ranking.exact_kinds(conn, exact_keys(query, fix, language))
    promoted = _rows(conn, search_settings.promoted_for(query.key))
    matched = visible if query.is_empty else matches.rows | bits.from_rows(exact)
    for phrase in query.phrases:
        matched &= _rows_with(texts, phrase) | bits.from_rows(row for row, kind in exact.items() if kind == "title")
    for each in query.excluded:
        matched &= ~_rows_with(texts, each.phrase)
    matched = (matched | bits.from_rows(promoted)) & ~bits.from_rows(
        _rows(conn, search_settings.excluded_for(query.key))
    )
    scope = scope_of(conn, facets, request, visible)
    rows = matched & scope.rows()
    stored = bits.as_bytes(rows)

    order = NEWEST if query.is_empty and request.order not in BY_DAY else request.order
    cursor = read_cursor(request.cursor, _ENGINE, order, 3) if request.cursor else None
    first = cursor.passed if cursor else (request.page - 1) * request.limit
    if order in BY_DAY:
        placed = _latest(conn, BY_DAY[order], stored, first + request.limit + 1, cursor)
    else:
        preferred = facets.rows_with("type", request.first_types)
        pinned = [row for row in promoted if bits.holds(stored, row)]
        placed = ranking.place(conn, matches.scores, rows, exact, pinned, preferred, now, first + request.limit + 1)
    page = _after(conn, placed, cursor, first)[: request.limit + 1]
    more, page = len(page) > request.limit, page[: request.limit]
    alike = (title for word in query.words for title in titles_near(conn, word, search_settings, visible))
    return SearchResults(
        count=rows.bit_count(),
        hits=hits(conn, texts, page, evidence, request.explain),
        facets={name: facets.count(name, matched & scope.rows(but_facet=name)) for name in request.facet_names},
        suggestion=suggestion(query, fix, search_settings),
        next_cursor=_next(conn, order, first, page) if more else "",
        dropped=dropped_words(fix),
        excluded=query.excluded,
        nearest=() if rows or query.is_empty else nearest(query, fix, search_settings, alike),
    )


def _rows_with(texts: Texts, phrase: Phrase) -> int:
    """The rows that hold a phrase, however it is spelt."""
    rows = 0
    for each in phrase_spellings(phrase):
        rows |= texts.rows_with(each)
    return rows


def _rows(conn: sqlite3.Connection, ids: tuple[str, ...]) -> list[int]:
    results = ((conn.execute("SELECT rowid FROM search_entry WHERE id = ?", (each,)).fetchall()) for each in ids)
    return [row for rows in results for (row,) in rows]


def _latest(
    conn: sqlite3.Connection, column: str, stored: bytes, limit: int, cursor: Cursor | None
) -> list[ranking.RankedRow]:
    """Matched rows by a date, the latest first; those without one last. The walk stops once enough are found."""
    query = f"SELECT rowid, {column} FROM search_entry ORDER BY {column} DESC, rowid"  # noqa: S608 (own names only)
    dated_rows = ((row, at) for row, at in conn.execute(query) if bits.holds(stored, row))
    placed = (ranking.RankedRow(int(at is None), -(at or 0), row) for row, at in dated_rows)
    return list(placed if cursor and cursor.place else islice(placed, limit))


def _after(
    conn: sqlite3.Connection, placed: list[ranking.RankedRow], cursor: Cursor | None, first: int
) -> list[ranking.RankedRow]:
    if cursor is None or cursor.place is None:
        return placed[first:]
    tier, falling, last = cursor.place
    if not (isinstance(tier, int) and isinstance(falling, int | float) and isinstance(last, int | str)):
        raise InvalidRequest("cursor", "This cursor is not valid for this sort order. Start again without it.")
    # A number is of an older cursor. When the last result has gone, what ties with it is given again: none is lost.
    row = last if isinstance(last, int) else min(_rows(conn, (last,)), default=-1)
    place = ranking.RankedRow(tier, falling, row)
    return [each for each in placed if each > place]


def _next(conn: sqlite3.Connection, order: str, first: int, page: list[ranking.RankedRow]) -> str:
    """Return the cursor after a page. It names the last result by its id: row numbers count what is hidden as well."""
    last = page[-1]
    (entry_id,) = conn.execute("SELECT id FROM search_entry WHERE rowid = ?", (last.row,)).fetchone()
    return write_cursor(_ENGINE, order, first + len(page), [last.tier, last.falling, entry_id])
