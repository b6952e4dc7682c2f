"""The log: an item and its position are one write, positions have no gap, and followers read the newest form."""

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connections, transaction
from django.db.transaction import TransactionManagementError

from site_content.items.change import Change
from site_content.items.models import Item, LogEntry, LogHead
from site_content.pages.publishable_page import PublishablePage
from site_content.publishing import log
from site_content.publishing.batch import Batch
from site_content.publishing.dependants import Dependants
from site_content.publishing.log import changes_after, head, lock_head
from site_content.publishing.publish import NotPublishable, publish, withdraw
from site_content.publishing.refresh import drain
from site_content.publishing.repair import log_gaps
from tests.site_content.publishing.conftest import Add, edit, fresh, item, told


def tables() -> Any:
    return (
        list(Item.objects.order_by("pk").values()),
        list(LogEntry.objects.order_by("seq").values()),
        list(LogHead.objects.values()),
    )


def test_each_write_takes_the_next_position(home: Any, add: Add) -> None:
    before = head()
    page = add(home, "Page")
    edit(page, title="Changed")
    fresh(page).delete()
    drain()
    lines = LogEntry.objects.filter(content_id=page.content_id).order_by("seq")
    assert list(lines.values_list("path", "state", "version")) == [
        ("/page", "live", 1), ("/page", "live", 2), ("/page", "gone", 3),
    ]  # fmt: skip
    assert list(LogEntry.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, head() + 1))
    assert head() - before == LogEntry.objects.filter(seq__gt=before).count()
    assert Item.objects.get(path="/page").seq == lines.values_list("seq", flat=True).last()


def test_versions_of_one_second_are_told_apart_by_whole_seconds(
    home: Any, add: Add, monkeypatch: pytest.MonkeyPatch
) -> None:
    moment = datetime(2026, 7, 1, 12, 0, 0, 250_000, tzinfo=UTC)
    monkeypatch.setattr("site_content.publishing.record.timezone.now", lambda: moment)
    page, written = add(home, "Page"), []
    for title in ("One", "Two"):
        written.append(Item.objects.get(path="/page").written_at)
        edit(page, title=title)
    written.append(Item.objects.get(path="/page").written_at)
    assert written == [moment, *(moment.replace(microsecond=0, second=second) for second in (1, 2))]


@pytest.mark.parametrize("broken", ["append", "save", "links", "marks"])
def test_a_failure_anywhere_leaves_neither_item_nor_position(
    home: Any, add: Add, monkeypatch: pytest.MonkeyPatch, broken: Any
) -> None:
    page = add(home, "Page", live=False)
    page.live = True
    page.save()

    def fail(*args: Any, **kwargs: Any) -> None:
        raise RuntimeError("pulled the plug")

    place = {
        "append": (log, "append"), "save": (log, "write"), "links": (Batch, "_write_links"),
        "marks": (Dependants, "mark"),
    }[broken]  # fmt: skip
    before = tables()
    monkeypatch.setattr(*place, fail)
    with pytest.raises(RuntimeError):
        publish(PublishablePage(page))
    assert tables() == before
    monkeypatch.undo()
    assert publish(PublishablePage(page)) is True
    assert log_gaps() == []


def test_a_transaction_rolled_back_leaves_neither(home: Any, add: Add) -> None:
    page = add(home, "Page")
    before = tables()
    with transaction.atomic():
        assert withdraw(f"page:{page.pk}") is True
        assert told("/page") == {"state": "gone"}
        transaction.set_rollback(True)
    assert tables() == before
    withdraw(f"page:{page.pk}")
    assert head() == before[2][0]["seq"] + 1


def test_no_position_is_taken_outside_a_transaction(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patch, pytest.raises(TransactionManagementError):
        patch.setattr(connections["default"], "in_atomic_block", False)
        lock_head()


def test_versions_go_on_when_another_page_took_the_row(home: Any, add: Add) -> None:
    page = edit(add(home, "Page", slug="place"), title="Twice")
    page.slug = "draft"
    page.live = False
    page.save()
    add(home, "Other", slug="place")
    assert edit(page, live=True).slug == "draft"
    assert item(page)["version"] == 4


def test_what_may_not_be_published_is_refused(home: Any, staff_home: Any, add: Add) -> None:
    draft = add(home, "Draft", live=False)
    private = add(home, "Private")
    private.view_restrictions.create(restriction_type="login")
    for page in (draft, private):
        with pytest.raises(NotPublishable):
            publish(PublishablePage(fresh(page)))


def test_followers_read_the_newest_form_after_their_position(home: Any, staff_home: Any, add: Add) -> None:
    position = head()
    first = add(home, "First")
    edit(first, title="First again")
    add(staff_home, "Inside")
    changes = changes_after(position, 100, ["public"])
    pages = [change for change in changes if change.path.startswith("/")]
    assert [(change.path, change.state, change.version) for change in pages] == [("/first", "live", 2)]
    change = pages[0]
    row = Item.objects.get(path="/first")
    assert isinstance(change, Change)
    assert change.entry is not None
    assert (change.seq, change.body, change.etag, change.entry["version"]) == (row.seq, row.body, row.etag, row.seq)
    assert [change.seq for change in changes_after(position, 2, ["public", "staff"])] == sorted(
        Item.objects.filter(seq__gt=position).order_by("seq").values_list("seq", flat=True)[:2]
    )
    assert changes_after(head(), 10, ["public", "staff"]) == []
