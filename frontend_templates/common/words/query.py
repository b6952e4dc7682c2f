"""Query strings: read the parameters that a page knows, within bounds, and ignore all others.

A reader's address may carry anything (``utm_source``, ``fbclid``): it must work, and must not make another page of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from frontend_templates.common.words.declared import FACETS

MAX_STRING = 4_000
MAX_PAIRS = 200
MAX_VALUE = 400
MAX_VALUES = 20

PAGE = ("page", "month", "view")
# Several values of these may be chosen; of all others the first counts.
CHOICES = frozenset({"type", *FACETS, "audience", "review_state"})
SEARCH = ("q", "type", *FACETS, "published_after", "published_before", "order", "page")


class TooLong(ValueError):
    """A query string beyond MAX_STRING characters or MAX_PAIRS pairs."""


@dataclass(frozen=True, slots=True)
class Query:
    """Known parameters in the order they are known in, values stripped, without empty ones and repetitions."""

    pairs: tuple[tuple[str, str], ...] = ()

    @classmethod
    def parse(cls, raw: bytes | str, names: Iterable[str]) -> Query:
        """Read a query string. Raises TooLong."""
        text = raw.decode("latin-1") if isinstance(raw, bytes) else raw
        if len(text) > MAX_STRING:
            raise TooLong
        try:
            pairs = parse_qsl(text, errors="replace", max_num_fields=MAX_PAIRS)
        except ValueError as error:
            raise TooLong from error
        return cls.of(pairs, names)

    @classmethod
    def of(cls, pairs: Iterable[tuple[str, str]], names: Iterable[str]) -> Query:
        """Keep the pairs that have one of these names."""
        values: dict[str, list[str]] = {name: [] for name in names}
        for name, value in pairs:
            entries = values.get(name)
            text = clean(value)
            if (
                entries is not None
                and text
                and text not in entries
                and len(entries) < (MAX_VALUES if name in CHOICES else 1)
            ):
                entries.append(text)
        # Sorted, so that one choice has one address whatever the order of clicks.
        return cls(tuple((name, value) for name in values for value in sorted(values[name])))

    def __str__(self) -> str:
        return urlencode(self.pairs)

    def first(self, name: str, default: str = "") -> str:
        """Return the first value of a parameter."""
        return next((value for key, value in self.pairs if key == name), default)

    def all(self, name: str) -> list[str]:
        """Return every value of a parameter."""
        return [value for key, value in self.pairs if key == name]

    def number(self, name: str, most: int, default: int = 1) -> int:
        """Return a whole number from 1 to ``most``; ``default`` for anything else."""
        text = self.first(name)
        if not (text.isascii() and text.isdigit() and len(text) < 10):
            return default
        return int(text) if 1 <= int(text) <= most else default

    def without(self, name: str, value: str | None = None) -> Query:
        """Return the query without a parameter, or without one value of it."""
        return Query(tuple(pair for pair in self.pairs if pair[0] != name or (value is not None and pair[1] != value)))

    def plus(self, name: str, value: str) -> Query:
        """Return the query with one more value of a parameter, beside its others."""
        return Query((*self.pairs, (name, value)))

    def url(self, path: str) -> str:
        """Return a path with this query."""
        return f"{path}?{self}" if self.pairs else path


def clean(value: str) -> str:
    """Return a value without control characters and outer blanks, cut to MAX_VALUE characters."""
    return "".join(letter if letter >= " " and letter != "\x7f" else " " for letter in value[:MAX_VALUE]).strip()
