"""Differences between two worlds: the same things asked of both, and every byte compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from typing import NamedTuple, Protocol

from tests.cms.api_calls import Got


class Ask(NamedTuple):
    """One request."""

    address: str
    method: str = "GET"
    headers: tuple[tuple[str, str], ...] = ()


class Difference(NamedTuple):
    """A request that two worlds answer differently, and the first bytes that differ."""

    ask: Ask
    alone: str
    beside: str

    def __str__(self) -> str:
        asked = f"{self.ask.method} {self.ask.address} {dict(self.ask.headers)}"
        return f"{asked}\n  alone:  {self.alone}\n  beside: {self.beside}"


def asks(addresses: Iterable[str]) -> Iterator[Ask]:
    """Yield what is asked of each address: mostly GET, each tenth in other ways as well."""
    ways: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
        ("HEAD", ()),
        ("OPTIONS", (("Origin", "https://partner.example"),)),
        ("GET", (("Accept-Encoding", "br"),)),
        ("GET", (("Accept-Encoding", "gzip"), ("Origin", "https://partner.example"))),
        ("GET", (("If-Modified-Since", "Mon, 02 Mar 2026 17:00:00 GMT"),)),
        ("GET", (("If-Modified-Since", "Tue, 03 Mar 2026 09:00:00 GMT"),)),
        ("GET", (("If-None-Match", "*"),)),
        ("POST", ()),
    )
    for number, address in enumerate(addresses):
        yield Ask(address)
        if number % 5 == 0:
            method, headers = ways[number // 5 % len(ways)]
            yield Ask(address, method, headers)


class Askable(Protocol):
    """A world, as far as it can be asked."""

    def asked(self) -> AbstractContextManager[Callable[..., Got]]:
        """Answer at the moment of the world."""


def answers(world: Askable, requests: Iterable[Ask]) -> dict[Ask, Got]:
    """Return what a world answers. Where it says how to ask for a change, it is asked that too."""
    found: dict[Ask, Got] = {}
    with world.asked() as ask:
        for request in requests:
            found[request] = got = ask(request.address, request.method, headers=dict(request.headers))
            etag = got.headers.get("etag")
            if etag and len(found) % 7 == 0 and not request.headers and request.method == "GET":
                again = request._replace(headers=(("If-None-Match", etag),))
                found[again] = ask(again.address, headers=dict(again.headers))
    return found


def differences(one: dict[Ask, Got], two: dict[Ask, Got]) -> list[Difference]:
    """Return every request of which status, a header (but Date) or a byte of the body differs."""
    found = []
    for ask in dict.fromkeys((*one, *two)):
        if ask not in one or ask not in two:
            found.append(Difference(ask, _brief(one.get(ask)), _brief(two.get(ask))))
        elif (before := _whole(one[ask])) != (after := _whole(two[ask])):
            found.append(Difference(ask, *_around(before, after)))
    return found


def report(found: list[Difference], seed: int) -> str:
    """Return what a person needs to look into differences."""
    return f"{len(found)} differences, HEADLAND_TEST_SEED={seed}\n" + "\n".join(map(str, found[:12]))


def _whole(got: Got) -> bytes:
    status, headers = got.raw
    lines = [f"{name}: {value}" for name, value in headers if name.lower() != "date"]
    return "\n".join([status, *lines, ""]).encode() + got.body


def _brief(got: Got | None) -> str:
    return "was not asked" if got is None else f"{got.status} {got.headers.get('etag', '')}"


def _around(one: bytes, two: bytes) -> tuple[str, str]:
    """Return where two answers differ: in their bodies, if there, for length and ETag follow from those."""
    bodies = [text.partition(b"\n{")[2] for text in (one, two)]
    if all(bodies) and bodies[0] != bodies[1]:
        one, two = bodies
    place = next((number for number, pair in enumerate(zip(one, two, strict=False)) if pair[0] != pair[1]), 0)
    start = max(place - 80, 0)
    return one[start : place + 120].decode(errors="replace"), two[start : place + 120].decode(errors="replace")
