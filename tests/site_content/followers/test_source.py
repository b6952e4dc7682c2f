"""The log as followers read it from the database, and as the feed hands it on."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest
from django.db import connection

from site_content.followers import source as reading
from site_content.followers.copies.feed import FeedSource
from site_content.followers.feed import feed_page
from site_content.followers.source import DatabaseSource, changes_between
from site_content.items.models import Item, LogEntry
from site_content.publishing import log
from site_content.publishing.refresh import drain

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def pages(add: Callable[..., Any]) -> list[Any]:
    drain()
    return [add("Flu"), add("Rota", "staff"), add("Cough"), add("Desk", "staff")]


def read(audience: str, limit: int) -> list[list[str]]:
    """The paths on each page of the log, read to its end."""
    source, position, found = DatabaseSource(audience), 0, []
    for _ in range(50):
        page = source.page(position, limit)
        found.append([change.path for change in page.changes if not change.path.startswith("~")])
        assert (page.head, page.position > position) == (log.head(), True)
        position = page.position
        if position == page.head:
            return found
    raise AssertionError("the log has no end")


def test_each_audience_reads_its_rows_once_in_order() -> None:
    by_seq = Item.objects.exclude(type__startswith="~").order_by("seq")
    for limit in (1, 2, 3, 500):
        for audience, wanted in (("public", ["public"]), ("staff", ["public", "staff"])):
            paths = [path for page in read(audience, limit) for path in page]
            assert paths == list(by_seq.filter(audience__in=wanted).values_list("path", flat=True))
    assert "/rota" not in [path for page in read("public", 500) for path in page]


def test_the_quick_way_reads_what_the_plain_way_does() -> None:
    rows = Item.objects.order_by("seq")
    assert changes_between(0, 500, "staff") == [log.change_of(row, row.staff_position) for row in rows]
    of_public = changes_between(0, 500, "public")
    assert of_public == [log.change_of(row, row.public_position) for row in rows.filter(audience="public")]
    assert {type(change.translation_key) for change in of_public} == {str}


def test_the_position_passes_over_what_is_for_others(add: Callable[..., Any]) -> None:
    before = log.head()
    add("Only for staff", "staff")
    page = DatabaseSource("public").page(before, 10)
    assert ([c.path for c in page.changes if c.audience == "staff"], page.position) == ([], log.head())


def test_a_page_ends_at_a_size_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "_RUN", 1)
    monkeypatch.setattr(reading, "MAX_PAGE_SIZE", 1)
    pages = [DatabaseSource("staff").page(0, 500)]
    while pages[-1].position < pages[-1].head:
        pages.append(DatabaseSource("staff").page(pages[-1].position, 500))
    assert [len(page.changes) for page in pages[:-1]] == [1] * (len(pages) - 1)
    assert sum(len(page.changes) for page in pages) == Item.objects.count()


def test_a_change_says_what_the_row_does() -> None:
    row = Item.objects.get(path="/flu")
    assert changes_between(row.seq - 1, 1, "public") == [log.change_of(row, row.public_position)]


def test_marks_tell_one_line_from_another_of_the_same_number() -> None:
    head = log.head()
    page = DatabaseSource("public").page(head - 1, 500)
    again = DatabaseSource("public").page(head, 500)
    assert (bool(page.start), page.mark, again.start) == (True, again.mark, page.mark)
    LogEntry.objects.filter(seq=head).update(version=99)
    assert DatabaseSource("public").page(head, 500).start != page.mark
    beyond = DatabaseSource("public").page(head + 7, 500)
    assert (beyond.head, beyond.position, beyond.start, list(beyond.changes)) == (head, head + 7, "", [])


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_a_page_of_the_log_is_found_by_an_index(audience: str) -> None:
    with connection.execute_wrapper(explained := Explained()):
        changes_between(5, 100, audience)
    assert [step for step in explained.steps if "TEMP B-TREE" in step] == []
    assert any("seq>?" in step for step in explained.steps)


class Explained:
    """Notes how SQLite answers each query."""

    def __init__(self) -> None:
        self.steps: list[str] = []

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.startswith("SELECT"):
            cursor = context["cursor"].cursor.connection.cursor()
            self.steps += [row[3] for row in cursor.execute(f"EXPLAIN QUERY PLAN {sql.replace('%s', '?')}", params)]
        return execute(sql, params, many, context)


def test_the_feed_says_what_the_database_does() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        asked = request.url.params
        page = feed_page(int(asked["after"]), int(asked["limit"]), asked["audience"])
        return httpx.Response(200, content=json.dumps(page))

    for audience in ("public", "staff"):
        feed = FeedSource("https://cms.example/feed", "word", audience, httpx.MockTransport(answer))
        for after, limit in ((0, 2), (0, 500), (3, 1), (log.head(), 5), (log.head() + 5, 5)):
            assert feed.page(after, limit) == DatabaseSource(audience).page(after, limit)


@pytest.mark.parametrize(("after", "limit"), [(-1, 5), (0, 0), (5, -5)])
def test_the_feed_refuses_numbers_that_make_no_sense(after: int, limit: int) -> None:
    with pytest.raises(ValueError, match="must not be negative"):
        feed_page(after, limit, "public")
    assert len(feed_page(0, 10**9, "public")["changes"]) > 2
