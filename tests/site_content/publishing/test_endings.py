"""What readers are told once a page is no longer published: gone, withdrawn and why, or where to go instead."""

import json
from typing import Any

import pytest

from site_content.items.models import Item
from tests.site_content.publishing.conftest import Add, edit, fresh, move, site, told, unpublish


def to(path: str) -> Any:
    return {"state": "redirect", "location": path}


GONE = {"state": "gone"}


@pytest.mark.parametrize(
    ("ending", "answer"),
    [
        ({}, GONE),
        ({"end_state": "withdrawn"}, {"state": "withdrawn", "title": "Page"}),
        (
            {"end_state": "withdrawn", "end_reason": "Out <of> date"},
            {"state": "withdrawn", "title": "Page", "reason": "Out <of> date"},
        ),
        ({"end_state": "redirect", "end_redirect_url": "https://example.org/"}, to("https://example.org/")),
    ],
)
def test_readers_are_told_what_was_chosen(home: Any, add: Add, ending: Any, answer: Any) -> None:
    unpublish(add(home, "Page", summary="Words"), **ending)
    assert told("/page") == answer
    body = json.loads(Item.objects.get(path="/page").body)
    keys = {"content_id", "type", "audience", "path", "locale", "title", "state", "version", "schema_version"}
    keys |= {"updated_at"}
    assert body.keys() - {"reason", "location", "permanent"} == keys
    assert body["version"] == 2


def test_a_redirect_follows_its_target(home: Any, add: Add) -> None:
    target = add(home, "Target")
    unpublish(add(home, "Page"), end_state="redirect", end_redirect_page=target)
    assert told("/page") == to("/target")
    target = edit(target, slug="renamed")
    assert told("/page") == to("/renamed")
    unpublish(target)
    assert told("/page") == GONE
    edit(target)
    assert told("/page") == to("/renamed")
    fresh(target).delete()
    add(home, "Another")
    assert told("/page") == GONE


def test_redirects_through_ended_pages_are_flattened_and_never_go_round(home: Any, add: Add) -> None:
    first, second, third = (add(home, title) for title in ("First", "Second", "Third"))
    unpublish(first, end_state="redirect", end_redirect_page=second)
    unpublish(second, end_state="redirect", end_redirect_page=third)
    assert (told("/first"), told("/second")) == (to("/third"), to("/third"))
    unpublish(third, end_state="redirect", end_redirect_page=first)
    assert (told("/first"), told("/second"), told("/third")) == (GONE, GONE, GONE)
    edit(second)
    assert (told("/first"), told("/third")) == (to("/second"), to("/second"))
    unpublish(second, end_state="redirect", end_redirect_url="https://example.org/new")
    assert {told(path)["location"] for path in ("/first", "/second", "/third")} == {"https://example.org/new"}


def test_a_page_published_again_has_not_ended(home: Any, add: Add) -> None:
    page = unpublish(add(home, "Page"), end_state="withdrawn", end_reason="Wrong dose")
    page = edit(page, title="Corrected")
    assert told("/page") == {"state": "live", "title": "Corrected"}
    # Unpublished once more without a word, as an expiry does: the old reason is not given again.
    assert page.end_state == "gone"
    unpublish(page)
    assert told("/page") == GONE


def test_a_staff_reason_is_never_told_to_the_public(home: Any, staff_home: Any, add: Add) -> None:
    """The page was public once: its old public path must not carry what is said of it inside."""
    page = move(add(home, "Plan"), staff_home)
    unpublish(page, title="Secret plan", end_state="withdrawn", end_reason="Replaced by the secret plan")
    assert told("/plan", "staff") == {
        "state": "withdrawn",
        "title": "Secret plan",
        "reason": "Replaced by the secret plan",
    }
    assert told("/plan") == GONE


def test_a_page_withdrawn_in_public_and_then_moved_to_staff_takes_its_reason_along(
    home: Any, staff_home: Any, add: Add
) -> None:
    page = unpublish(add(home, "Plan"), end_state="withdrawn", end_reason="Public reason")
    assert told("/plan")["reason"] == "Public reason"
    move(page, staff_home)
    assert site()["/plan"] == GONE


def test_the_public_is_not_sent_to_staff_pages(home: Any, staff_home: Any, add: Add) -> None:
    inside = add(staff_home, "Inside")
    unpublish(add(home, "Page"), end_state="redirect", end_redirect_page=inside)
    assert told("/page") == GONE
    # Nor by way of a staff page that was ended in favour of a public address.
    unpublish(inside, end_state="redirect", end_redirect_url="https://example.org/staff-only-address")
    assert told("/page") == GONE
    open_page = add(home, "Open")
    unpublish(add(staff_home, "Old"), end_state="redirect", end_redirect_page=open_page)
    assert told("/old", "staff") == to("/open")
