"""Many items are taken from readers by one row of the log, which comes first and goes when each is written again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from wagtail.models import PageViewRestriction, Site

from site_content.items.closed_items import closures_in_force, is_medium_closed, open_items
from site_content.items.link_resolver import LinkResolver
from site_content.items.models import Closure, Item, LogEntry, Refresh
from site_content.pages.types.section import SectionPage
from site_content.publishing import closures
from site_content.publishing.global_items import BUILDERS
from site_content.publishing.refresh import drain, drain_keys
from site_content.publishing.repair import log_gaps, repair
from tests.site_content.media.uploads import PDF, collection, upload_file, upload_image
from tests.site_content.publishing.conftest import Add, fresh, home_of, link_to, told

PAGES = 4


@pytest.fixture(autouse=True)
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A section of four is large here."""
    monkeypatch.setattr(closures, "FEW", 2)


@pytest.fixture
def section(home: Any, add: Add) -> Any:
    """A section with pages, one of them in a section of its own."""
    section = add(home, "Section", SectionPage, show_in_menus=True)
    inner = add(section, "Inner", SectionPage)
    for number in range(PAGES - 1):
        add(inner if number == 0 else section, f"Page {number}")
    return section


@pytest.fixture(autouse=True)
def whole(db: None) -> Iterator[None]:
    """In the end everything is written, nothing is closed, and items say what pages do."""
    yield
    settle()
    assert (closures_in_force(), Closure.objects.count(), Refresh.objects.count()) == ([], 0, 0)
    assert [str(each) for each in repair(check=True) if each] == []
    assert log_gaps() == []


def settle() -> None:
    """Do all that is marked, as the worker would in some seconds."""
    for _ in range(10):
        Refresh.objects.update(not_before=None)
        if not drain():
            return


def first_step() -> list[tuple[str, str]]:
    """Do what comes before anything else; return what the log says of it."""
    after = LogEntry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
    drain(rank=Refresh.TAKE_DOWN)
    lines = LogEntry.objects.filter(seq__gt=after).order_by("seq")
    return [(line.path.partition(":")[0], line.state) for line in lines]


def open_paths() -> set[str]:
    rows = open_items().filter(state="live", slot="current", path__startswith="/section")
    return set(rows.values_list("path", flat=True))


ALL = {"/section", "/section/inner", "/section/inner/page-0", "/section/page-1", "/section/page-2"}


def restrict(page: Any) -> Any:
    return PageViewRestriction.objects.create(page=page, restriction_type="login")


def test_a_restriction_closes_all_by_one_row(section: Any) -> None:
    assert open_paths() == ALL
    restrict(section)
    lines = first_step()
    assert lines[:2] == [("~closure", "live"), ("/section", "gone")]
    assert {path for path, _ in lines[2:]} <= set(BUILDERS)
    assert open_paths() == set()
    assert [(row.audience, row.path, row.groups) for row in closures_in_force()] == [("public", "/section", None)]
    # Items are still as they were; menus and links name none of them.
    assert Item.objects.filter(path__startswith="/section/", state="live").count() == PAGES
    assert told("/section/page-1")["state"] == "live"
    pages = fresh(section).get_descendants()
    assert LinkResolver("public").cards([page.pk for page in pages]) == []
    settle()
    assert {told(path)["state"] for path in ALL} == {"gone"}


def test_what_is_opened_again_comes_back(section: Any, home: Any, add: Add) -> None:
    linking = add(home, "Linking", body=link_to(fresh(section).get_last_child()))
    row = restrict(section)
    first_step()
    row.delete()
    settle()
    assert open_paths() == ALL
    assert "href" in Item.objects.get(key=f"page:{linking.pk}", state="live").body


def test_what_is_published_there_meanwhile_is_shown(section: Any) -> None:
    row = restrict(section)
    first_step()
    row.delete()
    page = fresh(section).get_last_child().specific
    drain_keys([f"page:{page.pk}"], 1)
    assert open_paths() == {"/section/page-2"}


def test_a_restriction_taken_back_in_time_closes_nothing_for_good(section: Any) -> None:
    restrict(section).delete()
    settle()
    assert open_paths() == ALL


@pytest.mark.parametrize("act", ["move", "delete", "restrict above"])
def test_every_act_upon_a_subtree_closes_it(act: str, home: Any, section: Any) -> None:
    if act == "move":
        fresh(section).move(home_of("staff"), pos="last-child")
    elif act == "delete":
        fresh(section).delete()
    else:
        restrict(fresh(home))
    assert ("~closure", "live") in first_step()
    assert open_paths() - {row.path for row in Item.objects.filter(audience="staff")} == set()
    assert not open_items().filter(audience="public", path__startswith="/section", state="live").exists()
    settle()
    assert not Item.objects.filter(audience="public", path__startswith="/section", state="live").exists()
    assert Item.objects.filter(audience="staff", state="live", path__in=ALL).count() == (5 if act == "move" else 0)


def test_a_move_that_hides_nothing_closes_nothing(section: Any, home: Any, add: Add) -> None:
    fresh(section).move(fresh(add(home, "Other", SectionPage)), pos="last-child")
    assert Closure.objects.count() == 0
    assert open_paths() == ALL


def test_a_move_behind_a_restriction_closes_the_old_place(section: Any, home: Any, add: Add) -> None:
    other = add(home, "Other", SectionPage)
    restrict(other)
    settle()
    fresh(section).move(fresh(other), pos="last-child")
    assert ("~closure", "live") in first_step()
    assert open_paths() == set()


def test_few_items_are_withdrawn_one_by_one(section: Any) -> None:
    inner = fresh(section).get_first_child()
    restrict(inner)
    assert Closure.objects.count() == 0
    drain(rank=Refresh.TAKE_DOWN)
    assert open_paths() == ALL - {"/section/inner", "/section/inner/page-0"}


