"""What closes a page goes along with its rows: no copy, move, alias or translation is read by more people."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from treebeard.mp_tree import MP_MoveHandler
from wagtail.models import Locale, Page, PageViewRestriction

from site_content.pages import privacy
from site_content.pages.types.section import SectionPage
from tests.cms.live_api import Ask, live_api
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add, edit, fresh, move, told

pytestmark = pytest.mark.django_db
home, staff_home, add = publishing.home, publishing.staff_home, publishing.add


@pytest.fixture(params=["embedded"])
def api(request: pytest.FixtureRequest, as_delivery: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Ask]:
    """The public API over what is published."""
    with live_api(request, as_delivery, tmp_path, monkeypatch) as ask:
        yield ask


def close(page: Page, kind: str = "login", *groups: str) -> PageViewRestriction:
    row: PageViewRestriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    row.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
    return row


def restrictions(page: Page) -> list[Any]:
    """Return the kind and the groups of each restriction on a page itself."""
    rows = PageViewRestriction.objects.filter(page_id=page.pk).order_by("pk")
    return [(row.restriction_type, sorted(row.groups.values_list("name", flat=True))) for row in rows]


def readable(ask: Ask) -> tuple[set[str], set[str], set[str]]:
    """Return the paths that the public finds by listing, by searching for ``heron`` and by following the log."""
    listed = ask("items?limit=100").json["results"]
    found = ask("search?q=heron&limit=50").json["results"]
    changed = ask("changes?limit=200").json["results"]
    return (
        {each["path"] for each in listed},
        {each["path"] for each in found},
        {each["path"] for each in changed if each["state"] == "live" and not each["path"].startswith("~")},
    )


WAYS: dict[str, Callable[[Any, Any], Any]] = {
    "copied": lambda page, place: page.copy(to=place, recursive=True, keep_live=True),
    "copied without its subpages": lambda page, place: page.copy(to=place, keep_live=True),
    "moved": lambda page, place: page.move(place, pos="last-child"),
    "moved as any page": lambda page, place: Page.objects.get(pk=page.pk).move(place, pos="first-child"),
    "moved by treebeard": lambda page, place: MP_MoveHandler(
        Page.objects.get(pk=page.pk), Page.objects.get(pk=place.pk), "last-child"
    ).process(),
    "aliased": lambda page, place: page.create_alias(parent=place, recursive=True),
}
KINDS = {
    "login": lambda section, page: close(page),
    "password": lambda section, page: close(page, "password"),
    "groups": lambda section, page: close(page, "groups", "Nurses"),
    "groups that are no more": lambda section, page: close(page, "groups"),
    "inherited": lambda section, page: close(section),
    "inherited groups": lambda section, page: close(section, "groups", "Nurses"),
}


def heron_in(home: Any, add: Add, name: str = "") -> tuple[Any, Any, Any]:
    """Return a section, a page in it that has a page below it, and an open place elsewhere."""
    place = add(home, f"Place {name}".strip(), SectionPage)
    section = add(home, f"Section {name}".strip(), SectionPage)
    page = add(section, "Heron", SectionPage)
    add(page, "Young heron")
    return section, page, place


@pytest.mark.parametrize("kind", KINDS)
def test_the_public_finds_it_nowhere_whatever_is_done_with_it(api: Ask, home: Any, add: Add, kind: str) -> None:
    places = {}
    for name, way in WAYS.items():
        section, page, place = heron_in(home, add, name)
        KINDS[kind](section, page)
        way(fresh(page), fresh(place))
        places[name] = fresh(place)
    sections = (
        set()
        if kind.startswith("inherited")
        else {place.url_path.replace("place", "section") for place in places.values()}
    )
    open_paths = {
        "/",
        *(item_path(each) for each in sections),
        *(item_path(place.url_path) for place in places.values()),
    }
    assert readable(api) == (open_paths, set(), open_paths)
    for place in places.values():
        for path in ("heron", "heron/young-heron"):
            assert api(f"content{item_path(place.url_path)}/{path}").status in {404, 410}
        there = place.get_children().get()
        # Saved or published again it is as it was.
        there.save() if there.alias_of_id else edit(there, title="Heron again")
    assert readable(api) == (open_paths, set(), open_paths)


def item_path(url_path: str) -> str:
    return url_path.removeprefix("/home").rstrip("/")


@pytest.mark.parametrize("way", ["copied", "moved"])
def test_without_the_rule_the_public_finds_it(
    api: Ask, home: Any, add: Add, way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the tests above would see."""
    section, page, place = heron_in(home, add)
    close(section)
    monkeypatch.setattr(privacy, "restrict", lambda *args: None)
    WAYS[way](fresh(page), fresh(place))
    listed = {"/", "/place", "/place/heron", "/place/heron/young-heron"}
    found = {"/place/heron", "/place/heron/young-heron"}
    assert readable(api) == (listed, found, listed)


