"""Declared parameters: each has a name, a type, bounds and a sentence; the API's description is made from the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any, Protocol

from django.utils import timezone

from cms.api.errors import invalid

MAX_VALUES = 30
MAX_WORD = 200
# The first and the last second that a date in UTC can have.
_FIRST, _LAST = (
    int(each.replace(tzinfo=UTC).timestamp()) for each in (datetime.min, datetime.max.replace(microsecond=0))
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+ -]\d\d:\d\d)?)?", re.ASCII)
_INTEGER = re.compile(r"-?\d{1,18}", re.ASCII)


class QueryDictLike(Protocol):
    """What Django's QueryDict has."""

    def getlist(self, key: str) -> list[str]: ...

    def __iter__(self) -> Any: ...


@dataclass(frozen=True, slots=True)
class Parameter:
    """``read`` turns text into a value or raises ValueError with a sentence for the client.

    ``many``: may be repeated, or hold several values with commas; its value is then a tuple. ``schema`` is JSON Schema,
    ``extensions`` what the description says of it beyond OpenAPI's own words.
    """

    name: str
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    about: str
    default: Any = None
    many: bool = False
    extensions: Mapping[str, Any] = field(default_factory=dict)


def read_parameters(parameters: Sequence[Parameter], raw: QueryDictLike) -> dict[str, Any]:
    """Return a value for every declared parameter. An empty one counts as absent.

    Raises Problem (400) with every mistake at once: unknown, repeated, out of bounds, of another type.
    """
    by_name = {parameter.name: parameter for parameter in parameters}
    errors = [(name[:MAX_WORD], "There is no such parameter here.") for name in raw if name not in by_name]
    values: dict[str, Any] = {}
    for name, parameter in by_name.items():
        try:
            values[name] = _value(parameter, raw.getlist(name))
        except ValueError as error:
            errors.append((name, str(error)))
    if errors:
        raise invalid(errors)
    return values


def _value(parameter: Parameter, texts: list[str]) -> Any:
    if parameter.many:
        parts = [part.strip() for text in texts for part in text.split(",")]
        parts = [part for part in dict.fromkeys(parts) if part]
        if len(parts) > MAX_VALUES:
            raise ValueError(f"Use at most {MAX_VALUES} values.")
        return tuple(parameter.read(part) for part in parts) or parameter.default or ()
    if len(texts) > 1:
        raise ValueError("Give it once.")
    return parameter.read(texts[0]) if texts and texts[0] != "" else parameter.default


def integer(name: str, low: int, high: int, default: int | None, about: str) -> Parameter:
    """Declare a whole number from ``low`` to ``high``."""

    def read(text: str) -> int:
        if not _INTEGER.fullmatch(text) or not low <= int(text) <= high:
            raise ValueError(f"Use a whole number from {low} to {high}.")
        return int(text)

    schema = {"type": "integer", "minimum": low, "maximum": high}
    return Parameter(name, read, schema if default is None else {**schema, "default": default}, about, default)


def choice(name: str, options: Iterable[str], default: str, about: str) -> Parameter:
    """Declare one of a few words; an empty ``default`` stands for none of them."""
    allowed = list(options)

    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError(f"Use one of {', '.join(allowed)}.")
        return text

    schema: dict[str, Any] = {"type": "string", "enum": allowed}
    return Parameter(name, read, {**schema, "default": default} if default else schema, about, default)


def text(name: str, max_length: int, about: str) -> Parameter:
    """Declare free text up to a length; longer text is refused. Absent is empty."""

    def read(raw: str) -> str:
        if len(raw) > max_length:
            raise ValueError(f"Use at most {max_length} characters.")
        return raw

    return Parameter(name, read, {"type": "string", "maxLength": max_length}, about, "")


def words(name: str, about: str, allowed: Sequence[str] = (), extensions: Mapping[str, Any] | None = None) -> Parameter:
    """Declare any number of values, repeated or with commas; with ``allowed`` only those."""

    def read(raw: str) -> str:
        if allowed and raw not in allowed:
            raise ValueError(f"Unknown: {raw[:50]}. Use any of {', '.join(allowed)}.")
        if len(raw) > MAX_WORD or any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in raw):
            raise ValueError(f"Use values of at most {MAX_WORD} characters.")
        return raw

    item: dict[str, Any] = {"type": "string", "maxLength": MAX_WORD}
    if allowed:
        item = {"type": "string", "enum": list(allowed)}
    schema = {"type": "array", "items": item, "maxItems": MAX_VALUES}
    return Parameter(name, read, schema, about, (), many=True, extensions=extensions or {})


def moment(name: str, about: str, end_of_day: bool = False) -> Parameter:
    """Declare a date or an RFC 3339 time, read as whole seconds since 1970; a time is UTC unless it says otherwise.

    A date alone is the first second of that day by the site's clock (TIME_ZONE), or its last with ``end_of_day``.
    """

    def read(raw: str) -> int:
        wrong = ValueError("Use a date (2026-01-31) or a time (2026-01-31T09:00:00Z).")
        if not _MOMENT.fullmatch(raw):
            raise wrong
        try:
            if len(raw) == 10:
                return _within_dates(_edge_of(date.fromisoformat(raw), end_of_day))
            # A plus sign that was not encoded arrives as a space.
            at = datetime.fromisoformat(raw[:11].replace(" ", "T") + raw[11:].replace(" ", "+"))
            at = at if at.tzinfo else at.replace(tzinfo=UTC)
            return _within_dates(int(at.timestamp()))
        except (ValueError, OverflowError) as error:
            raise wrong from error

    return Parameter(name, read, {"type": "string", "maxLength": 40}, about)


def _edge_of(day: date, end: bool) -> int:
    # Where clocks go back at midnight, its hour comes twice: a day begins with the first and ends with the second.
    edge = time(23, 59, 59, fold=1) if end else time(fold=0)
    return int(datetime.combine(day, edge, timezone.get_default_timezone()).timestamp())


def _within_dates(seconds: int) -> int:
    # Year 1 in the east began in a year that has no number, year 9999 in the west ends in another.
    return min(max(seconds, _FIRST), _LAST)
