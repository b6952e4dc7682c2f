"""Pages copied, shown in two places, and deleted."""

from typing import Any

from site_content.items.models import Item, Refresh
from site_content.pages.types.section import SectionPage
from site_content.publishing.refresh import drain
from tests.site_content.publishing.conftest import Add, edit, fresh, item, site, told, unpublish


def live(title: str) -> Any:
    return {"state": "live", "title": title}


def test_a_copy_is_an_item_of_its_own(home: Any, add: Add) -> None:
    page = unpublish(add(home, "Page"), end_state="withdrawn", end_reason="Old")
    page = edit(page, title="Original")
    copy = page.copy(update_attrs={"title": "Copied", "slug": "copied"}, copy_revisions=True, keep_live=True)
    drain()
    assert (told("/page"), told("/copied")) == (live("Original"), live("Copied"))
    assert item(copy)["content_id"] != item(page)["content_id"]
    # Its older revisions were the other page's; as drafts they are still the copy's.
    assert {str(revision.as_object().content_id) for revision in copy.revisions.all()} == {str(copy.content_id)}
    edit(copy, title="Copied and edited")
    assert (told("/page"), told("/copied")) == (live("Original"), live("Copied and edited"))
    assert copy.end_reason == ""


def test_a_copied_subtree_keeps_its_drafts_unpublished(home: Any, add: Add) -> None:
    section = add(home, "Section", SectionPage)
    add(section, "Under")
    add(section, "Draft", live=False)
    fresh(section).copy(recursive=True, update_attrs={"slug": "again"}, keep_live=True)
    drain()
    assert site() == {
        "/": live("Home"), "/section": live("Section"), "/section/under": live("Under"),
        "/again": live("Section"), "/again/under": live("Under"),
    }  # fmt: skip
    fresh(section).copy(recursive=True, update_attrs={"slug": "third"}, keep_live=False)
    drain()
    assert told("/third") is None


def test_an_alias_follows_its_page(home: Any, add: Add) -> None:
    section, page = add(home, "Section", SectionPage), add(home, "Page")
    alias = page.create_alias(parent=section)
    drain()
    assert told("/section/page") == live("Page")
    assert item(alias)["content_id"] != item(page)["content_id"]
    edit(page, title="Renamed")
    assert (told("/section/page"), told("/page")) == (live("Renamed"), live("Renamed"))
    content_id = item(alias)["content_id"]
    unpublish(page)
    assert told("/section/page") == {"state": "gone"}
    edit(page, title="Back")
    assert (told("/section/page"), item(alias)["content_id"]) == (live("Back"), content_id)


def test_deleted_with_its_subtree(home: Any, add: Add) -> None:
    section = add(home, "Section", SectionPage)
    inner = add(section, "Inner", SectionPage)
    add(inner, "Leaf")
    ids = {row.path: row.content_id for row in Item.objects.filter(audience="public")}
    fresh(section).delete()
    drain()
    gone = {"state": "gone"}
    assert site() == {"/": live("Home"), "/section": gone, "/section/inner": gone, "/section/inner/leaf": gone}
    assert {row.path: row.content_id for row in Item.objects.filter(audience="public")} == ids
    assert Refresh.objects.count() == 0
    again = add(home, "Section", SectionPage)
    assert told("/section") == live("Section")
    assert item(again)["content_id"] != str(ids["/section"])
