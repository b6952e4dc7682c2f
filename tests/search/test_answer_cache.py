"""What the embedded engine remembers: no more than it may, and nothing that a change has made wrong."""

import sqlite3
from collections.abc import Iterator

import pytest

from search import embedded
from search.embedded import texts
from search.embedded.answer_cache import AnswerCache
from search.request import SearchRequest
from tests.search.texts import NOW, entry


@pytest.fixture
def conn() -> Iterator[sqlite3.Connection]:
    made = sqlite3.connect(":memory:")
    embedded.create_tables(made)
    yield made
    made.close()


def found(conn: sqlite3.Connection, query: str) -> list[str]:
    return [hit.id for hit in embedded.search(conn, SearchRequest(query, NOW)).hits]


def test_a_change_is_seen_at_once(conn: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(texts, "_MANY", 1)  # remember the scores of every word
    embedded.put(conn, 1, entry("Flu"))
    assert [found(conn, "flu") for _ in range(2)] == [["flu"]] * 2
    embedded.put(conn, 2, entry("Flu jab", "the and of"))
    assert [found(conn, "flu") for _ in range(2)] == [["flu", "flu-jab"]] * 2
    embedded.remove(conn, 1)
    assert [found(conn, "flu") for _ in range(2)] == [["flu-jab"]] * 2
    assert found(conn, '"flu jab" -cold') == ["flu-jab"]


def test_what_was_asked_for_longest_ago_makes_room() -> None:
    held: AnswerCache[bytes] = AnswerCache(2_000, len)
    keys = [(1, "index", str(number)) for number in range(4)]
    for key in keys[:2]:
        held.keep(key, b"x" * 500)
    assert held.get(keys[0])
    held.keep(keys[2], b"x" * 500)
    assert [held.get(key) is not None for key in keys] == [True, False, True, False]
    held.keep(keys[2], b"y" * 600)
    assert held.get(keys[2]) == b"y" * 600
    held.keep(keys[3], b"x" * 5_000)
    assert [held.get(key) for key in keys] == [None] * 4