def test_private_pages_of_a_copied_section_stay_private_and_the_rest_is_public(api: Ask, home: Any, add: Add) -> None:
    section = add(home, "Section", SectionPage)
    inner = add(section, "Inner", SectionPage)
    for parent, title in ((section, "Heron one"), (section, "Open heron"), (inner, "Heron two")):
        add(parent, title)
    one = fresh(section).get_children().get(slug="heron-one")
    close(one, "password"), close(inner, "groups", "Nurses", "Doctors")
    copy = fresh(section).copy(recursive=True, update_attrs={"slug": "again"}, keep_live=True)
    assert readable(api)[1] == {"/section/open-heron", "/again/open-heron"}
    assert {page.slug: restrictions(page) for page in Page.objects.descendant_of(copy, inclusive=True)} == {
        "again": [], "heron-one": [("password", [])], "open-heron": [],
        "inner": [("groups", ["Doctors", "Nurses"])], "heron-two": [],
    }  # fmt: skip


def test_a_copy_of_a_closed_section_has_each_restriction_once(home: Any, add: Add) -> None:
    section, page, _ = heron_in(home, add)
    close(section, "groups", "Nurses"), close(page)
    copy = fresh(section).copy(recursive=True, update_attrs={"slug": "again"}, keep_live=True)
    inner = copy.get_children().get()
    assert (restrictions(copy), restrictions(inner)) == ([("groups", ["Nurses"])], [("login", [])])


def test_under_another_closed_page_only_what_is_narrower_is_written(home: Any, add: Add) -> None:
    section, page, place = heron_in(home, add)
    close(section, "groups", "Nurses", "Doctors"), close(place, "groups", "Nurses")
    move(page, place)
    assert restrictions(page) == []
    move(page, section)
    assert restrictions(page) == [("groups", ["Nurses"])]
    copy = fresh(page).copy(to=fresh(place), keep_live=True)
    # A page's own restriction goes along even so: the place may be opened later.
    assert restrictions(copy) == [("groups", ["Nurses"])]


def test_an_alias_is_closed_and_opened_with_its_original(api: Ask, home: Any, add: Add) -> None:
    section, page, place = heron_in(home, add)
    fresh(page).create_alias(parent=fresh(place), recursive=True)
    below = {"/heron", "/heron/young-heron"}
    both = {f"{parent}{path}" for parent in ("/section", "/place") for path in below}
    assert readable(api)[1] == both
    row = close(section)
    assert readable(api)[1] == set()
    row.delete()
    assert readable(api)[1] == both
    closed = add(home, "Closed", SectionPage)
    close(closed)
    move(page, closed)
    assert readable(api)[1] == set()


def test_an_alias_that_becomes_a_page_of_its_own_stays_closed(api: Ask, home: Any, add: Add) -> None:
    from wagtail.actions.convert_alias import ConvertAliasPageAction

    section, page, place = heron_in(home, add)
    close(section)
    alias = fresh(page).create_alias(parent=fresh(place))
    ConvertAliasPageAction(fresh(alias)).execute(skip_permission_checks=True)
    assert restrictions(alias) == [("login", [])]
    second = fresh(page).create_alias(parent=fresh(place), update_slug="second", recursive=True)
    inside = fresh(page).create_alias(parent=fresh(section), update_slug="inside")
    fresh(section).delete()
    assert Page.objects.filter(pk=inside.pk).first() is None
    assert (fresh(second).alias_of_id, restrictions(second)) == (None, [("login", [])])
    assert readable(api)[1] == set()


def test_a_translation_is_as_private_as_its_original(api: Ask, home: Any, add: Add) -> None:
    section, page, place = heron_in(home, add)
    close(section)
    welsh = Locale.objects.create(language_code="cy")
    for name in ("section", "heron"):
        source = fresh(section if name == "section" else page)
        source.copy_for_translation(welsh, copy_parents=True)
    translations = [fresh(each) for each in Page.objects.filter(locale=welsh, depth__gt=2)]
    for translation in translations:
        if not translation.alias_of_id:
            translation.move(fresh(place), pos="last-child") if translation.slug == "heron" else None
    for translation in translations:
        if not fresh(translation).alias_of_id:
            fresh(translation).save_revision().publish()
    assert readable(api)[1] == set()
    assert told("/place/heron") is None


def test_what_is_for_staff_stays_not_public_on_the_public_site(api: Ask, home: Any, staff_home: Any, add: Add) -> None:
    page = add(staff_home, "Heron", SectionPage)
    add(page, "Young heron")
    fresh(page).copy(to=home, recursive=True, keep_live=True, update_attrs={"slug": "copied"})
    fresh(page).create_alias(parent=fresh(home), update_slug="alias", recursive=True)
    move(page, home)
    assert readable(api)[1] == set()
    move(page, staff_home)
    assert (told("/heron", "staff"), told("/heron")) == ({"state": "live", "title": "Heron"}, None)


def test_a_page_from_under_nothing_private_is_not_restricted(home: Any, add: Add) -> None:
    section, page, place = heron_in(home, add)
    copy = fresh(section).copy(to=fresh(place), recursive=True, keep_live=True)
    move(page, place)
    assert PageViewRestriction.objects.count() == 0
    assert fresh(copy).origin == fresh(copy).content_id != fresh(section).origin
