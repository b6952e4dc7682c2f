"""What is marked is made again until nothing is marked; what fails waits and stops nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from site_content.items.models import Item, Refresh
from site_content.pages.content_page import ContentPage
from site_content.pages.types.topic import TopicPage
from site_content.publishing import refresh, signals
from site_content.publishing.refresh import drain
from site_content.publishing.refresh_queue import enqueue
from site_content.publishing.signals import drain_after_commit
from tests.site_content.publishing.conftest import Add, edit, fresh, item, link_to, told


def keys() -> Any:
    return list(Refresh.objects.order_by("rank", "pk").values_list("key", flat=True))


def test_pages_that_show_each_other_come_to_rest(home: Any, add: Add) -> None:
    topics = [add(home, title, TopicPage) for title in ("A", "B", "C")]
    for page, other in zip(topics, [*topics[1:], topics[0]], strict=True):
        edit(page, topics=[other], related=[other, page], body=link_to(other))
    page = fresh(topics[0])
    page.title = "Renamed"
    page.save_revision().publish()
    assert 0 < drain(200) < 60
    assert keys() == []
    versions = list(Item.objects.order_by("pk").values_list("version", flat=True))
    enqueue(f"page:{page.pk}" for page in topics)
    assert drain(200) == 3
    assert list(Item.objects.order_by("pk").values_list("version", flat=True)) == versions
    assert item(topics[2])["links"]["topics"][0]["title"] == "Renamed"


def test_publishing_what_did_not_change_writes_nothing(home: Any, add: Add) -> None:
    page = add(home, "Page", body=link_to(home))
    before = list(Item.objects.order_by("pk").values())
    for _ in range(2):
        assert refresh.sync(f"page:{page.pk}") is False
    assert list(Item.objects.order_by("pk").values()) == before
    assert keys() == []


def test_a_draft_saved_marks_nothing(home: Any, add: Add) -> None:
    page = add(home, "Page", show_in_menus=True)
    page.title = "Being written"
    page.save_revision()
    assert keys() == []
    assert told("/page")["title"] == "Page"


def test_one_that_fails_waits_and_stops_no_other(
    home: Any, add: Add, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    bad, good = add(home, "Bad"), add(home, "Good")
    real = refresh.sync

    def sync(key: str) -> Any:
        if key == f"page:{bad.pk}":
            raise ValueError("no such thing")
        return real(key)

    monkeypatch.setattr(refresh, "sync", sync)
    for page in (bad, good):
        page = fresh(page)
        page.title += " edited"
        page.save_revision().publish()
    drain()
    assert (told("/bad")["title"], told("/good")["title"]) == ("Bad", "Good edited")
    assert set(keys()) == {f"page:{bad.pk}"}
    row = Refresh.objects.filter(key=f"page:{bad.pk}")[0]
    assert (row.attempts, row.error) == (1, "ValueError('no such thing')")
    pauses = []
    for _ in range(14):
        now = timezone.now()
        Refresh.objects.update(not_before=None)
        drain()
        not_before = Refresh.objects.filter(key=f"page:{bad.pk}")[0].not_before
        assert not_before is not None
        pauses.append(round((not_before - now).total_seconds()))
    assert pauses == [2, 4, 8, 16, 32, 64, 128, 256, 512, 600, 600, 600, 600, 600]
    assert drain() == 0
    # A new reason is tried at once; when it succeeds the old ones go with it.
    monkeypatch.setattr(refresh, "sync", real)
    enqueue([f"page:{bad.pk}"])
    drain()
    assert (told("/bad")["title"], keys()) == ("Bad edited", [])


def test_a_failure_leaves_neither_item_nor_half_of_one(
    home: Any, add: Add, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    page = add(home, "Page")
    before = list(Item.objects.order_by("pk").values())
    monkeypatch.setattr("site_content.publishing.batch.Batch._write_links", lambda *args: 1 / 0)
    edit(page, title="New")
    assert list(Item.objects.order_by("pk").values()) == before
    assert {row.error for row in Refresh.objects.filter(key=f"page:{page.pk}")} == {
        "ZeroDivisionError('division by zero')"
    }


def test_a_reason_that_comes_meanwhile_is_kept(home: Any, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    page = add(home, "Page")
    real = refresh.refresh_key

    def during(key: Any) -> Any:
        written = real(key)
        monkeypatch.setattr(refresh, "refresh_key", real)
        enqueue([key])
        return written

    monkeypatch.setattr(refresh, "refresh_key", during)
    enqueue([f"page:{page.pk}"])
    assert drain(1) == 1
    assert keys() == [f"page:{page.pk}"]


def test_many_reasons_are_met_at_once(home: Any, add: Add) -> None:
    page = add(home, "Page")
    for _ in range(30):
        enqueue([f"page:{page.pk}"])
    assert (drain(), keys()) == (1, [])


def test_what_an_editor_did_comes_before_what_follows(home: Any, add: Add) -> None:
    pages = [add(home, f"Page {number}") for number in range(3)]
    enqueue([f"page:{page.pk}" for page in pages[:2]], Refresh.AFTER)
    enqueue([f"page:{pages[2].pk}"])
    assert keys() == [f"page:{pages[number].pk}" for number in (2, 0, 1)]


def test_ranks_are_by_what_harms_readers(db: None) -> None:
    drain()
    for rank, key in ((3, "d"), (2, "c"), (1, "b"), (0, "a")):
        enqueue([f"page:{key}"], rank)
    assert [Refresh.TAKE_DOWN, Refresh.FIRST, Refresh.BELOW, Refresh.AFTER] == [0, 1, 2, 3]
    assert keys() == ["page:a", "page:b", "page:c", "page:d"]


def test_a_request_does_its_own_work_before_what_others_wait_for(
    home: Any, add: Add, django_capture_on_commit_callbacks: Any
) -> None:
    page, other = add(home, "Page"), add(home, "Other")
    connection.run_on_commit.clear()
    enqueue([f"page:{other.pk}"] * 1, Refresh.FIRST)
    Refresh.objects.bulk_create([Refresh(key=f"page:{1_000_000 + n}", rank=Refresh.FIRST) for n in range(150)])
    with django_capture_on_commit_callbacks(execute=True):
        page.title = "Corrected"
        page.save_revision().publish()
    assert told("/page")["title"] == "Corrected"
    # Behind so much other work it does no more than its own.
    assert Refresh.objects.filter(key=f"page:{other.pk}").exists()
    assert not Refresh.objects.filter(key=f"page:{page.pk}").exists()


def test_an_unknown_key_is_an_error_not_a_loop(db: None, caplog: pytest.LogCaptureFixture) -> None:
    drain()
    enqueue(["nonsense:1"])
    assert (drain(), Refresh.objects.get().error) == (1, "ValueError(\"nothing is called 'nonsense:1'\")")


def test_the_work_follows_the_commit_once(home: Any, add: Add, django_capture_on_commit_callbacks: Any) -> None:
    page = add(home, "Page")
    connection.run_on_commit.clear()  # a test's own transaction never commits
    with django_capture_on_commit_callbacks() as callbacks:
        for _ in range(3):
            page.save()
            drain_after_commit()
    drains = [call for call in callbacks if isinstance(call, signals.WorkAfterCommit)]
    assert len(drains) == 1
    page.title = "Saved"
    page.save()
    drains[0]()
    assert told("/page")["title"] == "Saved"


def test_a_save_that_is_rolled_back_leaves_no_mark(home: Any, add: Add) -> None:
    page = add(home, "Page")
    with transaction.atomic():
        page.save()
        transaction.set_rollback(True)
    assert keys() == []


@pytest.mark.parametrize("size", [5, 60])
def test_publishing_costs_the_same_in_a_small_section_and_a_large_one(home: Any, add: Add, size: int) -> None:
    """Also after the section has moved once: its children are not made again for each change of it."""
    from site_content.pages.types.section import SectionPage

    section = add(home, "Section", SectionPage, listing_type="news")
    for number in range(size):
        ContentPage.objects.get(pk=section.pk).add_child(instance=TopicPage(title=f"t{number}"))
    edit(section, slug="moved")
    page = fresh(fresh(section).get_first_child())
    page.title = "Changed"
    page.save_revision().publish()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        done = drain()
    assert (done, len(queries) < 60) == (1, True), len(queries)
    page = fresh(section)
    page.title = "Changed"
    page.save_revision().publish()
    page.summary = "Again"
    page.save_revision().publish()
    drain()
    page.change_note = "Only this"
    page.save_revision().publish()
    assert drain() == 1


def test_the_pause_is_bounded() -> None:
    assert timedelta(minutes=10) >= refresh.MAX_BACKOFF
