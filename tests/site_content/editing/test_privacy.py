"""The privacy dialog offers what works; the forms that copy and move say what becomes of privacy, and ask."""

import json
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupPagePermission, Page, PageViewRestriction, Site

from site_content.items.models import Item
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain

OPEN_CHOICES = {
    "public": [("none", "Public"), ("login", "Not public")],
    "staff": [("none", "All staff"), ("groups", "Only these groups")],
}


@pytest.fixture
def staff_home(db: None) -> Any:
    return Site.objects.get(audience_row__audience="staff").root_page


def fresh(page: Page) -> Any:
    return Page.objects.get(pk=page.pk).specific


def is_live(path: str, audience: str = "public") -> bool:
    """Say whether readers find a page at a path."""
    drain()
    return Item.objects.filter(audience=audience, path=path, slot="current", state="live").exists()


def restrictions(page: Page) -> list[Any]:
    rows = PageViewRestriction.objects.filter(page=page).order_by("pk")
    return [(row.restriction_type, row.password, sorted(row.groups.values_list("name", flat=True))) for row in rows]


def choices(client: Client, page: Page) -> list[tuple[str, str]]:
    answer = client.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]))
    assert answer.status_code == 200
    return list(answer.context["form"].fields["restriction_type"].choices)


def set_privacy(client: Client, page: Page, **data: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:set_privacy", args=[page.pk]), data)


@pytest.fixture
def closed(home: Any) -> tuple[Any, Any, Any]:
    """Return a section that is not public, a page in it, and an open section."""
    section = home.add_child(instance=SectionPage(title="Closed"))
    page = section.add_child(instance=StandardPage(title="Page"))
    place = fresh(home).add_child(instance=SectionPage(title="Place"))
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    return section, page, place


def test_the_public_site_offers_public_and_not_public(moderator: Client, home: Any) -> None:
    page = home.add_child(instance=StandardPage(title="Page"))
    assert choices(moderator, page) == OPEN_CHOICES["public"]
    answer = set_privacy(moderator, page, restriction_type="login")
    assert json.loads(answer.content) == {"step": "set_privacy_done", "is_public": False}
    assert (restrictions(page), is_live("/page")) == ([("login", "", [])], False)
    assert json.loads(set_privacy(moderator, page, restriction_type="none").content)["is_public"] is True
    assert (restrictions(page), is_live("/page")) == ([], True)


def test_the_staff_site_offers_all_staff_and_groups(moderator: Client, staff_home: Any) -> None:
    page = staff_home.add_child(instance=StandardPage(title="Page"))
    assert choices(moderator, page) == OPEN_CHOICES["staff"]
    nurses = Group.objects.create(name="Nurses")
    empty = set_privacy(moderator, page, restriction_type="groups")
    # 200: the dialog's script shows nothing else.
    assert (empty.status_code, empty.context["form"].errors) == (200, {"groups": ["Choose at least one group."]})
    assert restrictions(page) == []
    set_privacy(moderator, page, restriction_type="groups", groups=[nurses.pk])
    assert restrictions(page) == [("groups", "", ["Nurses"])]
    form = moderator.get(reverse("wagtailadmin_pages:set_privacy", args=[page.pk])).context["form"]
    assert (form["restriction_type"].value(), form["groups"].value()) == ("groups", [nurses.pk])
    set_privacy(moderator, page, restriction_type="none")
    assert (restrictions(page), is_live("/page", "staff")) == ([], True)


@pytest.mark.parametrize(
    ("audience", "data"),
    [
        ("public", {"restriction_type": "password", "password": "guess"}),
        ("public", {"restriction_type": "groups"}),
        ("public", {"restriction_type": "unchanged"}),
        ("public", {"restriction_type": "\0" * 3_000}),
        ("public", {}),
        ("staff", {"restriction_type": "login"}),
        ("staff", {"restriction_type": "password", "password": "guess"}),
        ("staff", {"restriction_type": "groups", "groups": ["999999"]}),
        ("staff", {"restriction_type": "groups", "groups": ["x"]}),
    ],
)
def test_nothing_else_can_be_set(moderator: Client, audience: str, data: Any) -> None:
    page = Site.objects.get(audience_row__audience=audience).root_page.add_child(instance=StandardPage(title="Page"))
    answer = set_privacy(moderator, page, **data)
    field = "groups" if data.get("groups") else "restriction_type"
    assert (answer.status_code, list(answer.context["form"].errors), restrictions(page)) == (422, [field], [])


def test_what_was_set_before_is_said_and_stays_closed(moderator: Client, home: Any) -> None:
    page = home.add_child(instance=StandardPage(title="Page"))
    row = PageViewRestriction.objects.create(page=page, restriction_type="password", password="old")
    words = "Not public, as it is now: those with a shared password, which no site asks for"
    assert choices(moderator, page) == [*OPEN_CHOICES["public"], ("unchanged", words)]
    set_privacy(moderator, page, restriction_type="unchanged")
    assert (restrictions(page), is_live("/page")) == ([("password", "old", [])], False)
    row.restriction_type = "groups"
    row.save()
    row.groups.set([Group.objects.get(name="Editors"), Group.objects.get(name="Moderators")])
    assert choices(moderator, page)[2] == ("unchanged", "Not public, as it is now: Editors or Moderators")
    row.groups.clear()
    assert choices(moderator, page)[2] == ("unchanged", "Not public, as it is now: nobody")
    set_privacy(moderator, page, restriction_type="login")
    assert (restrictions(page), is_live("/page")) == ([("login", "", [])], False)


def test_the_dialog_says_what_pages_above_say(moderator: Client, closed: Any) -> None:
    assert choices(moderator, closed[1]) == [("none", "As the pages above it: not public"), ("login", "Not public")]


def test_editors_who_may_not_publish_may_not_set_privacy(editor: Client, closed: Any) -> None:
    assert set_privacy(editor, closed[0], restriction_type="none").status_code == 302
    assert restrictions(closed[0]) == [("login", "", [])]


def copy_form(page: Any, place: Any, **data: Any) -> dict[str, Any]:
    return {
        "new_title": "Copied", "new_slug": "Copied", "new_parent_page": place.pk, "copy_subpages": "on",
        "publish_copies": "on", **data,
    }  # fmt: skip


def copy(client: Client, page: Any, place: Any, **data: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), copy_form(page, place, **data))


