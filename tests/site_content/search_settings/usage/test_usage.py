"""Counting what readers do: once, by day, without people in it."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from site_content.search_settings.usage import spool as spools
from site_content.search_settings.usage.count import PRIVATE, collect, count_batch, forget, query_of
from site_content.search_settings.usage.figures import by_day, by_position, commonest
from site_content.search_settings.usage.models import ClickCount, Comment, SearchCount, UsefulCount
from site_content.search_settings.usage.spool import Spool
from tests.site_content.editing.conftest import signed_in

DAY = date(2026, 6, 1)


def search(query: str, found: bool = True, day: date = DAY) -> dict[str, Any]:
    return {"kind": "search", "day": day.isoformat(), "audience": "public", "query": query, "found": found}


def click(query: str, position: int) -> dict[str, Any]:
    return {"kind": "click", "day": DAY.isoformat(), "audience": "public", "query": query, "position": position}


def test_a_spool_gives_each_event_once_and_survives_broken_lines(tmp_path: Path, monkeypatch: Any) -> None:
    spool = Spool(tmp_path / "spool")
    assert spool.add({"n": 1})
    assert list(spool.take()) == []  # not settled yet
    with (tmp_path / "spool" / "events.jsonl").open("ab") as file:
        file.write(b'{"half\n[1]\n')
    assert spool.add({"n": 2})
    monkeypatch.setattr(spools, "SETTLE_SECONDS", -1.0)
    taken = list(spool.take())
    assert [batch.events for batch in taken] == [[{"n": 1}], [{"n": 2}]]
    for batch in taken:
        batch.done()
    assert list(spool.take()) == []


def test_a_spool_is_bounded(tmp_path: Path, monkeypatch: Any) -> None:
    spool = Spool(tmp_path)
    assert not spool.add({"text": "x" * 20_000})
    monkeypatch.setattr(spools, "MAX_BYTES", 10)
    assert spool.add({"n": 1234567890})
    assert not spool.add({"n": 2})


@pytest.mark.django_db
def test_a_batch_is_counted_once_and_bad_events_are_left_out() -> None:
    events = [
        search("Flu jab"), search("flu  JAB!", found=False), click("flu jab", 3), click("flu jab", 0),
        {"kind": "search"}, {"kind": "click", "day": "no", "audience": "public"}, {**search("x"), "audience": "all"},
        {"kind": "feedback", "day": "2026-06-01", "audience": "public", "path": "/flu", "useful": 0, "text": " dim"},
    ]  # fmt: skip
    assert count_batch("one", events)
    assert not count_batch("one", events)
    assert list(SearchCount.objects.values_list("query", "searches", "without_results")) == [("flu jab", 2, 1)]
    assert list(ClickCount.objects.values_list("query", "position", "clicks")) == [("flu jab", 3, 1)]
    assert list(UsefulCount.objects.values_list("path", "yes", "no")) == [("/flu", 0, 1)]
    assert list(Comment.objects.values_list("path", "useful", "text")) == [("/flu", False, "dim")]


@pytest.mark.django_db
def test_collecting_empties_the_spool(tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(spools, "SETTLE_SECONDS", -1.0)
    spool = Spool(tmp_path)
    spool.add(search("flu"))
    assert (collect(spool), collect(spool)) == (1, 0)
    assert SearchCount.objects.get().searches == 1


@pytest.mark.parametrize("text", ["943 476 5919", "9434765919", "me@example.org", "appointment for SW1A 1AA"])
def test_what_may_be_personal_is_not_kept(text: str) -> None:
    assert query_of(text) == PRIVATE


def test_queries_are_folded_and_bounded() -> None:
    assert (query_of("  Flu   Jäb "), len(query_of("word " * 90)), query_of("covid 19")) == ("flu jab", 100, "covid 19")


@pytest.mark.django_db
def test_figures_hide_what_could_be_one_person() -> None:
    count_batch(
        "one",
        [*[search("flu", n > 1) for n in range(6)], *[search("rare")] * 4, *[click("flu", 2)] * 5, click("flu", 8)],
    )
    rows = [
        (row.query, row.searches, row.without_results, row.clicks, row.position)
        for row in commonest(DAY, DAY, "public")
    ]
    assert rows == [("flu", 6, 2, 6, 3.0)]
    assert commonest(DAY, DAY, "staff") == commonest(DAY, DAY, "public", only_without_results=True) == []
    assert by_day(DAY - timedelta(1), DAY, "public") == [(DAY - timedelta(1), 0, 0), (DAY, 10, 2)]
    assert by_position(DAY, DAY, "public", 3) == [(1, 0), (2, 5), (3, 0)]


@pytest.mark.django_db
def test_counts_are_forgotten_in_time(settings: Any) -> None:
    settings.USAGE_DAYS, settings.RARE_QUERY_DAYS = 300, 30
    today = date(2026, 12, 1)
    old, month = today - timedelta(301), today - timedelta(31)
    count_batch(
        "one",
        [search("flu", day=old), *[search("flu", day=month)] * 5, search("rare", day=month), search("rare", day=today)],
    )
    assert forget(today) == 2
    assert list(SearchCount.objects.order_by("day").values_list("query", "day")) == [("flu", month), ("rare", today)]


@pytest.mark.django_db
def test_the_report_shows_and_exports_common_queries(monkeypatch: Any) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *_: DAY)
    moderator: Client = signed_in("Moderators")
    assert "Nobody searched in this period." in moderator.get("/admin/search_report/").content.decode()
    count_batch("one", [*[search("flu <b>", False)] * 6, *[search("rare")] * 2])
    page = moderator.get("/admin/search_report/?days=x&audience=y").content.decode()
    assert ("flu b" in page, "rare" in page, "<svg" in page) == (True, False, True)
    lines = moderator.get("/admin/search_report/csv/?days=7").content.decode().splitlines()
    assert lines == ["query,searches,without results,clicks,mean position clicked", "flu b,6,6,0,"]
    assert signed_in("Editors").get("/admin/search_report/").status_code in {302, 403}
