"""Values in front matter and exports: read names, lists of names and dates as people write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from site_content.importing.conversion.markup import readable
from site_content.importing.sources.source import MAX_NAMES

MAX_NAME = 100
_MONTHS = {
    name: number
    for number, name in enumerate(
        [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        1,
    )
}
_MONTH_YEAR = re.compile(r"\A\s*([A-Za-z]{3,9})\.?,?\s+(\d{4})\s*\Z")
_FORMS = (
    "%d %B %Y",
    "%d %b %Y",
    "%B %d %Y",
    "%b %d %Y",
    "%d/%m/%Y",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%Y/%m/%d",
    "%Y-%m-%d %H:%M",
)
_AND = re.compile(r"\s+(?:and|&)\s+|\s*[,;]\s*")
_SPACE = re.compile(r"\s+")


def words(value: Any) -> str:
    """Return a value as text with one space between words; nothing for None and for what is not text or number."""
    if isinstance(value, bool) or value is None or not isinstance(value, str | int | float | date):
        return ""
    return _SPACE.sub(" ", readable(str(value))).strip()


def names(value: Any) -> tuple[str, ...]:
    """Return a list of names from a list, or from text with commas; each once, at most MAX_NAMES."""
    if isinstance(value, str):
        value = value.split(",")
    if isinstance(value, dict):
        value = [value]
    if not isinstance(value, list | tuple):
        return ()
    texts = (words(entry.get("name") or entry.get("title") if isinstance(entry, dict) else entry) for entry in value)
    return tuple(dict.fromkeys(name[:MAX_NAME] for name in texts if name))[:MAX_NAMES]


def people(value: Any) -> tuple[str, ...]:
    """Return names of people: "A and B" is two of them."""
    single = [value] if isinstance(value, str) else value
    return tuple(dict.fromkeys(part for name in names(single) for part in _AND.split(name) if part))[:MAX_NAMES]


def moment(value: Any) -> datetime | None:
    """Return a time (UTC unless it says otherwise), or None for what is no date between 1900 and 2100."""
    if isinstance(value, datetime):
        instant = value
    elif isinstance(value, date):
        instant = datetime(value.year, value.month, value.day)
    else:
        text = words(value)
        if not text or len(text) > 60:
            return None
        day = month_of(text)
        if day is not None:
            return datetime(day.year, day.month, day.day, tzinfo=UTC)
        parsed = _parse(text)
        if parsed is None:
            return None
        instant = parsed
    instant = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return instant if 1900 <= instant.year <= 2100 else None


def _parse(text: str) -> datetime | None:
    """ISO 8601, then email dates (RFC 5322, as in RSS), then days as they are written here: day first."""
    for parse in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            return parse(text)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    for form in _FORMS:
        try:
            return datetime.strptime(text.replace(",", ""), form)
        except ValueError:
            continue
    return None


def month_of(text: str) -> date | None:
    """Return the first day of a month written as "June 2026" or "Jun 2026", or None."""
    match = _MONTH_YEAR.match(text)
    if not match:
        return None
    word = match.group(1).lower()
    number = next((number for name, number in _MONTHS.items() if name == word or name[:3] == word), 0)
    year = int(match.group(2))
    return date(year, number, 1) if number and 1900 <= year <= 2100 else None


def day(value: Any) -> date | None:
    """Return a day, or None."""
    instant = moment(value)
    return instant.date() if instant else None


def not_understood(**dates: tuple[Any, object]) -> tuple[str, ...]:
    """Return a sentence for the report of each date that was given (first) and of which nothing was made (second)."""
    unread_values = {name: words(value) or value for name, (value, read) in dates.items() if read is None}
    return tuple(
        f"{name.replace('_', ' ')} not understood: {str(value)[:80]!r}"
        for name, value in unread_values.items()
        if value not in (None, "", [], {})
    )
