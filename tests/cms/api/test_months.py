"""In which months a list's items were published."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import NOW


def test_months_count_what_the_list_shows(public: Asker) -> None:
    days = [(NOW - timedelta(days=number)).date() for number in range(1, 31)]
    wanted = [
        {"month": month, "count": sum(day.isoformat().startswith(month) for day in days)}
        for month in ("2026-02", "2026-01")
    ]
    got = public(f"{PUBLIC}/items/months?type=news")
    assert public(f"{PUBLIC}/items/months/?type=news").body == got.body
    assert (got.status, got.json) == (200, {"results": wanted})
    assert got.headers["cache-control"].startswith("public, max-age=")
    assert got.headers["etag"] != ""
    first = date(2026, 2, 1).isoformat()
    listed = public(f"{PUBLIC}/items?type=news&published_after={first}&published_before=2026-02-28&limit=1")
    assert listed.json["count"] == wanted[0]["count"]


@pytest.mark.parametrize(
    ("query", "total"),
    [("type=news&topic=covid-19", 15), ("path_prefix=/news", 30), ("author=nobody", 0), ("type=news,topic", 32)],
)
def test_the_filters_of_lists_hold(public: Asker, query: str, total: int) -> None:
    got = public(f"{PUBLIC}/items/months?{query}")
    assert sum(month["count"] for month in got.json["results"]) == total
    assert public(f"{PUBLIC}/items?{query}").json["count"] == total


@pytest.mark.parametrize("query", ["page=1", "month=2026-01", "published_after=soon"])
def test_what_is_no_filter_is_refused(public: Asker, query: str) -> None:
    got = public(f"{PUBLIC}/items/months?{query}")
    assert (got.status, got.headers["content-type"]) == (400, "application/problem+json")
