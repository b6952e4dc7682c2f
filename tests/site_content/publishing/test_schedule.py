"""Scheduled publishing and expiry: in the items beforehand, to the second, and made fact once."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from site_content.items.models import Item
from site_content.publishing import schedule as schedule_module
from site_content.publishing.refresh import drain
from site_content.publishing.schedule import promote_due
from tests.site_content.publishing.admin_forms import Editor
from tests.site_content.publishing.conftest import Add, edit, fresh, told, unpublish

SOON = datetime(2040, 5, 1, 9, 30, 15, tzinfo=UTC)
LATER = SOON + timedelta(days=7)


def scheduled(path: str) -> Any:
    """Return (title, published_at, updated_at, live_from) of what takes a path over, or None."""
    row = Item.objects.filter(path=path, slot="scheduled").exclude(state="removed").first()
    if row is None:
        return None
    body = json.loads(row.body)
    return body["title"], body["published_at"], body["updated_at"], row.live_from


def schedule(page: Any, at: datetime | None = SOON, **fields: Any) -> Any:
    page = fresh(page)
    for name, value in {"go_live_at": at, **fields}.items():
        setattr(page, name, value)
    page.save_revision().publish()
    drain()
    return fresh(page)


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Return a function that sets the clock and does what the worker does then."""

    def go(moment: Any) -> Any:
        monkeypatch.setattr(timezone, "now", lambda: moment)
        changed = promote_due()
        drain()
        return changed

    return go


