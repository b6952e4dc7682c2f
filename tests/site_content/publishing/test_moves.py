"""A page that moves or is renamed leaves redirects, it and everything under it; nothing is ever sent on twice."""

from typing import Any

from site_content.items.models import Item
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.section import SectionPage
from site_content.publishing.refresh import drain
from tests.site_content.publishing.conftest import Add, edit, fresh, item, link_to, linked, move, site, told, unpublish


def to(path: str) -> Any:
    return {"state": "redirect", "location": path}


def live(title: str) -> Any:
    return {"state": "live", "title": title}


def test_a_renamed_page_and_its_subtree_leave_redirects(home: Any, add: Add) -> None:
    top = add(home, "Top", SectionPage)
    middle = add(top, "Middle", SectionPage)
    add(middle, "Leaf")
    edit(top, slug="renamed")
    assert site() == {
        "/": live("Home"),
        "/renamed": live("Top"),
        "/renamed/middle": live("Middle"),
        "/renamed/middle/leaf": live("Leaf"),
        "/top": to("/renamed"),
        "/top/middle": to("/renamed/middle"),
        "/top/middle/leaf": to("/renamed/middle/leaf"),
    }


def test_chains_are_flattened_and_moving_back_takes_the_redirect_away(home: Any, add: Add) -> None:
    first, second = add(home, "First", SectionPage), add(home, "Second", SectionPage)
    page = add(home, "Page", SectionPage)
    add(page, "Under")
    move(page, first)
    move(page, second)
    assert [told(path) for path in ("/page", "/first/page", "/page/under", "/first/page/under")] == [
        to("/second/page"), to("/second/page"), to("/second/page/under"), to("/second/page/under"),
    ]  # fmt: skip
    move(page, home)
    assert [told(path) for path in ("/page", "/page/under", "/first/page", "/second/page/under")] == [
        live("Page"), live("Under"), to("/page"), to("/page/under"),
    ]  # fmt: skip


def test_another_page_takes_the_path_over(home: Any, add: Add) -> None:
    moved = edit(add(home, "Old", slug="place"), slug="elsewhere")
    add(home, "New", slug="place")
    assert (told("/place"), told("/elsewhere")) == (live("New"), live("Old"))
    edit(moved, slug="third")
    assert (told("/place"), told("/elsewhere"), told("/third")) == (live("New"), to("/third"), live("Old"))


def test_two_pages_swap_their_paths(home: Any, add: Add) -> None:
    """In one go: each is looked at only when both have moved."""
    first, second = add(home, "First", SectionPage), add(home, "Second", SectionPage)
    under = add(first, "Under")
    versions = {page.pk: item(page)["version"] for page in (first, second)}
    for page, slug in ((first, "x"), (second, "first"), (first, "second")):
        page.slug = slug
        page.save()
    drain()
    assert site() == {
        "/": live("Home"), "/first": live("Second"), "/second": live("First"), "/second/under": live("Under"),
        "/first/under": to("/second/under"),
    }  # fmt: skip
    # A path that changed hands gives nobody an old version again.
    assert all(item(page)["version"] > versions[page.pk] for page in (first, second))
    assert linked_breadcrumbs(under) == [("Home", "/"), ("First", "/second")]


def linked_breadcrumbs(page: Any) -> Any:
    return [(step["title"], step["path"]) for step in item(page)["breadcrumbs"]]


def test_a_draft_that_moves_takes_the_live_pages_under_it_along(home: Any, add: Add) -> None:
    other, draft = add(home, "Other", SectionPage), add(home, "Draft", SectionPage, live=False)
    inner = add(draft, "Inner", SectionPage, live=False)
    leaf = add(inner, "Leaf")
    assert told("/draft/inner/leaf") == live("Leaf")
    move(draft, other)
    assert [told(path) for path in ("/draft/inner/leaf", "/other/draft/inner/leaf")] == [
        to("/other/draft/inner/leaf"), live("Leaf"),
    ]  # fmt: skip
    draft = fresh(draft)
    draft.slug = "renamed"
    draft.save()
    drain()
    assert [told(path) for path in ("/draft/inner/leaf", "/other/draft/inner/leaf")] == [
        to("/other/renamed/inner/leaf"), to("/other/renamed/inner/leaf"),
    ]  # fmt: skip
    assert linked_breadcrumbs(leaf) == [("Home", "/"), ("Other", "/other")]


