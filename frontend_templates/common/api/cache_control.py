"""Cache-Control of an answer: says how long a site may use it (RFC 9111, RFC 5861)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DAY = 86_400
# Whatever a server says, nothing is fresh for longer than this without being asked for again.
MAX_FRESH_SECONDS = 3_600


@dataclass(frozen=True, slots=True)
class Freshness:
    """Seconds from now. ``store`` is False when the answer must not be kept at all."""

    store: bool = True
    fresh: float = 0
    while_revalidate: float = 0
    if_error: float = DAY


def freshness_of(headers: Mapping[str, str]) -> Freshness:
    """Read the headers of an answer as a cache shared by all readers does. What cannot be read counts as 0."""
    directives = parse(headers.get("cache-control", ""))
    if "no-store" in directives or "private" in directives:
        return Freshness(store=False, if_error=0)
    fresh = _seconds(directives.get("s-maxage", directives.get("max-age")))
    if "no-cache" in directives:
        fresh = 0
    return Freshness(
        fresh=max(0.0, min(fresh, MAX_FRESH_SECONDS) - _seconds(headers.get("age"))),
        while_revalidate=min(_seconds(directives.get("stale-while-revalidate")), DAY),
        if_error=min(_seconds(directives["stale-if-error"]), DAY) if "stale-if-error" in directives else DAY,
    )


def parse(text: str) -> dict[str, str]:
    """Return directive → value (empty without one), names in lower case."""
    directives: dict[str, str] = {}
    for part in text.split(","):
        name, _, value = part.strip().partition("=")
        if name:
            directives[name.strip().lower()] = value.strip().strip('"')
    return directives


def _seconds(text: str | None) -> float:
    return float(text) if text and text.isascii() and text.isdigit() else 0.0
