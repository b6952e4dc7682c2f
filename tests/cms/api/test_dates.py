"""Dates that people give are days by the site's clock; times say themselves when they are."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from cms.api import clock, search
from cms.api.items import FILTERS
from cms.api.parameters import moment
from cms.api.query_ids import read_query_id, write_query_id
from cms.settings import env
from search.request import SearchRequest
from search.results import SearchResults
from tests.cms.api.test_items import paths
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import NOW, Bank, write_copy

MIDNIGHT = datetime(2025, 6, 30, 23, 30, tzinfo=UTC)


def read(text: str, end_of_day: bool = False) -> str:
    """The moment that a parameter is read as, in UTC."""
    return f"{datetime.fromtimestamp(moment('x', '', end_of_day).read(text), UTC):%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        ("2026-01-31", "2026-01-31T00:00:00Z", "2026-01-31T23:59:59Z"),
        ("2026-07-01", "2026-06-30T23:00:00Z", "2026-07-01T22:59:59Z"),
        ("2026-03-28", "2026-03-28T00:00:00Z", "2026-03-28T23:59:59Z"),
        ("2026-03-29", "2026-03-29T00:00:00Z", "2026-03-29T22:59:59Z"),  # 23 hours
        ("2026-03-30", "2026-03-29T23:00:00Z", "2026-03-30T22:59:59Z"),
        ("2026-10-25", "2026-10-24T23:00:00Z", "2026-10-25T23:59:59Z"),  # 25 hours
        ("2026-10-26", "2026-10-26T00:00:00Z", "2026-10-26T23:59:59Z"),
    ],
)
def test_a_date_is_that_day_by_the_sites_clock(day: str, first: str, last: str) -> None:
    assert (read(day), read(day, end_of_day=True)) == (first, last)


@pytest.mark.parametrize(
    ("zone", "first", "last"),
    [
        ("UTC", "2026-07-01T00:00:00Z", "2026-07-01T23:59:59Z"),
        ("Asia/Kolkata", "2026-06-30T18:30:00Z", "2026-07-01T18:29:59Z"),
        ("America/New_York", "2026-07-01T04:00:00Z", "2026-07-02T03:59:59Z"),
    ],
)
def test_the_setting_says_whose_clock(settings: Any, zone: str, first: str, last: str) -> None:
    settings.TIME_ZONE = zone
    assert (read("2026-07-01"), read("2026-07-01", end_of_day=True)) == (first, last)


@pytest.mark.parametrize("end_of_day", [False, True])
def test_a_time_is_what_it_says(end_of_day: bool) -> None:
    times = ("2026-07-01T00:30:00+01:00", "2026-06-30T23:30:00Z", "2026-06-30T23:30", "2026-07-01T00:30:00 01:00")
    assert [read(text, end_of_day) for text in times] == ["2026-06-30T23:30:00Z"] * 4


def test_the_first_and_the_last_date_there_can_be(settings: Any) -> None:
    for zone in ("Europe/London", "Pacific/Kiritimati", "America/New_York"):
        settings.TIME_ZONE = zone
        for name in ("published_after", "published_before"):
            parameter = next(each for each in FILTERS if each.name == name)
            assert [type(parameter.read(day)) for day in ("0001-01-01", "9999-12-31")] == [int, int]


@pytest.mark.parametrize("time", ["0001-01-01T00:00:00%2B14:00", "9999-12-31T23:59:59-14:00", "0001-01-01"])
@pytest.mark.parametrize("name", ["published_after", "published_before"])
def test_the_ends_of_time_are_no_failure(public: Asker, settings: Any, time: str, name: str) -> None:
    settings.TIME_ZONE = "Pacific/Kiritimati"
    for route in ("items?", "items/months?", "search?q=flu&"):
        assert public(f"{PUBLIC}/{route}{name}={time}").status == 200


def test_counts_are_of_days_by_the_sites_clock(settings: Any) -> None:
    summer, winter = int(MIDNIGHT.timestamp()), int(datetime(2025, 12, 31, 23, 30, tzinfo=UTC).timestamp())
    assert (clock.day(summer), clock.day(winter)) == ("2025-07-01", "2025-12-31")
    searched = read_query_id(write_query_id("flu", False, summer))
    assert searched is not None
    assert searched.day == "2025-07-01"
    settings.TIME_ZONE = "Asia/Kolkata"
    assert (clock.day(summer), clock.day(winter)) == ("2025-07-01", "2026-01-01")


@pytest.fixture
def summer(as_delivery: Any, bank: Bank, tmp_path: Path) -> None:
    """A story published half an hour after midnight on 1 July, London's time, which was June in Greenwich."""
    days = (NOW - MIDNIGHT).total_seconds() / 86_400
    bank.live("/news/midnight", "Midnight story", "news", days_ago=days)
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}


@pytest.mark.parametrize("route", ["items?path_prefix=/news&", "search?q=midnight&"])
def test_lists_and_search_agree_on_whose_day_it_is(public: Asker, summer: None, route: str) -> None:
    july = f"{PUBLIC}/{route}published_after=2025-07-01&published_before=2025-07-31"
    june = f"{PUBLIC}/{route}published_after=2025-06-01&published_before=2025-06-30"
    assert paths(public(july).json) == ["/news/midnight"]
    assert public(july).json["results"][0]["published_at"] == "2025-06-30T23:30:00Z"
    assert paths(public(june).json) == []


def test_the_archive_puts_it_where_the_list_does(public: Asker, summer: None) -> None:
    got = public(f"{PUBLIC}/items/months?type=news&published_before=2025-12-31").json
    assert got == {"results": [{"month": "2025-07", "count": 1}]}


def test_each_engine_is_asked_for_the_same_moments(public: Asker, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[SearchRequest] = []

    class Engine:
        def search(self, request: SearchRequest, search_settings: object) -> SearchResults:
            asked.append(request)
            return SearchResults(count=0, hits=[], facets={})

    monkeypatch.setattr(search, "engine_for", lambda reader: Engine())
    assert public(f"{PUBLIC}/search?q=flu&published_after=2025-07-01&published_before=2025-07-01").status == 200
    assert [(each.published_after, each.published_before) for each in asked] == [
        (datetime(2025, 6, 30, 23, tzinfo=UTC), datetime(2025, 7, 1, 22, 59, 59, tzinfo=UTC))
    ]


def test_a_setting_that_is_no_time_zone_is_named() -> None:
    assert env.read("HEADLAND_TIME_ZONE", {}) == "Europe/London"
    for wrong in ("London", "../etc/passwd", "/etc/passwd", "Europe"):
        with pytest.raises(ValueError, match=r"HEADLAND_TIME_ZONE: not a time zone"):
            env.read("HEADLAND_TIME_ZONE", {"HEADLAND_TIME_ZONE": wrong})
