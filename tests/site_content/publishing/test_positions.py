"""Positions and versions that readers know count what they could see, and nothing else."""

from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps

from site_content.items.models import Item, LogHead
from site_content.publishing.refresh import drain
from site_content.site.global_items import follow_alerts
from site_content.site.settings import Alert
from tests.site_content.publishing.conftest import Add, edit, fresh, unpublish
from tests.site_content.publishing.test_schedule import schedule

ONE_DAY = datetime(2040, 5, 1, 9, 30, tzinfo=UTC)


def heads() -> dict[str, int]:
    """The newest position that readers of each API know, and the log's own."""
    head = LogHead.objects.get()
    return {"public": head.public_position, "staff": head.staff_position, "seq": head.seq}


def moved(before: dict[str, int]) -> tuple[int, int]:
    """By how many positions the public and the staff have seen the log move since."""
    now = heads()
    assert now["seq"] > before["seq"], "nothing was written at all"
    return now["public"] - before["public"], now["staff"] - before["staff"]


def newest(path: str) -> dict[str, Any]:
    """The row that stands at a path."""
    return dict(Item.objects.values("public_position", "staff_position", "version").get(path=path, slot="current"))


def cancel(page: Any) -> None:
    """Take a page's schedule away, as the admin does."""
    revision = fresh(page).scheduled_revision
    revision.approved_go_live_at = None
    revision.save(update_fields=["approved_go_live_at"])
    drain()


def test_what_is_published_moves_both_and_what_staff_read_only_theirs(home: Any, staff_home: Any, add: Add) -> None:
    before = heads()
    add(staff_home, "Rota")
    public, staff = moved(before)
    assert (public, staff > 0) == (0, True)
    assert newest("/rota")["public_position"] is None
    before = heads()
    add(home, "Flu")
    public, staff = moved(before)
    assert (public, staff) == (public or 1, public)
    assert newest("/flu")["public_position"] <= heads()["public"]


def test_what_is_scheduled_changed_and_cancelled_moves_nothing(home: Any, add: Add) -> None:
    page = add(home, "Flu")
    before = heads()
    schedule(page, ONE_DAY, title="Merger")
    schedule(page, ONE_DAY, title="Merger, again")
    add(home, "Secret", live=False)
    cancel(schedule(add(home, "Another", live=False), ONE_DAY))
    cancel(page)
    assert moved(before) == (0, 0)
    edit(page, title="Flu, corrected")
    # One publication since the first: its number says so, whatever was planned between.
    assert newest("/flu")["version"] == 2


def test_an_alert_moves_them_when_it_begins_not_when_it_is_planned(home: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    drain()
    follow_alerts()
    before = heads()
    alert = Alert.objects.create(title="Strike", starts_at=ONE_DAY)
    drain()
    assert moved(before) == (0, 0)
    monkeypatch.setattr("django.utils.timezone.now", lambda: ONE_DAY)
    assert alert.shows() == "now"
    follow_alerts()
    assert moved(before) == (1, 1)
    before = heads()
    alert.delete()
    drain()
    assert moved(before) == (1, 1)


def test_an_upgrade_numbers_what_readers_see_above_what_they_were_given(home: Any, staff_home: Any, add: Add) -> None:
    add(home, "Flu")
    unpublish(add(home, "Old"))
    add(staff_home, "Rota")
    schedule(add(home, "Soon", live=False), ONE_DAY)
    Item.objects.update(public_position=None, staff_position=None)
    LogHead.objects.update(public_position=0, staff_position=0, reset_below=0)
    import_module("site_content.migrations.0015_reader_positions").give_positions(apps, None)
    head = LogHead.objects.get()
    assert head.reset_below == head.seq
    shown = Item.objects.filter(slot="current").exclude(state="removed").order_by("seq")
    staff = list(shown.values_list("staff_position", flat=True))
    public = list(shown.filter(audience="public").values_list("public_position", flat=True))
    assert staff == list(range(head.seq + 1, head.staff_position + 1))
    assert public == list(range(head.seq + 1, head.public_position + 1))
    assert not Item.objects.filter(audience="staff", public_position__isnull=False).exists()
    assert not Item.objects.filter(slot="scheduled", staff_position__isnull=False).exists()
