"""Differences: describe in a few lines where two replies to one request differ. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from scripts.compare.http import Reply, Request
from scripts.compare.masks import masked

CONTEXT = 60
SHOWN_EACH_KIND = 20


@dataclass(frozen=True)
class Difference:
    """One request whose replies differ, and each way in which they do."""

    request: Request
    ways: tuple[str, ...]


def compare(request: Request, old: Reply, new: Reply) -> Difference | None:
    """Return how two replies differ once masked, or None."""
    old, new = masked(request, old), masked(request, new)
    ways = []
    if old.status != new.status:
        ways.append(f"status: {old.status} → {new.status}")
    ways += _headers(old, new)
    if old.body != new.body:
        ways.append(first_difference(old.body, new.body))
    return Difference(request, tuple(ways)) if ways else None


def first_difference(old: bytes, new: bytes) -> str:
    """Return where two bodies begin to differ, with what stands around it."""
    at = next(
        (n for n, (one, other) in enumerate(zip(old, new, strict=False)) if one != other), min(len(old), len(new))
    )
    begin = max(at - CONTEXT, 0)
    lines = [f"body: differs from byte {at} on ({len(old)} → {len(new)} bytes)"]
    lines += [f"  {sign} {bytes(body[begin : at + CONTEXT])!r}" for sign, body in (("-", old), ("+", new))]
    return "\n".join(lines)


def report(differences: Iterable[Difference], request_counts: Counter[str]) -> str:
    """Return each difference and a count per kind. ``request_counts`` counts the requests of each kind."""
    all_differences = list(differences)
    counts = Counter(each.request.kind for each in all_differences)
    lines = []
    shown_counts: Counter[str] = Counter()
    for each in all_differences:
        shown_counts[each.request.kind] += 1
        if shown_counts[each.request.kind] > SHOWN_EACH_KIND:
            continue
        lines.append(f"{each.request.kind}: {each.request}")
        lines += [f"    {line}" for way in each.ways for line in way.split("\n")]
    for kind, count in counts.items():
        if count > SHOWN_EACH_KIND:
            lines.append(f"{kind}: {count - SHOWN_EACH_KIND} more, all in differences.txt")
    width = max(map(len, request_counts), default=0)
    lines += ["", f"{'kind':{width}}  requests  differ"]
    lines += [f"{kind:{width}}  {request_counts[kind]:8}  {counts[kind]:6}" for kind in sorted(request_counts)]
    lines.append(f"{'all':{width}}  {request_counts.total():8}  {counts.total():6}")
    return "\n".join(lines)


def statuses(replies: Iterable[Reply]) -> str:
    """Return how often each status came: a server that failed alike on both sides would show here."""
    counts = Counter(reply.status for reply in replies)
    return ", ".join(f"{status or 'no reply'}: {count}" for status, count in sorted(counts.items()))


def _headers(old: Reply, new: Reply) -> list[str]:
    names = sorted({name for name, _ in (*old.headers, *new.headers)})
    ways = []
    for name in names:
        before = [value for each, value in old.headers if each == name]
        after = [value for each, value in new.headers if each == name]
        if before != after:
            ways.append(f"header {name}: {_shown_value(before)} → {_shown_value(after)}")
    return ways


def _shown_value(values: list[str]) -> str:
    return " | ".join(values) if values else "(none)"
