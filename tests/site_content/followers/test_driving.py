"""Driving followers: leases, reports, errors, requests to build again; and everything at once."""

import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db.models.functions import Now
from django.utils import timezone

from site_content.followers import progress
from site_content.followers.audit import compare, items
from site_content.followers.configured import configured_followers
from site_content.followers.copies.lock import CopyLocked
from site_content.followers.copies.opening import CopyFile
from site_content.followers.drive import Driver, Stopping
from site_content.followers.leases import LeaseLost, new_holder
from site_content.followers.models import Follower
from site_content.followers.progress import Progress
from site_content.publishing import log
from site_content.publishing.refresh_queue import enqueue

pytestmark = pytest.mark.django_db


class Fake:
    """A follower that notes what it is told to do."""

    def __init__(self, *errors: Exception | None) -> None:
        self.position = 0
        self.keep: Callable[[], None] = lambda: None
        self.done: list[str] = []
        self._errors = iter(errors)

    def catch_up(self) -> None:
        self.done.append("catch up")
        self.keep()
        error = next(self._errors, None)
        if error is not None:
            raise error
        self.position += 1

    def rebuild(self) -> None:
        self.done.append("rebuild")

    def close(self) -> None:
        self.done.append("close")


class Driven(Driver):
    """A driver whose two threads are this one."""

    def turn(self) -> bool:
        """Beat, step, beat."""
        self.beat()
        try:
            return self.step()
        finally:
            self.beat()


def driver(fake: Fake, name: str = "copy:public", **more: Any) -> Driven:
    return Driven(name, lambda: fake, new_holder(), **more)


def reported() -> tuple[int, str]:
    row = Follower.objects.get(name="copy:public")
    return row.position, row.last_error


def test_what_goes_wrong_is_reported_until_it_goes_well() -> None:
    fake = Fake(None, OSError("no space left"), None)
    one = driver(fake)
    assert (one.turn(), reported()) == (True, (1, ""))
    with pytest.raises(OSError, match="no space"):
        one.turn()
    assert reported() == (1, "OSError('no space left')")
    assert (one.turn(), reported()) == (True, (2, ""))


def test_following_writes_nothing_to_the_database(django_assert_num_queries: Any) -> None:
    one = driver(Fake())
    one.turn()
    with django_assert_num_queries(0):
        assert [one.step() for _ in range(50)] == [True] * 50
    one.beat()
    assert reported() == (51, "")
    with django_assert_num_queries(1):
        # Nothing new to tell, and the lease is fresh: it only looks whether someone asks for a rebuild.
        one.beat()


def test_a_copy_that_another_process_holds_is_waited_for() -> None:
    one = driver(Fake(CopyLocked("another process follows public")))
    assert (one.turn(), reported()) == (False, (0, "another process follows public"))
    assert (one.turn(), reported()) == (True, (1, ""))


def test_one_worker_drives_and_the_other_stands_by_until_it_stops() -> None:
    first, second = Fake(), Fake()
    one, other = driver(first), driver(second)
    assert (one.turn(), other.turn(), second.done) == (True, False, [])
    one.stop()
    assert (other.turn(), first.done, second.done) == (True, ["catch up", "close"], ["catch up"])
    # A beat that comes late does not take it back.
    other.stop()
    one.beat()
    assert Follower.objects.get().lease_holder == ""


def test_who_loses_the_lease_in_the_middle_of_work_lets_go() -> None:
    first, second = Fake(), Fake()
    one, other = driver(first), driver(second)
    one.turn()

    def overtaken() -> None:
        Follower.objects.update(lease_until=Now() - timedelta(seconds=1))
        assert other.turn()
        one._lease._held_until = 0.0

    one._check = overtaken
    assert (one.step(), first.done[-1], first.position) == (False, "close", 1)
    with pytest.raises(LeaseLost):
        one._keep()


def test_who_is_asked_to_stop_ends_between_steps_and_reports_no_error() -> None:
    fake = Fake()
    one = driver(fake)
    one.turn()

    def stopping() -> None:
        raise Stopping

    one._check = stopping
    with pytest.raises(Stopping):
        one.turn()
    one.stop()
    assert (fake.done[-1], reported(), Follower.objects.get().lease_holder) == ("close", (1, ""), "")


def test_a_request_to_build_again_is_heeded_once() -> None:
    fake = Fake()
    one = driver(fake)
    one.turn()
    progress.request_rebuild("copy:public")
    one.beat()
    one.turn()
    one.turn()
    assert not progress.is_rebuild_requested("copy:public")
    assert fake.done == ["catch up", "rebuild", "catch up", "catch up"]


def test_progress_tells_lag_and_who_is_driven(add: Callable[..., Any]) -> None:
    untouched = {each.name: (each.position, each.is_driven) for each in progress.progress()}
    assert untouched == dict.fromkeys(configured_followers(), (0, False))
    add("Flu")
    call_command("worker", "--once")
    head = log.head()
    add("Cough")
    told = {each.name: each for each in progress.progress()}
    public = told["copy:public"]
    assert (public.position, public.lag, public.is_driven, public.last_error) == (head, log.head() - head, False, "")
    assert (public.lag > 0, public.updated_at is not None) == (True, True)
    assert Progress("a", 1, 2, True, "", None).as_json() == {
        "name": "a", "position": 1, "lag": 2, "is_driven": True, "last_error": "", "updated_at": None,
    }  # fmt: skip


def test_followers_of_hosts_that_are_no_more_are_forgotten() -> None:
    now = timezone.now()
    for name, age in (("copy:public", 30), ("copy:public@gone", 8), ("copy:public@other", 6)):
        Follower.objects.create(name=name, updated_at=now - timedelta(days=age))
    assert (progress.forget_absent(), sorted(Follower.objects.values_list("name", flat=True))) == (
        1,
        ["copy:public", "copy:public@other"],
    )


def test_names_of_followers_come_from_the_settings(settings: Any) -> None:
    always = {"quality"}
    assert {*configured_followers()} - always == {"copy:public", "copy:staff"}
    settings.PLACE, settings.ELASTICSEARCH_URL = "web2", "http://localhost:1"
    names = {"copy:public@web2", "copy:staff@web2", "index:public", "index:staff"}
    assert {*configured_followers()} - always == names


def test_once_does_everything_that_is_due(
    add: Callable[..., Any], open_copy: Callable[[str], CopyFile], copies: dict[str, Path]
) -> None:
    page = add("Flu")
    page.title, page.go_live_at = "Influenza", timezone.now() + timedelta(seconds=0.2)
    page.save_revision().publish()
    sale = add("Sale", expire_at=timezone.now() + timedelta(seconds=0.2))
    enqueue([f"page:{sale.pk}"])
    time.sleep(0.3)
    call_command("worker", "--once")
    for each in (page, sale):
        each.refresh_from_db()
    assert (page.title, sale.live) == ("Influenza", False)
    for audience in ("public", "staff"):
        conn = open_copy(audience).connection()
        assert compare(conn, items(audience)) == []
        titles = conn.execute("SELECT title FROM search_entry WHERE title <> 'Home' AND title NOT LIKE 'Staff%'")
        assert titles.fetchall() == [("Influenza",)]
    assert {each.lag for each in progress.progress()} == {0}
    # What was done is let go of: the files may be followed by another process now.
    call_command("worker", "--once")
