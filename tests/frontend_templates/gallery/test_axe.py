"""axe finds nothing wrong with one page of every type, at the widths of a phone, a tablet and a computer."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend_templates.gallery.pictures import BY_NAME, EVERY, KINDS, Picture
from tests.frontend_templates.gallery.showing import Gallery, window

pytestmark = pytest.mark.browser

WIDTHS = (1280, 768, 320)
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice"]


@cache
def axe() -> str:
    """Return axe's script."""
    return resources.files("axe_playwright_python").joinpath("axe.min.js").read_text(encoding="utf-8")


def violations(page: Page, **options: Any) -> list[str]:
    """Return what axe says against a page as it stands, with where."""
    if not page.evaluate("typeof axe === 'object'"):
        # Through the debugger: a script element would be refused by the site's own policy.
        page.evaluate(axe())
    chosen = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"], **options}
    found = page.evaluate("options => axe.run(document, options)", chosen)
    return [f"{each['id']}: {node['html'][:160]}" for each in found["violations"] for node in each["nodes"]]


@pytest.mark.parametrize("picture", KINDS, ids=lambda picture: picture.name)
def test_nothing_is_wrong_with_a_page_of_each_type(
    browser: Browser, galleries: dict[str, Gallery], picture: Picture
) -> None:
    found = {}
    with window(browser, galleries[picture.site]) as (page, _):
        page.goto(picture.path)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            found[width] = violations(page)
    assert found == {width: [] for width in WIDTHS}


def test_nothing_is_wrong_with_the_edges(browser: Browser, galleries: dict[str, Gallery]) -> None:
    found = {}
    for name, gallery in galleries.items():
        with window(browser, gallery, 390) as (page, _):
            for picture in EVERY:
                if picture.site == name and not picture.kind:
                    page.goto(picture.path)
                    found[picture.name] = violations(page)
    assert {name: each for name, each in found.items() if each} == {}


def test_every_colour_of_the_nhs_theme_can_be_read(browser: Browser, nhs_gallery: Gallery) -> None:
    found = {}
    with window(browser, nhs_gallery) as (page, _):
        for name in ("home", "blocks", "guide-part", "search", "news-list", "author", "not-found"):
            page.goto(BY_NAME[name].path)
            found[name] = violations(page, runOnly={"type": "rule", "values": ["color-contrast"]})
    assert {name: each for name, each in found.items() if each} == {}


def test_nothing_is_wrong_with_what_opens(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery, 390) as (page, _):
        page.goto(BY_NAME["search"].path)
        page.get_by_text("Menu", exact=True).click()
        page.get_by_text("Filters (2)").click()
        box = page.get_by_role("combobox")
        box.fill("fl")
        box.press("End")
        page.get_by_role("option").first.wait_for()
        box.press("ArrowDown")
        assert violations(page) == []
