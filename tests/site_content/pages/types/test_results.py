"""Which pages search may answer with."""

import json
from typing import Any

import pytest
from wagtail.models import Page

from site_content.items.models import Item
from site_content.pages.types.home import HomePage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain
from tests.site_content.pages.types.conftest import Make, text_block

pytestmark = pytest.mark.django_db


def entry_at(path: str) -> Any:
    """Return the search entry of the public item at a path."""
    drain()
    return Item.objects.get(audience="public", path=path, slot="current").entry


def test_home_is_no_result(home: Any) -> None:
    assert isinstance(home, HomePage)
    home.save_revision().publish()
    assert entry_at("/") is None


def test_a_section_is_a_result_once_it_shows_anything(home: Page, make: Make) -> None:
    empty = make(home, SectionPage, "Empty")
    assert entry_at("/empty") is None
    make(empty, StandardPage, "Flu")
    assert entry_at("/empty")["title"] == "Empty"
    make(home, SectionPage, "Said", body=json.dumps([text_block("Words")]))
    make(home, SectionPage, "News", listing_type="news")
    assert [entry_at(path)["title"] for path in ("/said", "/news")] == ["Said", "News"]