def test_a_copy_stays_closed_unless_the_form_says_otherwise(moderator: Client, closed: Any) -> None:
    section, page, place = closed
    shown = moderator.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).content.decode()
    assert "This page is not public. The copy stays not public." in shown
    assert 'name="make_public"' in shown
    assert copy(moderator, page, place).status_code == 302
    assert (is_live("/place"), is_live("/place/copied")) == (True, False)
    assert copy(moderator, page, place, new_slug="Opened", make_public="on").status_code == 302
    assert (is_live("/place/opened"), is_live("/place/copied")) == (True, False)
    inner = fresh(section).add_child(instance=StandardPage(title="Inner"))
    PageViewRestriction.objects.create(page=inner, restriction_type="password", password="x")
    assert copy(moderator, section, place, new_slug="all", make_public="on").status_code == 302
    assert [is_live(f"/place/all{path}") for path in ("", "/page", "/inner")] == [True, True, False]


def test_an_open_page_is_copied_without_a_word(moderator: Client, closed: Any) -> None:
    shown = moderator.get(reverse("wagtailadmin_pages:copy", args=[closed[2].pk])).content.decode()
    assert ("not public" in shown, 'name="make_public"' in shown) == (False, False)


def test_an_alias_cannot_be_made_public(moderator: Client, closed: Any) -> None:
    answer = copy(moderator, closed[1], closed[2], alias="on", make_public="on")
    assert list(answer.context["form"].errors) == ["make_public"]
    assert not Page.objects.filter(slug="copied").exists()
    assert copy(moderator, closed[1], closed[2], alias="on").status_code == 302
    assert (Page.objects.filter(slug="copied").exists(), is_live("/place/copied")) == (True, False)


def test_who_may_not_publish_is_told_and_not_asked(editor: Client, closed: Any) -> None:
    _, page, place = closed
    address = reverse("wagtailadmin_pages:copy", args=[page.pk])
    shown = editor.get(address).content.decode()
    assert ("The copy stays not public" in shown, 'name="make_public"' in shown) == (True, False)
    data = copy_form(page, place, make_public="on")
    del data["publish_copies"]
    assert editor.post(address, data).status_code == 302
    copied = Page.objects.get(slug="copied")
    assert (restrictions(copied), copied.live) == ([("login", "", [])], False)


