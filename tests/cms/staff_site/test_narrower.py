"""Who may read less than before begins ``changes`` anew; hidden changes move nothing that others are told."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from site_content.publishing.refresh import drain
from tests.cms.api_calls import STAFF
from tests.cms.staff_site import test_groups
from tests.cms.staff_site.test_groups import ALL, only, person
from tests.site_content.publishing.conftest import Add, edit

pytestmark = pytest.mark.django_db
home, staff_home, add, get, birds = (
    getattr(test_groups, name) for name in ("home", "staff_home", "add", "get", "birds")
)
Get = Callable[..., Any]


def collect(get: Get, who: Any, after: int = 0) -> tuple[dict[str, str], int, bool]:
    """Return what an integrator holds who follows from a position to the end: path → title; where it stands; reset."""
    holds: dict[str, str] = {}
    is_reset = False
    for number in range(200):
        page = get(who, f"changes?after={after}&limit=2")
        assert number == 0 or page["reset"] is False, "it never ends"
        is_reset |= page["reset"]
        for change in page["results"]:
            assert after < change["seq"] <= page["position"] <= page["head"] or page["reset"]
            holds.pop(change["path"], None)
            if change["op"] == "upsert":
                holds[change["path"]] = change["item"].get("title", "")
        after = page["position"]
        if page["next"] is None:
            assert after == page["head"] == get(who, "health")["copy"]["position"]
            return holds, after, is_reset
    raise AssertionError("the changes have no end")


def leave_group(nurse: Any, section: Any) -> None:
    nurse.groups.remove(Group.objects.get(name="Nurses"))


def lose_member(nurse: Any, section: Any) -> None:
    Group.objects.get(name="Nurses").user_set.remove(nurse)


def change_groups(nurse: Any, section: Any) -> None:
    nurse.groups.set([Group.objects.get(name="Staff")])


def clear_groups(nurse: Any, section: Any) -> None:
    nurse.groups.clear()


def clear_members(nurse: Any, section: Any) -> None:
    Group.objects.get(name="Nurses").user_set.clear()


def delete_group(nurse: Any, section: Any) -> None:
    Group.objects.get(name="Nurses").delete()
    drain()


def restrict_further(nurse: Any, section: Any) -> None:
    only(section, "Board")
    drain()


def restrict_to_others(nurse: Any, section: Any) -> None:
    row = PageViewRestriction.objects.get(page=section)
    row.groups.set([Group.objects.get(name="Doctors")])
    row.save()
    drain()


NARROWER = [
    leave_group, lose_member, change_groups, clear_groups, clear_members, delete_group, restrict_further,
    restrict_to_others,
]  # fmt: skip


@pytest.mark.parametrize("get", ["embedded"], indirect=True)
@pytest.mark.parametrize("narrow", NARROWER, ids=lambda act: act.__name__)
def test_who_may_read_less_begins_changes_anew(get: Get, birds: Any, add: Add, home: Any, narrow: Any) -> None:
    """Once: what is theirs no more is in nothing they then hold, and what comes later they get as before."""
    nurse = person("nurse", "Nurses", "Staff")
    holds, position, is_reset = collect(get, nurse)
    assert (holds.keys() >= ALL, is_reset) == (True, False)
    assert collect(get, nurse, position) == ({}, position, False)
    narrow(nurse, birds)
    less, after, is_reset = collect(get, nurse, position)
    assert (is_reset, after > position, {path for path in less if path.startswith("/birds")}) == (True, True, set())
    assert {"/common", "/"} <= less.keys()
    assert collect(get, nurse, after) == ({}, after, False)
    add(home, "Later")
    new, later, is_reset = collect(get, nurse, after)
    assert (new["/later"], later > after, is_reset) == ("Later", True, False)


@pytest.mark.parametrize("get", ["embedded"], indirect=True)
def test_others_go_on_when_somebody_may_read_less(get: Get, birds: Any) -> None:
    nurse, doctor, clerk = person("nurse", "Nurses"), person("doctor", "Doctors"), person("clerk", "Staff")
    root = person("root", is_superuser=True)
    before = {who: collect(get, who)[1] for who in (doctor, clerk, root)}
    nurse.groups.clear()
    assert [collect(get, who, position)[2] for who, position in before.items()] == [False, False, False]
    # A member more, and an item for more readers, take nothing from anybody.
    nurse.groups.add(Group.objects.get(name="Nurses"))
    PageViewRestriction.objects.all().delete()
    drain()
    assert [collect(get, who, position)[2] for who, position in before.items()] == [False, False, False]
    root.is_superuser = False
    root.save()
    assert collect(get, root, before[root])[2] is True


@pytest.mark.parametrize("get", ["embedded"], indirect=True)
def test_hidden_changes_move_nothing_that_others_are_told(get: Get, birds: Any, add: Add) -> None:
    """Of pages for other groups neither the newest position nor the time of the last change is told."""
    clerk, nurse = person("clerk", "Staff"), person("nurse", "Nurses")
    routes = ("changes?after=0", "items", "items/months", "topics", "authors", "navigation", "site", "health")

    def told(who: Any) -> dict[str, Any]:
        client = Client()
        client.force_login(who)
        for route in routes:
            get(who, route)
        answers = {route: client.get(f"{STAFF}/{route}") for route in routes}
        return {
            route: (got.get("Last-Modified"), route != "health" and got.get("ETag"), without_age(got))
            for route, got in answers.items()
        }

    before, of_nurse = told(clerk), told(nurse)
    add(birds, "Heron of tomorrow")
    edit(Page.objects.get(slug="heron"), title="Heron again")
    assert told(clerk) == before
    assert [route for route in routes if told(nurse)[route] != of_nurse[route]] != []


def without_age(got: Any) -> Any:
    """Return an answer without the seconds that passed, which are the clock's."""
    value = got.json()
    if "copy" in value:
        value["copy"]["age_seconds"] = value["copy"]["heard_seconds"] = None
    return value
