"""An address that the API would refuse is never given to a page."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse

from site_content.pages.path_length import MAX_URL_PATH
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage

LONG = "a" * 250


@pytest.fixture
def deep(home: Any) -> Any:
    """Two sections, one in the other, whose address leaves room for a page of some 70 signs."""
    outer = home.add_child(instance=SectionPage(title="Outer", slug=LONG))
    return outer.add_child(instance=SectionPage(title="Inner", slug=LONG))


def test_a_page_has_the_longest_address_and_no_longer_one(deep: Any) -> None:
    room = MAX_URL_PATH - len(deep.url_path) - 1
    page = deep.add_child(instance=StandardPage(title="Fits", slug="b" * room))
    assert len(page.url_path) == MAX_URL_PATH
    with pytest.raises(ValidationError, match=r"600 characters long\. The maximum is 599"):
        deep.add_child(instance=StandardPage(title="Does not", slug="c" * (room + 1)))


def test_a_slug_is_refused_that_leaves_too_little_for_a_page_below(deep: Any) -> None:
    deep.slug = "short"
    deep.save()
    deep.add_child(instance=StandardPage(title="Far", slug="b" * 250))
    deep.slug = LONG
    with pytest.raises(ValidationError, match="the address of a page below this one"):
        deep.save()


def test_the_form_says_so_beside_the_slug(moderator: Client, deep: Any) -> None:
    address = reverse("wagtailadmin_pages:add", args=["site_content", "standardpage", deep.pk])
    data = {
        "title": "Made", "slug": "c" * 120, "summary": "", "body-count": "0", "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0", "comments-MIN_NUM_FORMS": "0", "comments-MAX_NUM_FORMS": "",
        "search_keywords": "", "tags": "",
    }  # fmt: skip
    answer = moderator.post(address, data)
    assert answer.status_code == 200
    (said,) = answer.context["form"].errors["slug"]
    assert "The maximum is 599" in said


def test_a_page_is_not_moved_to_where_its_address_would_be_too_long(moderator: Client, home: Any, deep: Any) -> None:
    page = home.add_child(instance=StandardPage(title="Page", slug="p" * 120))
    answer = moderator.get(reverse("wagtailadmin_pages:move_confirm", args=[page.pk, deep.pk]), follow=True)
    assert "The maximum is 599" in answer.content.decode()
    page.refresh_from_db()
    assert page.get_parent().pk == home.pk