def test_what_nobody_reads_is_not_told(home: Any, add: Add) -> None:
    """A row for it would let readers count what is hidden from them."""
    section = add(home, "Section", SectionPage, live=False)
    for number in range(PAGES):
        add(section, f"Page {number}", live=False)
    before = LogEntry.objects.count()
    restrict(section)
    settle()
    assert LogEntry.objects.count() == before


def test_staff_of_other_groups_lose_it_and_members_do_not(add: Add, staff_home: Any) -> None:
    section = add(staff_home, "Section", SectionPage)
    for number in range(PAGES):
        add(section, f"Page {number}")
    group = Group.objects.create(name="Nurses")
    row = PageViewRestriction.objects.create(page=section, restriction_type="groups")
    row.groups.set([group])
    assert first_step()[0] == ("~closure", "live")
    assert [(each.audience, each.path, each.groups) for each in closures_in_force()] == [
        ("staff", "/section", [str(group.pk)])
    ]
    settle()
    rows = Item.objects.filter(path__startswith="/section")
    assert {(row.state, tuple(row.groups)) for row in rows} == {("live", (str(group.pk),))}


def test_a_page_that_fails_stays_closed(section: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    page = fresh(section).get_last_child()
    from site_content.publishing import refresh

    real = refresh.sync

    def fail(key: str) -> Any:
        if key == f"page:{page.pk}":
            raise ValueError("no")
        return real(key)

    monkeypatch.setattr(refresh, "sync", fail)
    row = restrict(section)
    first_step()
    row.delete()
    settle()
    assert open_paths() == ALL - {"/section/page-2"}
    assert len(closures_in_force()) == 1
    monkeypatch.setattr(refresh, "sync", real)


def test_a_closure_whose_mark_was_lost_is_taken_away_by_repair(section: Any) -> None:
    restrict(section)
    drain(rank=Refresh.TAKE_DOWN)
    Refresh.objects.all().delete()
    assert [each for each in repair() if each] != []
    settle()
    assert Closure.objects.count() == 0


def names_of(pages: list[Any]) -> list[list[str]]:
    rows = [Item.objects.get(key=f"page:{page.pk}", slot="current", state="live") for page in pages]
    return [[medium["name"] for medium in row.media] for row in rows]


def test_a_replaced_file_is_closed_on_all_pages_that_name_it(home: Any, add: Add) -> None:
    file = upload_file(title="Leaflet")
    pages = [add(home, f"Page {number}", body=[("file", {"file": file, "title": ""})]) for number in range(PAGES)]
    (old,) = names_of(pages)[0]
    file.file = ContentFile(PDF + b"%new", name="new.pdf")
    file.save()
    assert first_step()[0] == ("~closure", "live")
    assert [(row.audience, row.media) for row in closures_in_force()] == [("public", frozenset({old}))]
    assert (is_medium_closed(old, "public", 1), is_medium_closed("files/other", "public", 1)) == (True, False)
    assert names_of(pages) == [[old]] * PAGES
    settle()
    assert all(old not in names and len(names) == 1 for names in names_of(pages))


def test_a_picture_made_for_staff_is_closed_to_the_public_and_comes_back(home: Any, add: Add) -> None:
    image = upload_image(title="Ward")
    pages = [add(home, f"Page {number}", lead_image=image) for number in range(PAGES)]
    before = names_of(pages)
    public_collection, image.collection = image.collection, collection(staff=True)
    image.save()
    first_step()
    assert [(row.audience, sorted(row.media)) for row in closures_in_force()] == [("public", before[0])]
    # Back before anything was made again: every item is as it was, and must be read as it was.
    image.collection = public_collection
    image.save()
    settle()
    assert names_of(pages) == before


def test_a_site_within_the_place_is_closed_and_one_beside_it_is_not(home: Any, section: Any, add: Add) -> None:
    from site_content.items.models import SiteAudience

    nurses = Site.objects.create(hostname="nurses.example", root_page=fresh(section))
    SiteAudience.objects.create(site=nurses, audience="public", path_prefix="/nurses")
    settle()
    assert open_items().filter(path__startswith="/nurses", state="live").count() == PAGES + 1
    page = add(home, "Beside", SectionPage)
    for number in range(PAGES):
        add(page, f"Page {number}")
    restrict(fresh(page))
    first_step()
    assert open_items().filter(path__startswith="/nurses", state="live").count() == PAGES + 1
    restrict(fresh(section))
    first_step()
    assert open_items().filter(path__startswith="/nurses", state="live").count() == 0


def to_staff(site: Any) -> None:
    site.audience_row.audience = "staff"
    site.audience_row.save()


def to_another_prefix(site: Any) -> None:
    site.audience_row.path_prefix = "/carers"
    site.audience_row.save()


def to_another_root(site: Any) -> None:
    site.root_page = fresh(site.root_page).get_children().first()
    site.save()


@pytest.mark.parametrize("act", [to_staff, to_another_prefix, to_another_root, lambda site: site.delete()])
def test_readers_lose_a_site_that_is_changed_at_once(home: Any, section: Any, add: Add, act: Any) -> None:
    from site_content.items.models import SiteAudience

    add(home, "Beside")
    nurses = Site.objects.create(hostname="nurses.example", root_page=fresh(section))
    SiteAudience.objects.create(site=nurses, audience="public", path_prefix="/nurses")
    settle()
    assert open_items().filter(path__startswith="/nurses", state="live").count() == PAGES + 1
    act(Site.objects.get(pk=nurses.pk))
    first_step()
    assert not open_items().filter(path__startswith="/nurses", audience="public", state="live").exists()
    assert open_items().filter(path="/beside", state="live").exists()
    settle()
