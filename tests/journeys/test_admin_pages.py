"""Our pages of the admin: nothing for axe to complain of, on a computer and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend_templates.gallery.test_axe import violations
from tests.journeys.admin import enter, open_page
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import window

pytestmark = pytest.mark.browser

WIDTHS = (1280, 390)
OURS = (
    "", "search_lab/?q=flu", "search_report/", "synonymrule/", "synonymrule/new/", "hiddenresult/", "hiddenresult/new/",
    "unspokenword/", "unspokenword/new/", "searchanswer/?try=stroke", "searchanswer/new/", "searchpicks/",
    "searchpicks/add/", "alerts/", "alerts/new/", "guidance_reviews/",
)  # fmt: skip
# Wagtail gives the field of its text editor no name, and it scrolls on a phone.
WAGTAILS = ("public-DraftEditor-content", "DraftEditor-root")
# How much the page is wider than the window, and how many fields end outside: what holds them may cut them off.
WIDER = """document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth
    + [...document.querySelectorAll('main :is(select, input, textarea)')].filter(
        field => field.checkVisibility() && field.getBoundingClientRect().right > innerWidth).length"""


def test_nothing_is_wrong_with_our_pages_of_the_admin(browser: Browser, running: WholeSet) -> None:
    found: dict[str, object] = {}
    with window(browser, running) as (page, _):
        enter(page, running)
        number = open_page(page, running, "Talking about worry before it becomes a crisis")
        for address in (*OURS, f"pages/{number}/unpublish/"):
            page.goto(f"{running.address('cms')}/admin/{address}", wait_until="load")
            for width in WIDTHS:
                page.set_viewport_size({"width": width, "height": 900})
                found[f"{address} {width}"] = (faults(page), page.evaluate(WIDER))
        assert spoiled(page) != []
    assert {name: each for name, each in found.items() if each != ([], 0)} == {}


def spoiled(page: Page) -> list[str]:
    """Return what axe says of a page that was made wrong: that it looks at all."""
    page.evaluate("document.querySelector('main').append(Object.assign(document.createElement('button'), {}))")
    return faults(page)


def faults(page: Page) -> list[str]:
    """Return what axe says of a page, but for what is Wagtail's own."""
    return [each for each in violations(page) if not any(part in each for part in WAGTAILS)]
