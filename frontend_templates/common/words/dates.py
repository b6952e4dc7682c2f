"""Dates: write times as people read them, in the site's time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, tzinfo
from typing import Any


def day_of(value: Any, zone: tzinfo) -> date | None:
    """Return the day of an RFC 3339 time (as it was in ``zone``) or of a date; None for anything else."""
    if not isinstance(value, str):
        return None
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment.astimezone(zone).date() if moment.tzinfo else moment.date()


def month_label(year: int, month: int, word: Callable[[str], str]) -> str:
    """Return "January 2026"; ``word`` gives the interface's name of a month."""
    return f"{word(f'month_{month}')} {year}"


def long_date(value: Any, word: Callable[[str], str], zone: tzinfo) -> str:
    """Return "5 January 2026"; empty for what is no date."""
    day = day_of(value, zone)
    return f"{day.day} {month_label(day.year, day.month, word)}" if day else ""


def short_date(value: Any, word: Callable[[str], str], zone: tzinfo) -> str:
    """Return "5 Jan 2026"; empty for what is no date."""
    day = day_of(value, zone)
    return f"{day.day} {word(f'month_{day.month}')[:3]} {day.year}" if day else ""
