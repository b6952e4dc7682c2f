"""Memory for ready answers: bounded in bytes, kept by use, emptied at once."""

from cms.api.reply import Reply, json_reply
from cms.delivery.memory import Memory


def answer(size: int) -> Reply:
    """An answer that counts for about ``size`` bytes."""
    return Reply(200, b"x" * (size - 2000))


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
    assert (list(memory.kept), memory.size) == (["a"], 10_001)


def test_an_answer_too_large_for_its_share_is_not_kept() -> None:
    memory = Memory(100_000)
    memory.keep("a", answer(26_000), 0, float("inf"))
    memory.keep("b", json_reply(b"1"), 1, float("inf"))
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
