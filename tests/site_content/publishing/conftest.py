"""Two sites, pages published as the admin publishes them, and what readers of a path are told."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from wagtail.models import Page, Site

from site_content.items.models import Item
from site_content.pages.content_page import ContentPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain

Add = Callable[..., Any]
TOLD = ("state", "title", "reason", "location")


@pytest.fixture
def home(db: None) -> Any:
    """The public site's home page, published."""
    return home_of("public")


@pytest.fixture
def staff_home(db: None) -> Any:
    """The staff site's home page, published."""
    return home_of("staff")


def home_of(audience: str) -> Any:
    drain()
    return Site.objects.get(audience_row__audience=audience).root_page.specific


@pytest.fixture
def add() -> Add:
    """Return a function that adds a page, saves a revision and publishes it; ``live=False`` leaves it a draft."""

    def make(parent: Page, title: str, page_type: type[ContentPage] = StandardPage, **fields: Any) -> Any:
        live = fields.pop("live", True)
        page = Page.objects.get(pk=parent.pk).add_child(instance=page_type(title=title, live=False, **fields))
        revision = page.save_revision()
        if live:
            revision.publish()
            drain()
        return fresh(page)

    return make


def fresh(page: Page) -> Any:
    """Return a page as it stands in the database now."""
    return Page.objects.get(pk=page.pk).specific


def edit(page: Page, **fields: Any) -> Any:
    """Change fields of a page and publish it, as an editor does; return it."""
    page = fresh(page)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()
    drain()
    return fresh(page)


def move(page: Page, parent: Page, pos: str = "last-child") -> Any:
    fresh(page).move(fresh(parent), pos=pos)
    drain()
    return fresh(page)


def unpublish(page: Page, **ending: Any) -> Any:
    page = fresh(page)
    for name, value in ending.items():
        setattr(page, name, value)
    page.unpublish()
    drain()
    return fresh(page)


def told(path: str, audience: str = "public") -> Any:
    """Return what readers of a path are told, in short; None when there never was anything."""
    row = Item.objects.filter(audience=audience, path=path, slot="current").exclude(state="removed").first()
    if row is None:
        return None
    body = json.loads(row.body)
    return {key: body[key] for key in TOLD if body.get(key)}


def item(page: Page) -> dict[str, Any]:
    """Return a live page's item."""
    drain()
    body: dict[str, Any] = json.loads(Item.objects.get(key=f"page:{page.pk}", slot="current", state="live").body)
    return body


def site(audience: str = "public") -> dict[str, dict[str, Any] | None]:
    """Return what readers of every path of a site are told."""
    paths = Item.objects.filter(audience=audience, path__startswith="/", slot="current").exclude(state="removed")
    return {path: told(path, audience) for path in paths.order_by("path").values_list("path", flat=True)}


def link_to(page: Page) -> list[tuple[str, Any]]:
    """Return a body with one link to a page, whose text is written."""
    return [("rich_text", f'<p>See <a linktype="page" id="{page.pk}">this</a></p>')]


def linked(source: Page) -> str:
    """Return the HTML of the first block of a page's item."""
    html: str = item(source)["details"]["body"][0]["value"]["html"]
    return html


@pytest.fixture(autouse=True)
def nothing_failed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    """What other tests could not promote is forgotten: their databases are gone, and numbers come again."""
    from site_content.publishing import schedule

    monkeypatch.setattr(schedule, "_failed", {})
