"""Times as people read them, in the time of the place."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

PLACE = ZoneInfo("Europe/London")


def day_of(value: Any) -> date | None:
    """Return the day of an RFC 3339 time (as it was in PLACE) or of a date; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(PLACE).date() if moment.tzinfo else moment.date()


def month_label(year: int, month: int, word: Callable[[str], str]) -> str:
    """Return "January 2026"; ``word`` gives the interface's name of a month."""
    return f"{word(f'month_{month}')} {year}"


def long_date(value: Any, word: Callable[[str], str]) -> str:
    """Return "5 January 2026"; empty for what is no date."""
    day = day_of(value)
    return f"{day.day} {month_label(day.year, day.month, word)}" if day else ""
