"""Unpublishing says what readers find instead."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from site_content.items.models import Item
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain


@pytest.fixture
def pages(home: Any) -> tuple[Any, Any, Any]:
    """Return a section, a page in it, and a page elsewhere: all published."""
    section = home.add_child(instance=SectionPage(title="Old"))
    child = section.add_child(instance=NewsPage(title="Child"))
    other = home.add_child(instance=StandardPage(title="New"))
    drain()
    return section, child, other


def unpublish(client: Client, page: Any, **data: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:unpublish", args=[page.pk]), data)


def told(path: str) -> dict[str, Any]:
    """Return what readers of a path are told, without the head."""
    drain()
    body = json.loads(Item.objects.get(audience="public", path=path, slot="current").body)
    return {key: body[key] for key in ("state", "reason", "location", "permanent", "title") if key in body}


@pytest.mark.parametrize(
    ("choice", "answer"),
    [
        ({}, {"state": "gone", "title": ""}),
        ({"end_state": "gone", "end_reason": "unused"}, {"state": "gone", "title": ""}),
        (
            {"end_state": "withdrawn", "end_reason": "Out of <date>"},
            {"state": "withdrawn", "reason": "Out of <date>", "title": "Old"},
        ),
        (
            {"end_state": "redirect", "end_redirect_url": "https://example.org/new"},
            {"state": "redirect", "location": "https://example.org/new", "permanent": True, "title": ""},
        ),
    ],
)
def test_readers_are_told_what_was_chosen(moderator: Client, pages: Any, choice: Any, answer: Any) -> None:
    section, child, _ = pages
    assert unpublish(moderator, section, **choice).status_code == 302
    assert told("/old") == answer
    child.refresh_from_db()
    assert child.live


def test_a_redirect_goes_to_the_page_and_follows_it(moderator: Client, pages: Any) -> None:
    section, _, other = pages
    assert unpublish(moderator, section, end_state="redirect", end_redirect_page=other.pk).status_code == 302
    assert told("/old")["location"] == "/new"


def test_the_pages_under_it_end_the_same_way(moderator: Client, pages: Any) -> None:
    section, _, _ = pages
    unpublish(moderator, section, end_state="withdrawn", end_reason="Old", include_descendants="on")
    assert told("/old/child") == {"state": "withdrawn", "reason": "Old", "title": "Child"}


@pytest.mark.parametrize(
    ("choice", "field"),
    [
        ({"end_state": "vanish"}, "end_state"),
        ({"end_state": "redirect"}, "end_redirect_page"),
        ({"end_state": "redirect", "end_redirect_url": "javascript:alert(1)"}, "end_redirect_url"),
        (
            {"end_state": "redirect", "end_redirect_url": "https://a.example", "end_redirect_page": "other"},
            "end_redirect_page",
        ),
        ({"end_state": "redirect", "end_redirect_page": "section"}, "end_redirect_page"),
        ({"end_state": "redirect", "end_redirect_page": "child"}, "end_redirect_page"),
        ({"end_state": "redirect", "end_redirect_page": "999999"}, "end_redirect_page"),
        ({"end_state": "withdrawn", "end_reason": "a" * 2001}, "end_reason"),
    ],
)
def test_a_bad_choice_unpublishes_nothing(moderator: Client, pages: Any, choice: Any, field: str) -> None:
    section, child, other = pages
    names = {"section": section.pk, "child": child.pk, "other": other.pk}
    page = choice.get("end_redirect_page")
    answer = unpublish(
        moderator, section, **{**choice, **({"end_redirect_page": names.get(page, page)} if page else {})}
    )
    assert (answer.status_code, list(answer.context["ending_form"].errors)) == (422, [field])
    section.refresh_from_db()
    assert (section.live, section.end_state) == (True, "gone")


def test_the_form_is_shown_and_editors_may_not(moderator: Client, editor: Client, pages: Any) -> None:
    section = pages[0]
    address = reverse("wagtailadmin_pages:unpublish", args=[section.pk])
    page = moderator.get(address).content.decode()
    assert "What should readers find here instead?" in page
    assert 'name="include_descendants"' in page
    assert editor.get(address).status_code == 302
    assert unpublish(editor, section).status_code == 302
    section.refresh_from_db()
    assert section.live
