"""Moments are relative to now, and look like a working week."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from site_content.sample.fields import published, updated
from site_content.sample.moments import fill_in, moment
from site_content.sample.page_files import read_pages

LONDON = ZoneInfo("Europe/London")
NOW = datetime(2026, 3, 11, 14, 0, tzinfo=LONDON)  # a Wednesday


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("today", "2026-03-11"),
        ("1 day ago", "2026-03-10"),
        ("3 days ago", "2026-03-06"),  # that Sunday becomes the Friday before
        ("2 weeks ago", "2026-02-25"),
        ("12 months ago", "2025-03-14"),  # of its week, the Friday: that follows from the key
        ("2 years ago", "2024-03-15"),
        ("last 6 October", "2025-10-06"),
        ("last 9 March", "2026-03-09"),
        ("last 6 October but one", "2024-10-04"),
        ("in 10 days", "2026-03-21"),
        ("in 2 months", "2026-05-11"),
    ],
)
def test_a_day(said: str, day: str) -> None:
    assert moment(said, "a", NOW).astimezone(LONDON).date().isoformat() == day


def test_the_hour_follows_from_the_page_and_is_in_working_hours() -> None:
    hours = {key: moment("5 days ago", key, NOW).astimezone(LONDON) for key in map(str, range(200))}
    assert hours == {key: moment("5 days ago", key, NOW).astimezone(LONDON) for key in hours}
    assert len(set(hours.values())) > 50
    assert {at.hour for at in hours.values()} <= set(range(8, 17))


def test_what_is_months_ago_spreads_over_the_working_days_of_its_week() -> None:
    days = {moment("5 months ago", str(number), NOW).astimezone(LONDON).date().isoformat() for number in range(50)}
    assert days == {"2025-10-06", "2025-10-07", "2025-10-08", "2025-10-09", "2025-10-10"}


def test_on_any_day_the_pages_have_many_dates_and_are_changed_after_they_were_published() -> None:
    types = {"news", "blog", "guidance"}
    pages = [page for page in read_pages() if page.text_of("type") in types and not page.text_of("goes_live")]
    days = [NOW.replace(hour=number % 24) + timedelta(days=number) for number in range(366)]
    dates = {day: {page.name: (published(page, day), updated(page, day)) for page in pages} for day in days}
    assert [day for day, found in dates.items() if len({at.date() for _, at in found.values() if at}) <= 25] == []
    late = [
        (name, day)
        for day, found in dates.items()
        for name, (first, last) in found.items()
        if first and last and first > last
    ]
    assert late == []


def test_nothing_that_has_been_is_ahead_of_now() -> None:
    early = datetime(2026, 3, 11, 6, 0, tzinfo=LONDON)
    assert all(moment("today", str(number), early) < early for number in range(50))


def test_minutes_are_exact() -> None:
    assert moment("90 minutes ago", "a", NOW).isoformat() == "2026-03-11T12:30:00+00:00"


@pytest.mark.parametrize("said", ["", "soon", "3 fortnights ago", "last 31 February", "in a week", "2026-01-01"])
def test_anything_else_is_refused(said: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        moment(said, "a", NOW)


def test_dates_stand_in_sentences() -> None:
    assert fill_in("It closes on {{in 25 days}}, at noon.", NOW) == "It closes on 5 April 2026, at noon."