def test_a_first_publication_waits_in_the_scheduled_slot(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = schedule(add(home, "Page", live=False))
    assert (page.live, told("/page")) == (False, None)
    assert scheduled("/page") == ("Page", "2040-05-01T09:30:15Z", "2040-05-01T09:30:15Z", SOON)
    assert at(SOON - timedelta(seconds=1)) == 0
    assert told("/page") is None
    assert at(SOON) == 1
    assert (told("/page"), scheduled("/page")) == ({"state": "live", "title": "Page"}, None)
    assert json.loads(Item.objects.get(path="/page", slot="current").body)["published_at"] == "2040-05-01T09:30:15Z"
    assert at(SOON) == 0


def test_a_new_version_of_a_live_page(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = add(home, "Old")
    first = json.loads(Item.objects.get(path="/old").body)["published_at"]
    schedule(page, title="New")
    row = Item.objects.get(path="/old", slot="current")
    assert (told("/old")["title"], row.next_change_at, row.live_until) == ("Old", None, None)
    assert scheduled("/old") == ("New", first, "2040-05-01T09:30:15Z", SOON)
    at(SOON)
    row.refresh_from_db()
    assert (told("/old")["title"], row.next_change_at, scheduled("/old")) == ("New", None, None)


def test_a_new_version_at_a_new_path(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = add(home, "Old")
    schedule(page, title="New", slug="new")
    assert (told("/old")["title"], told("/new")) == ("Old", None)
    assert scheduled("/new")[0] == "New"
    at(SOON)
    assert (told("/old"), told("/new"), scheduled("/new")) == (
        {"state": "redirect", "location": "/new"},
        {"state": "live", "title": "New"},
        None,
    )


def test_rescheduled_moved_and_cancelled(home: Any, add: Add, at: Callable[..., Any]) -> None:
    parent = add(home, "Parent")
    page = schedule(add(parent, "Page", live=False))
    page = schedule(page, at=LATER, title="Better")
    assert (scheduled("/parent/page")[0], scheduled("/parent/page")[3]) == ("Better", LATER)
    edit(parent, slug="renamed")
    assert (scheduled("/parent/page"), scheduled("/renamed/page")[0]) == (None, "Better")
    # What the button "cancel scheduled publish" does.
    revision = page.scheduled_revision
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    drain()
    assert (scheduled("/renamed/page"), told("/renamed/page")) == (None, None)
    assert at(LATER) == 0


def test_a_scheduled_item_follows_what_it_shows(home: Any, add: Add) -> None:
    target = add(home, "Target")
    page = add(home, "Page", live=False)
    schedule(page, related=[target])
    edit(target, title="Renamed")
    row = Item.objects.get(path="/page", slot="scheduled")
    assert [card["title"] for card in json.loads(row.body)["links"]["related"]] == ["Renamed"]


def test_published_by_hand_before_its_time(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = schedule(add(home, "Page", live=False))
    edit(page, go_live_at=None)
    assert (told("/page")["state"], scheduled("/page")) == ("live", None)
    assert at(SOON) == 0


@pytest.mark.parametrize("how", ["delete", "restrict", "unpublish"])
def test_what_ends_the_page_ends_its_schedule(home: Any, add: Add, how: Any) -> None:
    page = schedule(add(home, "Page"), title="New")
    assert scheduled("/page")
    if how == "delete":
        fresh(page).delete()
    elif how == "restrict":
        page.view_restrictions.create(restriction_type="login")
    else:
        unpublish(page)
    drain()
    assert (told("/page"), scheduled("/page")) == ({"state": "gone"}, None)


def test_a_schedule_gives_way_to_a_page_that_took_its_path(
    home: Any, add: Add, at: Callable[..., Any], caplog: pytest.LogCaptureFixture
) -> None:
    page = schedule(add(home, "Page"), slug="wanted")
    assert scheduled("/wanted")
    add(home, "Other", slug="wanted")
    drain()
    assert (told("/wanted")["title"], scheduled("/wanted")) == ("Other", None)
    with caplog.at_level(logging.CRITICAL):
        assert at(SOON) == 0
    assert (told("/wanted")["title"], told("/page")["title"]) == ("Other", "Page")
    edit(fresh(page), slug="free", go_live_at=None)
    assert told("/free")["title"] == "Page"


def test_expiry(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = edit(add(home, "Page"), expire_at=SOON)
    row = Item.objects.get(path="/page")
    assert (row.live_until, row.next_change_at) == (SOON, SOON)
    assert at(SOON - timedelta(seconds=1)) == 0
    assert told("/page")["state"] == "live"
    assert at(SOON) == 1
    assert (told("/page"), fresh(page).expired) == ({"state": "gone"}, True)


def test_an_item_made_again_after_its_time_is_still_over(home: Any, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the second it expires and the worker's next look, it must not come back to life."""
    page = edit(add(home, "Page"), expire_at=SOON)
    monkeypatch.setattr(timezone, "now", lambda: SOON + timedelta(seconds=3))
    Page.objects.get(pk=page.pk).specific.save()
    drain()
    row = Item.objects.get(path="/page")
    assert (row.state, row.live_until, row.next_change_at) == ("live", SOON, SOON)


def test_a_scheduled_version_that_will_expire(home: Any, add: Add, at: Callable[..., Any]) -> None:
    page = schedule(add(home, "Page", live=False), expire_at=LATER)
    row = Item.objects.get(path="/page", slot="scheduled")
    assert (row.live_from, row.live_until) == (SOON, LATER)
    at(SOON)
    row = Item.objects.get(path="/page", slot="current")
    assert (row.live_until, row.next_change_at) == (LATER, LATER)
    at(LATER)
    assert (told("/page"), fresh(page).live) == ({"state": "gone"}, False)


def test_one_page_that_fails_stops_no_other_and_is_tried_less_and_less(
    home: Any,
    add: Add,
    at: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    bad, good = (schedule(add(home, title, live=False)) for title in ("Bad", "Good"))
    tried: list[int] = []
    clock = 0
    real = Revision.publish

    def publish(self: Revision, *args: Any, **kwargs: Any) -> Any:
        if int(self.object_id) == bad.pk:
            tried.append(clock)
            raise ValueError("cannot")
        return real(self, *args, **kwargs)

    monkeypatch.setattr(Revision, "publish", publish)
    monkeypatch.setattr(schedule_module, "_failed", {})
    monkeypatch.setattr(schedule_module.time, "monotonic", lambda: clock)
    for clock in range(40):
        assert at(SOON) == (1 if clock == 0 else 0)
    assert tried == [0, 1, 3, 7, 15, 31]
    assert (fresh(good).live, told("/good")) == (True, {"state": "live", "title": "Good"})
    monkeypatch.setattr(Revision, "publish", real)
    clock = 63
    assert (at(SOON), told("/bad")["title"], schedule_module._failed) == (1, "Bad", {})


def test_an_editor_schedules_in_the_admin(home: Any, admin_user: Any, at: Callable[..., Any]) -> None:
    editor = Editor(admin_user)
    editor.add(home, "Page", "page", go_live_at="2040-05-01 10:30", expire_at="2040-05-08 10:30")
    drain()
    row = Item.objects.get(path="/page", slot="scheduled")
    # London's summer time, as the editor's form says it.
    moment = datetime(2040, 5, 1, 9, 30, tzinfo=UTC)
    assert (row.live_from, row.live_until, told("/page")) == (moment, moment + timedelta(days=7), None)
    at(moment)
    page = Page.objects.get(slug="page")
    assert (told("/page"), page.live) == ({"state": "live", "title": "Page"}, True)
