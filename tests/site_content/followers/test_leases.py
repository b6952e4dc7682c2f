"""One worker at a time drives a follower; another takes over when it is heard of no more."""

import os
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest
from django.db.models.functions import Now
from django.utils import timezone

from site_content.followers import leases
from site_content.followers.leases import Lease, new_holder
from site_content.followers.models import Follower

pytestmark = pytest.mark.django_db


# Leases go by the database's clock, and so do these.
def expire(name: str) -> None:
    Follower.objects.filter(name=name).update(lease_until=Now() - timedelta(seconds=1))


def seconds_left() -> float:
    until, now = Follower.objects.filter(name="copy:public").values_list("lease_until", Now()).get()
    assert until is not None
    left: timedelta = until - now
    return left.total_seconds()


def test_one_holds_it_until_it_is_let_go() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    assert [one.take(), other.take(), one.keep(), other.keep()] == [True, False, True, False]
    assert [one.is_held, other.is_held] == [True, False]
    one.release(position=7)
    assert [one.is_held, other.take(), one.take()] == [False, True, False]
    assert Follower.objects.get(name="copy:public").position == 7
    assert Lease("copy:staff", one.holder).take()


def test_another_takes_over_when_it_has_run_out() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    one.take()
    expire("copy:public")
    assert [other.take(), one.keep(), one.is_held, one.take()] == [True, False, False, False]
    assert Follower.objects.get(name="copy:public").lease_holder == other.holder


def test_it_lasts_as_long_as_it_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leases, "SECONDS_ON_SQLITE", 0.15)
    lease = Lease("copy:public", new_holder())
    assert (lease.is_held, lease.take(), lease.is_held) == (False, True, True)
    time.sleep(0.2)
    assert not lease.is_held
    monkeypatch.setattr(leases, "SECONDS_ON_SQLITE", 60.0)
    assert (lease.keep(position=3), lease.is_held, 50 < seconds_left() <= 60) == (True, True, True)


def test_one_who_lost_it_cannot_let_it_go_or_report() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    one.take()
    expire("copy:public")
    other.take()
    one.release(position=9)
    row = Follower.objects.get()
    assert (one.is_held, row.lease_holder, row.position) == (False, other.holder, 0)


def test_a_holder_of_this_host_that_has_ended_is_not_waited_for() -> None:
    me = Lease("copy:public", new_holder())
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    host = me.holder.split(":")[0]
    for holder, taken in (
        (f"{host}:{int(ended.stdout)}:aaaa", True),
        # A container that was started again: process 1 as before.
        (f"{host}:{os.getpid()}:aaaa", True),
        (f"{host}:{os.getppid()}:aaaa", False),
        (f"elsewhere:{int(ended.stdout)}:aaaa", False),
        ("nonsense", False),
    ):
        Follower.objects.update_or_create(
            name="copy:public",
            defaults={"lease_holder": holder, "lease_until": timezone.now() + timedelta(seconds=9)},
        )
        assert (holder, me.take()) == (holder, taken)


def test_who_stands_by_writes_nothing(django_assert_num_queries: Any) -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    one.take()
    with django_assert_num_queries(2) as queries:
        assert not other.take()
    assert [query["sql"].split()[0] for query in queries.captured_queries] == ["SELECT", "SELECT"]
    with django_assert_num_queries(0):
        assert [one.is_held for _ in range(100)] == [True] * 100
