"""A view restriction takes a page and its whole subtree from the public; only narrower ones from staff."""

from typing import Any

import pytest
from django.contrib.auth.models import Group
from wagtail.models import Page, Site

from site_content.items.models import Item
from site_content.pages.types.section import SectionPage
from site_content.publishing.refresh import drain
from tests.site_content.publishing.conftest import Add, edit, move, site, told

GONE = {"state": "gone"}


def live(title: str) -> Any:
    return {"state": "live", "title": title}


def restrict(page: Any, kind: str = "login") -> Any:
    restriction = page.view_restrictions.create(restriction_type=kind, password="x")
    drain()
    return restriction


@pytest.fixture
def tree(home: Any, add: Add) -> Any:
    """A section, a section in it, a page in that."""
    top = add(home, "Top", SectionPage)
    inner = add(top, "Inner", SectionPage)
    return top, inner, add(inner, "Leaf")


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_on_the_page_itself(tree: Any, kind: str) -> None:
    restriction = restrict(tree[2], kind)
    assert (told("/top/inner"), told("/top/inner/leaf")) == (live("Inner"), GONE)
    restriction.delete()
    drain()
    assert told("/top/inner/leaf") == live("Leaf")


def test_on_an_ancestor(tree: Any, add: Add) -> None:
    first, second = restrict(tree[0]), restrict(tree[1])
    assert site() == {"/": live("Home"), "/top": GONE, "/top/inner": GONE, "/top/inner/leaf": GONE}
    add(tree[1], "Later")
    assert told("/top/inner/later") is None
    first.delete()
    drain()
    assert (told("/top"), told("/top/inner"), told("/top/inner/leaf")) == (live("Top"), GONE, GONE)
    second.delete()
    drain()
    assert (told("/top/inner/leaf"), told("/top/inner/later")) == (live("Leaf"), live("Later"))


def test_moved_under_one_and_out_again(tree: Any, home: Any, add: Add) -> None:
    closed = add(home, "Closed", SectionPage)
    restrict(closed)
    move(tree[1], closed)
    assert (told("/top/inner"), told("/top/inner/leaf"), told("/closed/inner")) == (GONE, GONE, None)
    # It stays as private as it was: tests/cms/api/test_privacy.py. Its editor opens it.
    move(tree[1], home)
    assert (told("/inner"), told("/inner/leaf"), told("/top/inner")) == (None, None, GONE)
    tree[1].view_restrictions.get().delete()
    drain()
    assert (told("/inner"), told("/inner/leaf")) == (live("Inner"), live("Leaf"))
    redirect = {"state": "redirect", "location": "/inner/leaf"}
    assert (told("/top/inner/leaf"), told("/closed/inner/leaf")) == (redirect, None)


def test_edited_while_private_it_stays_private(tree: Any) -> None:
    restrict(tree[2])
    edit(tree[2], title="Changed")
    assert told("/top/inner/leaf") == GONE


def test_a_private_page_says_nothing_of_how_it_ended(tree: Any) -> None:
    page = tree[2]
    page.end_state, page.end_reason = "withdrawn", "Secret"
    page.unpublish()
    restrict(page)
    assert told("/top/inner/leaf") == GONE


def test_staff_are_signed_in_already_and_their_groups_are_known(staff_home: Any, add: Add) -> None:
    page = add(staff_home, "Inside")
    restriction = restrict(page)
    assert (told("/inside", "staff"), groups("/inside")) == (live("Inside"), [])
    restriction.restriction_type = "groups"
    restriction.save()
    drain()
    # To no group: to nobody.
    assert told("/inside", "staff") == GONE
    group = Group.objects.earliest("pk")
    restriction.groups.add(group)
    drain()
    assert (told("/inside", "staff"), groups("/inside")) == (live("Inside"), [str(group.pk)])
    restriction.restriction_type = "password"
    restriction.save()
    drain()
    assert told("/inside", "staff") == GONE
    restriction.restriction_type = "login"
    restriction.save()
    drain()
    assert (told("/inside", "staff"), groups("/inside")) == (live("Inside"), [])


def groups(path: str) -> Any:
    return Item.objects.get(audience="staff", path=path, slot="current").groups


def test_a_site_that_changes_or_goes_takes_its_pages_along(tree: Any, home: Any, staff_home: Any, add: Add) -> None:
    add(staff_home, "Inside")
    public = Site.objects.get(audience_row__audience="public")
    public.root_page = Page.objects.get(pk=tree[0].pk)
    public.save()
    drain()
    assert (told("/"), told("/inner/leaf")) == (live("Top"), live("Leaf"))
    assert (told("/top")["state"], told("/top/inner/leaf")["state"]) == ("redirect", "redirect")
    Site.objects.get(audience_row__audience="staff").delete()
    drain()
    assert (told("/", "staff"), told("/inside", "staff")) == (GONE, GONE)
