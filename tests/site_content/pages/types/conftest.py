"""Pages on both sites, published for real."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from wagtail.models import Page, Site

from site_content.items.models import Item
from site_content.pages.content_page import ContentPage
from site_content.pages.schemas import schema_for
from site_content.publishing.refresh import drain

DAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
Make = Callable[..., Any]
Published = Callable[[Page], dict[str, Any]]


@pytest.fixture
def home(db: None) -> Page:
    """The public site's home page."""
    return Site.objects.get(audience_row__audience="public").root_page.specific


@pytest.fixture
def staff_home(db: None) -> Page:
    """The staff site's home page."""
    return Site.objects.get(audience_row__audience="staff").root_page.specific


@pytest.fixture
def make() -> Make:
    """Return a function that adds a live page, through the same check of fields as an editor's form."""

    def add(parent: Page, page_type: type[ContentPage], title: str, **fields: Any) -> Any:
        page = page_type(title=title, first_published_at=DAY, last_published_at=DAY, **fields)
        Page.objects.get(pk=parent.pk).add_child(instance=page)
        page.full_clean()
        return page

    return add


@pytest.fixture
def published() -> Published:
    """Return a function that publishes what waits and returns a page's item, checked against its JSON Schema."""

    def item(page: Page) -> dict[str, Any]:
        drain()
        body: dict[str, Any] = json.loads(Item.objects.get(key=f"page:{page.pk}", slot="current", state="live").body)
        name = f"{body['type'].title()}Item"
        for schema in (name, "AnyItem"):
            errors = [error.message for error in Draft202012Validator(schema_for(schema)).iter_errors(body)]
            assert errors == []
        return body

    return item


def card(item: dict[str, Any]) -> dict[str, Any]:
    """Return what a card of an item without facets must be."""
    keys = (
        "content_id",
        "type",
        "audience",
        "path",
        "title",
        "summary",
        "image",
        "published_at",
        "updated_at",
        "locale",
    )
    return {**{key: item[key] for key in keys}, "facets": {}}


def text_block(words: str, number: int = 1) -> dict[str, Any]:
    """Return a raw rich text block."""
    return {"type": "rich_text", "id": f"00000000-0000-4000-8000-{number:012d}", "value": f"<p>{words}</p>"}


def text_json(words: str, number: int = 1) -> dict[str, Any]:
    """Return what ``text_block`` becomes in the item."""
    return {**text_block(words, number), "value": {"html": f"<p>{words}</p>"}}
