"""One worker at a time drives a follower; another takes over when it is heard of no more."""

import os
import subprocess
import sys
from datetime import timedelta

import pytest
from django.utils import timezone

from site_content.followers import leases
from site_content.followers.leases import Lease, new_holder
from site_content.followers.rows import Follower

pytestmark = pytest.mark.django_db


def expire(name: str) -> None:
    Follower.objects.filter(name=name).update(lease_until=timezone.now() - timedelta(seconds=1))


@pytest.fixture(autouse=True)
def always_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every call of ``hold`` asks the database."""
    monkeypatch.setattr(leases, "RENEW_SECONDS", 0.0)


def test_one_holds_it_until_it_is_let_go() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    assert [one.hold(), other.hold(), one.hold()] == [True, False, True]
    one.release()
    assert [other.hold(), one.hold()] == [True, False]
    assert Lease("copy:staff", one.holder).hold()


def test_another_takes_over_when_it_has_run_out() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    assert one.hold()
    assert not other.hold()
    expire("copy:public")
    assert [other.hold(), one.hold()] == [True, False]
    row = Follower.objects.get(name="copy:public")
    assert row.lease_until is not None
    assert (row.lease_holder, 5 < (row.lease_until - timezone.now()).total_seconds() <= 10) == (other.holder, True)


def test_one_who_lost_it_cannot_let_it_go() -> None:
    one, other = Lease("copy:public", new_holder()), Lease("copy:public", new_holder())
    one.hold()
    expire("copy:public")
    other.hold()
    one.release()
    assert (one.hold(), Follower.objects.get().lease_holder) == (False, other.holder)


def test_a_holder_of_this_host_that_has_ended_is_not_waited_for() -> None:
    me = Lease("copy:public", new_holder())
    ended = subprocess.run([sys.executable, "-c", "import os; print(os.getpid())"], capture_output=True, text=True)
    host = me.holder.split(":")[0]
    for holder, held in (
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
        assert (holder, me.hold()) == (holder, held)


def test_it_is_asked_for_again_only_when_it_is_time(
    monkeypatch: pytest.MonkeyPatch, django_assert_num_queries: object
) -> None:
    monkeypatch.setattr(leases, "RENEW_SECONDS", 3.0)
    lease = Lease("copy:public", new_holder())
    assert lease.hold()
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert [lease.hold() for _ in range(100)] == [True] * 100