def test_a_page_moved_to_staff_is_gone_from_the_public_without_a_word(home: Any, staff_home: Any, add: Add) -> None:
    section = add(home, "Section", SectionPage)
    add(section, "Under")
    move(section, staff_home)
    assert site() == {"/": live("Home"), "/section": {"state": "gone"}, "/section/under": {"state": "gone"}}
    assert site("staff") == {"/": live("Home"), "/section": live("Section"), "/section/under": live("Under")}
    # What is for staff becomes public only by its editor's word.
    move(section, home)
    assert site() == {"/": live("Home"), "/section": {"state": "gone"}, "/section/under": {"state": "gone"}}
    fresh(section).view_restrictions.get().delete()
    drain()
    assert site() == {"/": live("Home"), "/section": live("Section"), "/section/under": live("Under")}
    assert told("/section/under", "staff") == {"state": "gone"}


def test_links_follow_what_moved_with_its_subtree(home: Any, add: Add) -> None:
    section, other = add(home, "Section", SectionPage), add(home, "Other", SectionPage)
    target = add(section, "Target")
    source = add(home, "Source", body=link_to(target), related=[target])
    move(section, other)
    assert linked(source) == '<p>See <a href="/other/section/target">this</a></p>'
    assert [card["path"] for card in item(source)["links"]["related"]] == ["/other/section/target"]


def test_what_stood_under_a_deleted_or_unpublished_page_moves_without_it(home: Any, add: Add) -> None:
    page = unpublish(edit(add(home, "Page"), slug="moved"), end_state="withdrawn", end_reason="Out of date")
    withdrawn = {"state": "withdrawn", "title": "Page", "reason": "Out of date"}
    # Readers who come by the old address are told why as well.
    assert (told("/page"), told("/moved")) == (withdrawn, withdrawn)
    edit(page)
    assert (told("/page"), told("/moved")) == (to("/moved"), live("Page"))
    fresh(page).delete()
    drain()
    assert (told("/page"), told("/moved")) == ({"state": "gone"}, {"state": "gone"})


def parts(*slugs: Any) -> Any:
    return [("part", {"title": slug.title(), "slug": slug, "body": []}) for slug in slugs]


def test_parts_of_guidance_that_move_or_vanish_leave_redirects(home: Any, add: Add) -> None:
    page = add(home, "Flu", GuidancePage, parts=parts("overview", "symptoms", "treatment"))
    page = edit(page, parts=parts("overview", "treatment"))
    assert (told("/flu/symptoms"), told("/flu/treatment")) == (to("/flu"), None)
    page = edit(page, slug="influenza")
    paths = ("/flu", "/flu/symptoms", "/flu/treatment", "/influenza/treatment")
    # The part of the same name is what readers of its old address came for.
    there = to("/influenza/treatment")
    assert [told(path) for path in paths] == [to("/influenza"), to("/influenza"), there, None]
    page = edit(page, slug="treatment")
    assert [told(path) for path in (*paths, "/treatment/treatment")] == [
        to("/treatment"), to("/treatment"), to("/treatment/treatment"), to("/treatment/treatment"), None,
    ]  # fmt: skip
    assert told("/influenza") == to("/treatment")
    # Found again, a part answers itself: no redirect stands in its way.
    page = edit(page, slug="flu", parts=parts("overview", "symptoms"))
    assert [told(path) for path in ("/flu", "/flu/symptoms", "/influenza")] == [live("Flu"), None, to("/flu")]
    assert Item.objects.get(path="/flu/symptoms").state == "removed"
    assert Item.objects.get(path="/flu").part_paths == ["/flu/symptoms"]
    edit(page, change_note="Again")
    assert told("/flu/symptoms") is None


def test_slugs_are_lower_case_so_that_no_two_pages_share_a_path(home: Any, add: Add) -> None:
    add(home, "One", slug="flu")
    other = add(home, "Two", slug="Other")
    assert (other.slug, told("/other")) == ("other", live("Two"))


def test_a_path_that_two_pages_claim_stays_with_the_first_and_says_so(home: Any, add: Add) -> None:
    """Only a write past Wagtail's own checks makes two; the log must not go round and round between them."""
    from site_content.items.models import Refresh
    from site_content.pages.content_page import ContentPage

    add(home, "One", slug="flu")
    other = add(home, "Two", slug="two")
    ContentPage.objects.filter(pk=other.pk).update(slug="FLU", url_path=f"{home.url_path}FLU/")
    fresh(other).save_revision()
    Refresh.objects.create(key=f"page:{other.pk}")
    drain()
    assert (told("/flu"), told("/two")) == (live("One"), live("Two"))
    assert [(row.key, "change the slug of one" in row.error) for row in Refresh.objects.all()] == [
        (f"page:{other.pk}", True)
    ]