def test_one_may_open_only_where_one_may_publish(client: Client, closed: Any, django_user_model: Any) -> None:
    section, page, place = closed
    group = Group.objects.create(name="Authors of one section")
    for name, where in (("publish_page", section), ("change_page", section), ("add_page", place)):
        GroupPagePermission.objects.create(group=group, page=where, permission_type=name.removesuffix("_page"))
    group.permissions.set(Group.objects.get(name="Editors").permissions.all())
    user = django_user_model.objects.create_user("author", password="x")
    user.groups.add(group)
    client.force_login(user)
    data = copy_form(page, place, make_public="on")
    del data["publish_copies"]
    answer = client.post(reverse("wagtailadmin_pages:copy", args=[page.pk]), data)
    assert answer.context["form"].errors == {"make_public": ["You may not publish pages there."]}


@pytest.mark.parametrize("parent", [None, "", "x", "999999", "9" * 40])
def test_a_parent_that_is_no_page_is_a_complaint(moderator: Client, closed: Any, parent: str | None) -> None:
    data = copy_form(closed[1], closed[2], new_parent_page=parent)
    data = {key: value for key, value in data.items() if value is not None}
    answer = moderator.post(reverse("wagtailadmin_pages:copy", args=[closed[1].pk]), data)
    assert (answer.status_code, "new_parent_page" in answer.context["form"].errors) == (200, True)


def move_address(page: Any, place: Any) -> str:
    return reverse("wagtailadmin_pages:move_confirm", args=[page.pk, place.pk])


def test_a_page_moved_out_stays_closed_unless_the_form_says_otherwise(moderator: Client, closed: Any) -> None:
    section, page, place = closed
    other = fresh(section).add_child(instance=StandardPage(title="Other"))
    shown = moderator.get(move_address(page, place)).content.decode()
    assert "This page is not public. The page stays not public." in shown
    assert 'name="make_public"' in shown
    assert moderator.post(move_address(page, place)).status_code == 302
    assert (restrictions(page), is_live("/place/page")) == ([("login", "", [])], False)
    assert moderator.post(move_address(other, place), {"make_public": "on"}).status_code == 302
    assert (restrictions(other), is_live("/place/other")) == ([], True)


def test_moving_is_not_a_way_to_publish_for_those_who_may_not(editor: Client, closed: Any) -> None:
    section, _, place = closed
    user = Group.objects.get(name="Editors").user_set.get()
    draft = fresh(section).add_child(instance=StandardPage(title="Draft", live=False, owner=user))
    shown = editor.get(move_address(draft, place)).content.decode()
    assert ("The page stays not public" in shown, 'name="make_public"' in shown) == (True, False)
    assert editor.post(move_address(draft, place), {"make_public": "on"}).status_code == 302
    assert fresh(draft).get_parent().pk == section.pk
    editor.post(move_address(draft, place))
    assert (fresh(draft).get_parent().pk, restrictions(draft)) == (place.pk, [("login", "", [])])


def test_a_page_moved_among_open_ones_is_asked_nothing(moderator: Client, home: Any, closed: Any) -> None:
    page = fresh(home).add_child(instance=StandardPage(title="Open"))
    shown = moderator.get(move_address(page, closed[2])).content.decode()
    assert ("not public" in shown, 'name="make_public"' in shown) == (False, False)
    assert moderator.post(move_address(page, closed[2])).status_code == 302
    assert (restrictions(page), is_live("/place/open")) == ([], True)


def test_what_is_for_staff_is_told_apart(moderator: Client, closed: Any, staff_home: Any) -> None:
    page = staff_home.add_child(instance=StandardPage(title="Inside"))
    words = "This page is for staff. On the public site the {} stays not public."
    assert words.format("copy") in moderator.get(reverse("wagtailadmin_pages:copy", args=[page.pk])).content.decode()
    assert words.format("page") in moderator.get(move_address(page, closed[2])).content.decode()
    moderator.post(move_address(page, closed[2]), {"make_public": "on"})
    assert is_live("/place/inside")


@pytest.mark.parametrize("action", ["copy", "create_alias", "move"])
def test_the_admin_api_keeps_a_page_closed(moderator: Client, closed: Any, action: str) -> None:
    _, page, place = closed
    address = reverse("wagtailadmin_api:pages:action", args=[page.pk, action])
    data = {"destination_page_id": place.pk, "recursive": True, "keep_live": True, "position": "last-child"}
    answer = moderator.post(address, data, "application/json")
    assert answer.status_code in {200, 201}, answer.content
    assert Page.objects.filter(path__startswith=place.path, slug__startswith="page").exists()
    assert not is_live("/place/page")
