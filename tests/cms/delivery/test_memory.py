"""Memory for ready answers: bounded in bytes, kept by use, emptied at once."""

from cms.api.wire import Wire
from cms.delivery.memory import OVERHEAD, Memory


def answer(size: int) -> Wire:
    """An answer that counts for ``size`` bytes."""
    return Wire("200 OK", [], [], b"x" * (size - OVERHEAD), "", 0)


def test_what_was_not_asked_for_lately_makes_room() -> None:
    memory = Memory(100_000)
    for key in ("a", "b", "c", "d"):
        memory.keep(key, answer(24_000), 0, float("inf"))
    memory.kept["a"].used[0] = True
    memory.keep("e", answer(24_000), 0, float("inf"))
    assert list(memory.kept) == ["c", "d", "e", "a"]
    assert memory.kept["a"].used == [False]
    assert memory.size == sum(kept.size for kept in memory.kept.values()) <= memory.limit


def test_a_newer_answer_takes_the_place_of_an_older() -> None:
    memory = Memory(100_000)
    for size in (20_000, 10_000):
        memory.keep("a", answer(size), 0, float("inf"))
    assert (list(memory.kept), memory.size) == (["a"], 10_000)


def test_an_answer_too_large_for_its_share_is_not_kept() -> None:
    memory = Memory(100_000)
    memory.keep("a", answer(26_000), 0, float("inf"))
    memory.keep("b", answer(2000), 1, float("inf"))
    assert (memory.kept, memory.size) == ({}, 0)


def test_forgetting_ends_what_is_still_in_the_making() -> None:
    memory = Memory(100_000)
    begun = memory.generation
    memory.keep("a", answer(3000), begun, float("inf"))
    memory.forget()
    memory.keep("b", answer(3000), begun, float("inf"))
    assert (memory.kept, memory.size) == ({}, 0)
    memory.keep("b", answer(3000), memory.generation, float("inf"))
    assert list(memory.kept) == ["b"]
