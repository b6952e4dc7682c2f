"""Every address of the CMS, from its URL map."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.urls import URLPattern, get_resolver
from django.urls.resolvers import RegexPattern

# What stands in an address for a value: Django's own words, or a named group of an expression.
_PLACE = re.compile(r"<(?:\w+:)?(\w+)>|\(\?P<(\w+)>(?:[^()]|\([^()]*\))*\)")


class Route(NamedTuple):
    """A pattern of the URL map, written as a path, and the function it leads to."""

    pattern: str
    callback: Any

    @property
    def places(self) -> list[str]:
        """The names of its values, in order."""
        return [first or second for first, second in _PLACE.findall(self.pattern)]

    def addresses(self, values: Mapping[str, list[Any]]) -> Iterator[str]:
        """Yield the address for each combination of values."""
        for chosen in itertools.product(*(values[name] for name in self.places)):
            rest = iter(chosen)
            yield "/" + _PLACE.sub(lambda _: str(next(rest)), self.pattern)  # noqa: B023


def routes(below: str = "") -> list[Route]:
    """Return the routes whose path begins with ``below``, each path once."""
    found = {route.pattern: route for route in reversed(list(_walk(get_resolver().url_patterns, "")))}
    return sorted(route for route in found.values() if route.pattern.startswith(below))


def _walk(patterns: Any, before: str) -> Iterator[Route]:
    for each in patterns:
        pattern = str(each.pattern)
        if isinstance(each.pattern, RegexPattern):
            pattern = pattern.removeprefix("^").removesuffix("$").replace(r"\.", ".")
        if isinstance(each, URLPattern):
            yield Route(before + pattern, each.callback)
        else:
            yield from _walk(each.url_patterns, before + pattern)
