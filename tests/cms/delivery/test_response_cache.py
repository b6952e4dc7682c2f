"""Memory for ready answers: bounded in bytes, kept by use, emptied at once."""

from cms.api.wire import Variant, Wire
from cms.delivery.response_cache import OVERHEAD, Key, ResponseCache


def named(name: str) -> Key:
    """The key of a path of one letter."""
    return (name, "", "host", Variant(("identity",), None, False))


def cached(memory: ResponseCache) -> list[str]:
    """The paths in memory, in the order in which they make room."""
    return [path for path, *_ in memory.cached]


def answer(size: int) -> Wire:
    """An answer that counts for ``size`` bytes."""
    return Wire("200 OK", [], b"x" * (size - OVERHEAD - 1), "", 0)


def test_what_was_not_asked_for_lately_makes_room() -> None:
    memory = ResponseCache(100_000)
    for key in ("a", "b", "c", "d"):
        memory.keep(named(key), answer(24_000), 0, float("inf"))
    memory.cached[named("a")].used[0] = True
    memory.keep(named("e"), answer(24_000), 0, float("inf"))
    assert cached(memory) == ["c", "d", "e", "a"]
    assert memory.cached[named("a")].used == [False]
    assert memory.size == sum(each.size for each in memory.cached.values()) <= memory.limit


def test_a_newer_answer_takes_the_place_of_an_older() -> None:
    memory = ResponseCache(100_000)
    for size in (20_000, 10_000):
        memory.keep(named("a"), answer(size), 0, float("inf"))
    assert (cached(memory), memory.size) == (["a"], 10_000)


def test_an_answer_too_large_for_its_share_is_not_kept() -> None:
    memory = ResponseCache(100_000)
    memory.keep(named("a"), answer(26_000), 0, float("inf"))
    memory.keep(named("b"), answer(2000), 1, float("inf"))
    assert (memory.cached, memory.size) == ({}, 0)


def test_forgetting_ends_what_is_still_in_the_making() -> None:
    memory = ResponseCache(100_000)
    begun = memory.generation
    memory.keep(named("a"), answer(3000), begun, float("inf"))
    memory.forget()
    memory.keep(named("b"), answer(3000), begun, float("inf"))
    assert (memory.cached, memory.size) == ({}, 0)
    memory.keep(named("b"), answer(3000), memory.generation, float("inf"))
    assert cached(memory) == ["b"]
