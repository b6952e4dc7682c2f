"""Keys made together come to the same items as keys made one by one, cost far fewer queries, and fail alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from site_content.items.models import Item, ItemLink, LogEntry, Refresh
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage
from site_content.publishing import refresh
from site_content.publishing.refresh import drain
from site_content.publishing.refresh_queue import enqueue
from site_content.publishing.repair import log_gaps
from tests.site_content.publishing.conftest import Add, edit, fresh, home_of, link_to, told

SIZE = 12


@pytest.fixture
def section(home: Any, add: Add) -> Any:
    """A section of pages that show each other, a topic and tags, with a section of its own below."""
    topic = add(home, "Topic", TopicPage)
    section = add(home, "Section", SectionPage, summary="All of it")
    pages: list[Any] = []
    for number in range(SIZE):
        before = pages[-1:] or [topic]
        page = add(section, f"Page {number}", topics=[topic], related=before, body=link_to(before[0]))
        page.tags.add(f"tag {number % 3}")
        pages.append(page)
    below = add(section, "Below", SectionPage)
    add(below, "Deep", related=pages[:2], body=link_to(pages[-1]))
    add(home, "Place")
    return fresh(section)


def move(section: Any) -> None:
    section.move(fresh(Page.objects.get(slug="place")), pos="last-child")


def rename(section: Any) -> None:
    section.slug, section.title = "renamed", "Another name"
    section.save_revision().publish()


def restrict(section: Any) -> None:
    section.view_restrictions.create(restriction_type="login")


def exchange(section: Any) -> None:
    """Two pages take each other's address, in one go."""
    one, two = section.get_children().filter(slug__in=("page-1", "page-2"))
    Page.objects.filter(pk=one.pk).update(slug="page-2", url_path=two.url_path)
    Page.objects.filter(pk=two.pk).update(slug="page-1", url_path=one.url_path)
    enqueue([f"page:{one.pk}", f"page:{two.pk}"])


def delete(section: Any) -> None:
    section.delete()


def to_staff(section: Any) -> None:
    section.move(home_of("staff"), pos="last-child")


ACTS = [move, rename, restrict, exchange, delete, to_staff]


def world() -> dict[str, Any]:
    """All that readers and followers are told, but for what counts writes and tells the time."""
    rows = Item.objects.exclude(state="removed").order_by("audience", "path", "slot")
    links = ItemLink.objects.order_by("item__audience", "item__path", "target", "kind")
    return {
        "items": [
            (
                row.audience,
                row.path,
                row.slot,
                row.key,
                row.state,
                row.groups,
                timeless([row.card, json.loads(row.body)]),
            )
            for row in rows
        ],
        "links": list(links.values_list("item__audience", "item__path", "item__slot", "target", "kind")),
    }


def timeless(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: timeless(each) for name, each in value.items() if name not in {"version", "updated_at"}}
    return [timeless(each) for each in value] if isinstance(value, list) else value


def outcome(act: Callable[[Any], None], section: Any, size: int, patch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Do an act, drain in batches of ``size``, say how it came out, and undo it all."""
    patch.setattr(refresh, "MAX_KEYS", size)
    patch.setattr(refresh, "MAX_SQLITE_SECONDS", 60)
    with transaction.atomic():
        act(fresh(section))
        drain()
        assert (list(Refresh.objects.values_list("key", "error")), log_gaps()) == ([], [])
        found = world()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("act", ACTS)
def test_together_is_one_by_one(section: Any, act: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch) -> None:
    before = world()
    alone = outcome(act, section, 1, monkeypatch)
    assert alone != before
    for size in (3, 50):
        assert outcome(act, section, size, monkeypatch) == alone


def test_a_page_that_fails_costs_the_others_nothing(
    section: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real, bad = refresh.sync, fresh(section.get_children().get(slug="page-3"))

    def sync(key: str) -> bool:
        if key == f"page:{bad.pk}":
            raise ValueError("no such thing")
        return real(key)

    monkeypatch.setattr(refresh, "sync", sync)
    rename(section)
    drain()
    assert set(Refresh.objects.values_list("key", "error")) == {(f"page:{bad.pk}", "ValueError('no such thing')")}
    assert [told(f"/renamed/page-{number}") is not None for number in range(SIZE)] == [n != 3 for n in range(SIZE)]
    assert told("/section/page-3") == {"state": "live", "title": "Page 3"}
    assert log_gaps() == []


def test_a_batch_ends_when_its_time_is_over(section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refresh, "MAX_SQLITE_SECONDS", 0)
    keys = list(Item.objects.filter(path__startswith="/section/page").values_list("key", flat=True))
    enqueue(keys)
    monkeypatch.setattr(refresh, "MIN_KEYS", 3)
    assert refresh.refresh_batch(keys) == keys[:3]
    assert list(Refresh.objects.order_by("pk").values_list("key", flat=True)) == keys[3:]


@pytest.mark.parametrize("act", [move, rename, restrict])
def test_many_pages_cost_few_queries(section: Any, act: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """One by one they cost more than 40 each."""
    monkeypatch.setattr(refresh, "MAX_SQLITE_SECONDS", 60)
    act(section)
    lines = LogEntry.objects.count()
    with CaptureQueriesContext(connection) as asked:
        drain()
    assert LogEntry.objects.count() - lines >= SIZE
    assert len(asked) <= 20 * SIZE


def test_publishing_asks_for_closures_once(home: Any, add: Add) -> None:
    page = add(home, "Page")
    with CaptureQueriesContext(connection) as queries:
        edit(page, title="Changed")
    asked = [each["sql"] for each in queries if 'FROM "site_content_closure"' in each["sql"]]
    assert len([sql for sql in asked if not sql.startswith("SELECT 1 AS")]) <= 2
