"""Bulk filling of an empty copy: writes each table in runs of sorted rows."""

import sqlite3
from collections.abc import Iterable
from itertools import islice

from search.embedded import facets, spelling
from search.embedded.indexes import every_index, insertion
from search.embedded.record import Record, record_of
from search.embedded.write import ENTRY, KEY, TEXT, put
from search.entry import Entry, FacetValue

_RUN = 500
# While filling, an index gathers this much in memory and merges nothing; afterwards it is set back as it was.
_FILLING = {"hashsize": 16 * 1024 * 1024, "automerge": 0}
_USUAL = {"hashsize": 1024 * 1024, "automerge": 4}


def put_many(conn: sqlite3.Connection, rows: Iterable[tuple[int, Entry]]) -> None:
    """Store each entry under its row id, as calling ``put`` for each in turn does, several times quicker.

    Meant for an empty copy that is being filled, in one call or in several; row ids that are in use already (or come
    twice) are put one by one. ``rows`` may be a generator: about a thousand entries are held at a time. The caller
    commits.
    """
    _configure(conn, _FILLING)
    waiting = iter(rows)
    while run := list(islice(waiting, _RUN)):
        existing = _existing_rows(conn, run)
        fresh: dict[int, Entry] = {}
        again: list[tuple[int, Entry]] = []
        for row, entry in run:
            if row in existing or row in fresh:
                again.append((row, entry))
            else:
                fresh[row] = entry
        _write(conn, sorted(fresh.items()))
        for row, entry in again:
            put(conn, row, entry)
    _configure(conn, _USUAL)


def _write(conn: sqlite3.Connection, run: list[tuple[int, Entry]]) -> None:
    records: list[Record] = []
    words: set[str] = set()
    facet_rows: dict[tuple[str, FacetValue], list[int]] = {}
    for row, entry in run:
        record = record_of(row, entry)
        words |= record.words
        for name, values in record.facets.items():
            for value in values:
                facet_rows.setdefault((name, value), []).append(row)
        # The words of a thousand entries are most of what they weigh, and are wanted no more.
        records.append(record._replace(words=frozenset()))
    conn.executemany(ENTRY, (record.entry for record in records))
    conn.executemany(TEXT, (record.texts for record in records))
    for index in every_index():
        conn.executemany(insertion(index), (record.indexed[index] for record in records if index in record.indexed))
    conn.executemany(KEY, sorted(key for record in records for key in record.keys))
    facets.add_many(conn, facet_rows)
    spelling.learn(conn, words)


def _existing_rows(conn: sqlite3.Connection, run: list[tuple[int, Entry]]) -> frozenset[int]:
    rows = [row for row, _ in run]
    results = conn.execute("SELECT rowid FROM search_entry WHERE rowid BETWEEN ? AND ?", (min(rows), max(rows)))
    return frozenset(row for (row,) in results)


def _configure(conn: sqlite3.Connection, settings: dict[str, int]) -> None:
    for index in every_index():
        for name, value in settings.items():
            conn.execute(f"INSERT INTO {index} ({index}, rank) VALUES (?, ?)", (name, value))  # noqa: S608 (own names)
