"""An editor sees a draft on its site; nobody else does, and its link works once."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.journeys.admin import enter, open_page
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import reader_of, window, within

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("site", "title", "path"),
    [
        ("public", "Have your say on services for the islands", "/news/have-your-say-on-island-services"),
        ("staff", "Hand hygiene", "/staff-guidance/hand-hygiene"),
    ],
)
def test_a_draft_is_seen_by_its_editor_alone(
    browser: Browser, running: WholeSet, site: str, title: str, path: str
) -> None:
    draft = f"{title} (a draft nobody has read)"
    links: list[str] = []
    with window(browser, running) as (page, _), reader_of(running, site) as other:
        page.on("request", lambda request: links.append(request.url) if "/preview?token=" in request.url else None)
        enter(page, running)
        open_page(page, running, title)
        # The form notes how it was once all of it is there: what is typed before is no change.
        page.wait_for_load_state("networkidle")
        page.get_by_role("button", name="Toggle preview").click()
        shown = page.frame_locator("#w-preview-iframe")
        expect(shown.get_by_role("heading", level=1)).to_contain_text(title)
        heading = shown.get_by_role("heading", level=1)
        types_on(page, draft)
        within(lambda: shows(heading, draft) or types_on(page, draft), 150)
        expect(shown.get_by_text("This is a preview.")).to_be_visible()
        assert links
        used = other.get(links[-1])
        assert (used.status_code, draft in used.text) == (403, False)
        assert draft not in other.get(path).text
        assert draft not in other.get(f"/preview{path}").text
        leave(page)
    with window(browser, running) as (page, seen):
        seen.expected = {403, 404}
        page.goto(links[-1])
        assert draft not in page.content()
        page.goto(f"{running.address(site)}/preview{path}")
        assert draft not in page.content()


def shows(heading: Locator, text: str) -> bool:
    """Whether a heading comes to hold a text within some seconds."""
    try:
        expect(heading).to_contain_text(text, timeout=15_000)
    except AssertionError:
        return False
    return True


def types_on(page: Page, draft: str) -> bool:
    """Type: the panel follows what is typed, but not what was before the form had got ready."""
    box = page.locator("#id_title")
    box.fill(f"{draft}!" if box.input_value() == draft else draft)
    return False


def leave(page: Page) -> None:
    """Go away from a form, whatever it holds that is not saved."""
    page.on("dialog", lambda dialog: dialog.accept())
    page.goto(re.sub(r"/admin/.*", "/admin/", page.url))
