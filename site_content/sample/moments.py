"""Moments relative to now, so that the sample looks fresh whenever it is loaded.

``12 days ago``, ``5 months ago``, ``in 20 days``, ``today``; ``last 6 October`` for what belongs to a season, and
``last 6 October but one`` for the year before. Months and years ago name a week, of which each page takes a working day
of its own: else all that say the same, and all that fall on one weekend, would share a date.
"""

from __future__ import annotations

import re
import zlib
from datetime import datetime, time, timedelta

from django.utils import timezone

DAYS = {"minute": 1 / 1440, "hour": 1 / 24, "day": 1, "week": 7, "month": 365.25 / 12, "year": 365.25}
_AGO = re.compile(r"(\d{1,3}) (minute|hour|day|week|month|year)s? ago")
_AHEAD = re.compile(r"in (\d{1,3}) (minute|hour|day|week|month|year)s?")
_LAST = re.compile(r"last (\d{1,2} [A-Z][a-z]+)( but one)?")
_IN_TEXT = re.compile(r"\{\{([^{}]{1,40})\}\}")
_SATURDAY = 5
_STEPS = 96  # of five minutes, from half past eight


def moment(spell_date: str, key: str, now: datetime) -> datetime:
    """Return the moment ``said`` means: on a weekday, in working hours that follow from ``key``, never ahead of now.

    The day of the week follows from ``key`` too where ``said`` is months or years ago.
    Moments ahead, and those given in minutes or hours, are exact. Raises ValueError for anything else.
    """
    spell_date = " ".join(spell_date.split())
    if match := _AHEAD.fullmatch(spell_date):
        return now + timedelta(days=int(match[1]) * DAYS[match[2]])
    if (match := _AGO.fullmatch(spell_date)) and match[2] in {"minute", "hour"}:
        return now - timedelta(days=int(match[1]) * DAYS[match[2]])
    local = timezone.localtime(now)
    number = zlib.crc32(key.encode())
    if spell_date == "today":
        day = local
    elif match := _AGO.fullmatch(spell_date):
        day = local - timedelta(days=int(match[1]) * DAYS[match[2]])
        if match[2] in {"month", "year"}:
            day += timedelta(days=number // _STEPS % _SATURDAY - day.weekday())
    elif match := _LAST.fullmatch(spell_date):
        day = _last(match[1], local)
        if match[2]:
            day = day.replace(year=day.year - 1)
    else:
        raise ValueError(f"no moment: {spell_date!r}")
    while day.weekday() >= _SATURDAY:
        day -= timedelta(days=1)
    minutes = 8 * 60 + 30 + number % _STEPS * 5
    at = datetime.combine(day.date(), time(minutes // 60, minutes % 60), local.tzinfo)
    return min(at, now - timedelta(minutes=5))


def _last(day_and_month: str, local: datetime) -> datetime:
    instant = datetime.strptime(f"{day_and_month} {local.year}", "%d %B %Y").replace(tzinfo=local.tzinfo)
    return instant if instant <= local else instant.replace(year=local.year - 1)


def fill_in(text: str, now: datetime) -> str:
    """Return text with ``{{in 14 days}}`` and the like replaced by the date, as in 5 January 2026."""

    def spell_date(match: re.Match[str]) -> str:
        day = timezone.localtime(moment(match[1], "", now))
        return f"{day.day} {day:%B %Y}"

    return _IN_TEXT.sub(spell_date, text)
