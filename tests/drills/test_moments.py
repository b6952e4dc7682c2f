"""The list of moments, and the sample's dates at every one of them, without loading it."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from site_content.sample.fields import published, review_date, updated
from site_content.sample.moments import fill_in, moment
from site_content.sample.page_files import SamplePage, read_pages, read_yaml
from tests.drills.clock import Moment, chosen_moments, clock_at, read_moments

LONDON = ZoneInfo("Europe/London")
MOMENTS = read_moments()
PAGES = read_pages()
at_every_moment = pytest.mark.parametrize("at", MOMENTS, ids=[each.name for each in MOMENTS])


def test_the_list_holds_what_breaks_dates() -> None:
    days = {each.instant.astimezone(LONDON).date() for each in MOMENTS}
    assert (len(MOMENTS), len({each.instant for each in MOMENTS}), len({each.name for each in MOMENTS})) == (40, 40, 40)
    assert {day.month for day in days if (day + timedelta(days=1)).day == 1} == set(range(1, 13))
    assert {day.weekday() for day in days} == set(range(7))
    assert {(day.month, day.day) for day in days} >= {(2, 29), (3, 28), (10, 31), (12, 31), (1, 1)}
    assert max(days) > date(2031, 11, 29)
    assert [each.name for each in MOMENTS if not each.why] == []


def test_the_hour_that_comes_twice_is_there_twice() -> None:
    walls = Counter(each.instant.astimezone(LONDON).replace(tzinfo=None) for each in MOMENTS)
    assert [wall.isoformat() for wall, times in walls.items() if times > 1] == ["2027-10-31T01:30:00"]


def test_a_few_run_always_and_words_choose_others() -> None:
    assert [each.name for each in chosen_moments("")] == [each.name for each in MOMENTS if each.in_tests]
    assert 1 <= len(chosen_moments("")) <= 4
    assert chosen_moments("all") == MOMENTS
    assert [each.name for each in chosen_moments("week 53")] == ["week 53"]
    with pytest.raises(ValueError, match="HEADLAND_TEST_MOMENTS: no moment's name contains 'doomsday'"):
        chosen_moments("doomsday")


@at_every_moment
def test_the_clock_is_set_and_time_passes(at: Moment) -> None:
    with clock_at(at.instant):
        first, second, local = datetime.now(UTC), timezone.now(), timezone.localdate()
    assert timedelta(0) <= first - at.instant < timedelta(seconds=30)
    assert first <= second < first + timedelta(seconds=30)
    assert local in {at.instant.astimezone(LONDON).date(), second.astimezone(LONDON).date()}
    assert abs(datetime.now(UTC) - at.instant) > timedelta(minutes=1)


@at_every_moment
def test_past_dates_of_the_sample_are_past_working_days_in_order(at: Moment) -> None:
    dates = {page.name: (published(page, at.instant), updated(page, at.instant)) for page in PAGES}
    said = {name: pair for name, pair in dates.items() if pair[0] and pair[1]}
    assert len(said) == len(PAGES) - sum(bool(page.text_of("goes_live")) for page in PAGES)
    assert {name for name, (first, last) in said.items() if not first <= last < at.instant} == set()  # type: ignore[operator]
    weekend = {name for name, pair in said.items() for each in pair if each and each.astimezone(LONDON).weekday() > 4}
    assert weekend == set()


@at_every_moment
def test_dates_of_the_sample_do_not_fall_together(at: Moment) -> None:
    pages = [
        page for page in PAGES if page.text_of("type") in {"news", "blog", "guidance"} and not page.text_of("ended")
    ]
    days = {changed.astimezone(LONDON).date() for page in pages if (changed := updated(page, at.instant))}
    assert len(days) > 25
    assert at.instant - timedelta(days=7) < max(filter(None, (published(page, at.instant) for page in pages)))


@at_every_moment
def test_reviews_of_the_sample_are_due_after_the_last_and_two_are_late_for_staff(at: Moment) -> None:
    today = at.instant.astimezone(LONDON).date()
    reviews = {page.name: _reviews(page, at.instant) for page in PAGES if page.text_of("next_review")}
    assert {name for name, (last, due) in reviews.items() if not last < today or not last < due} == set()
    late = {name for name, (_, due) in reviews.items() if due < today and name.startswith("staff:")}
    assert late == {"staff:/staff-guidance/hand-hygiene", "staff:/staff-guidance/lone-working"}


def _reviews(page: SamplePage, now: datetime) -> tuple[date, date]:
    return review_date(page, "last_reviewed", now), review_date(page, "next_review", now)


def test_a_review_is_due_on_the_local_day() -> None:
    page = SamplePage("staff", "/a", {"next_review": "in 3 weeks"}, "")
    half_past_midnight = datetime(2027, 7, 1, 0, 30, tzinfo=LONDON).astimezone(UTC)
    assert review_date(page, "next_review", half_past_midnight) == date(2027, 7, 22)


@at_every_moment
def test_dates_in_sentences_and_alerts_are_ahead(at: Moment) -> None:
    today = at.instant.astimezone(LONDON).date()
    told = {days: fill_in(f"{{{{in {days} days}}}}", at.instant) for days in (1, 2, 8, 25, 60)}
    read = {days: datetime.strptime(text, "%d %B %Y").date() for days, text in told.items()}
    assert {days: (day - today).days in {days - 1, days, days + 1} for days, day in read.items()} == dict.fromkeys(
        read, True
    )
    alerts: list[dict[str, Any]] = read_yaml("alerts.yaml")
    ends = [moment(alert["ends"], alert["title"], at.instant) for alert in alerts if alert.get("ends")]
    assert [end for end in ends if end <= at.instant] == []
