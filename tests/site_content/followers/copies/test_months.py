"""Months by the clock of a place, around both changes of its clocks and in places far from Greenwich."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_content.followers.copies import schema, write
from site_content.followers.copies.compress import compressed
from site_content.followers.copies.lists import CardQuery
from site_content.followers.copies.months import month_counts
from site_content.followers.copies.schema import LONG_AGO
from site_content.followers.copies.sets import month_of
from tests.site_content.followers.copies.made import change

LONDON = ZoneInfo("Europe/London")
ZONES = ("Europe/London", "UTC", "America/New_York", "Asia/Kolkata", "Pacific/Kiritimati", "America/St_Johns")


def seconds(text: str) -> int:
    """An RFC 3339 time as copies keep it."""
    return int(datetime.fromisoformat(text).timestamp())


def archive_of(moments: list[int], zone: ZoneInfo) -> list[tuple[str, int]]:
    """The months of a list with these times."""
    conn = sqlite3.connect(":memory:", isolation_level=None)
    schema.create_tables(conn, "public")
    schema.create_indexes(conn)
    # The copy's own clock is that of London; in other zones its sets of months do not hold.
    dates = [None if moment == LONG_AGO else datetime.fromtimestamp(moment, UTC) for moment in moments]
    rows = [change(seq, f"/p{seq}", published_at=date) for seq, date in enumerate(dates, 1)]
    write.load(conn, compressed(rows), len(rows))
    return month_counts(conn, CardQuery(), 0, zone)


@pytest.mark.parametrize(
    ("moment", "month"),
    [
        ("2026-06-30T23:30:00Z", "2026-07"),  # half past midnight, summer time
        ("2026-06-30T22:59:59Z", "2026-06"),
        ("2026-01-31T23:30:00Z", "2026-01"),  # winter: as in Greenwich
        ("2026-02-01T00:00:00Z", "2026-02"),
        ("2026-03-31T22:59:59Z", "2026-03"),  # clocks went forward on the 29th
        ("2026-03-31T23:00:00Z", "2026-04"),
        ("2026-09-30T23:00:00Z", "2026-10"),
        ("2026-10-31T23:59:59Z", "2026-10"),  # and back on the 25th
        ("2026-11-01T00:00:00Z", "2026-11"),
    ],
)
def test_a_month_begins_by_the_clock_of_the_place(moment: str, month: str) -> None:
    assert month_of(seconds(moment), LONDON) == month
    assert archive_of([seconds(moment)], LONDON) == [(month, 1)]


def test_what_has_no_date_is_in_no_month() -> None:
    assert archive_of([LONG_AGO, seconds("2026-06-30T23:30:00Z")], LONDON) == [("2026-07", 1)]


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(ZONES),
    st.lists(st.integers(seconds("1970-02-01T00:00:00Z"), seconds("2099-12-31T23:59:59Z")), max_size=40),
)
def test_counts_are_those_of_each_moment(name: str, moments: list[int]) -> None:
    zone = ZoneInfo(name)
    # The same days, closer to where they end, where mistakes are made.
    moments += [moment - moment % 86_400 + hour * 3_600 for moment in moments for hour in (3, 10, 22, 23)]
    wanted = Counter(f"{datetime.fromtimestamp(moment, UTC).astimezone(zone):%Y-%m}" for moment in moments)
    assert archive_of(moments, zone) == sorted(wanted.items(), reverse=True)
