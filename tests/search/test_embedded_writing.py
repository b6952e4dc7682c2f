"""Putting entries into a copy: one by one, many at once, again, and out."""

import dataclasses
import random
import sqlite3
from collections.abc import Iterator
from typing import Any

import pytest

from search import embedded
from search.embedded.indexes import every_index
from search.entry import Entry
from search.request import SearchRequest
from search.words import distinct_words, plain_words, printable
from tests.search.texts import NOW, entry

TABLES = {
    "search_entry": "*",
    "search_text": "*",
    "search_key": "*",
    "search_facet": "*",
    "search_facet_bits": "name, value, chunk, hex(bits)",
    "search_word": "word",
    "search_typo": "mark, (SELECT word FROM search_word w WHERE w.id = search_typo.word)",
}


@pytest.fixture
def copies() -> Iterator[list[sqlite3.Connection]]:
    """Two empty databases."""
    made = [sqlite3.connect(":memory:"), sqlite3.connect(":memory:")]
    for conn in made:
        embedded.create_tables(conn)
    yield made
    for conn in made:
        conn.close()


def entries(count: int = 60) -> list[Entry]:
    """Entries that differ in all that is stored, some with words that are kept from the stemmer."""
    draw = random.Random(11)
    words = ["flu", "vaccine", "News", "general", "Café", "naïve", "a&e", "covid-19", "(NHS)", "children’s", "GENERIC"]
    words += ["newsroom", "organs", "aids", "it's"]
    return [
        entry(
            " ".join(draw.choices(words, k=3)) + f" {n}",
            ". ".join(draw.choices(words, k=20)),
            id=f"e{n}",
            keywords=", ".join(draw.choices(words, k=2)),
            topic=draw.choice(["flu", "flu winter", ""]),
            type=draw.choice(["news", "guidance"]),
            published_at=draw.choice([NOW, None]),
            popularity=float(n % 3),
        )
        for n in range(count)
    ]


def content(conn: sqlite3.Connection) -> dict[str, set[Any]]:
    """What every table holds, and every token of the indexes with its place."""
    held = {table: set(conn.execute(f"SELECT {what} FROM {table}")) for table, what in TABLES.items()}
    for index in every_index():
        conn.execute(f"INSERT INTO {index} ({index}) VALUES ('integrity-check')")
        conn.execute(f"CREATE VIRTUAL TABLE IF NOT EXISTS temp.tokens_{index} USING fts5vocab(main, {index}, instance)")
        held[index] = set(conn.execute(f"SELECT * FROM temp.tokens_{index}"))
    return held


@pytest.mark.parametrize("size", [7, 60])
def test_many_at_once_are_stored_as_one_by_one(copies: list[sqlite3.Connection], size: int) -> None:
    one, many = copies
    rows = [(row * 3_000, each) for row, each in enumerate(entries(), 1)]
    for row, each in rows:
        embedded.put(one, row, each)
    for start in range(0, len(rows), size):
        embedded.put_many(many, iter(rows[start : start + size]))
    assert content(many) == content(one)


def test_rows_in_use_are_replaced_and_older_versions_refused(copies: list[sqlite3.Connection]) -> None:
    one, many = copies
    first, second = entry("Flu"), entry("Flu jab", id="flu")
    older = dataclasses.replace(entry("Flu shot", id="flu"), version=first.version - 1)
    embedded.put_many(many, [(1, first), (1, second), (1, older), (2, entry("Colds", version=9))])
    embedded.put_many(many, [(1, older), (3, entry("Coughs", version=9))])
    for row, each in [(1, second), (2, entry("Colds", version=9)), (3, entry("Coughs", version=9))]:
        embedded.put(one, row, each)
    held, wanted = content(many), content(one)
    for table in ("search_word", "search_typo"):  # a word once learnt is kept: what it finds is looked up each time
        assert held.pop(table) >= wanted.pop(table)
    assert held == wanted


def test_what_is_removed_leaves_nothing_to_find(copies: list[sqlite3.Connection]) -> None:
    conn, empty = copies
    embedded.put_many(conn, enumerate(entries(), 1))
    for row in range(1, 61):
        embedded.remove(conn, row)
    embedded.remove(conn, 99)
    held, nothing = content(conn), content(empty)
    for table in ("search_word", "search_typo", "search_facet"):
        del held[table], nothing[table]
    assert held == nothing
    assert embedded.search(conn, SearchRequest("flu", NOW)).count == 0


def test_nothing_to_put_is_nothing_put(copies: list[sqlite3.Connection]) -> None:
    conn, empty = copies
    embedded.put_many(conn, [])
    assert content(conn) == content(empty)


def test_the_quick_way_to_cut_a_text_gives_the_same_words() -> None:
    draw = random.Random(1)
    signs = [*map(chr, range(128)), *"’‘“–…\xa0\u0301\u2028éßİﬁﷺ日أ🤒_½Ⅷ\ud800\x85\x1c"]
    for _ in range(3_000):
        text = printable("".join(draw.choices(signs, k=draw.randrange(40))))
        assert distinct_words(text) == frozenset(plain_words(text))
