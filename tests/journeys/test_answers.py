"""A reader in an emergency is told whom to call above all results; an editor adds an answer and takes it away again."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend_templates.gallery.test_axe import violations
from tests.journeys.admin import enter, sign_in
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import reader_of, window, within

pytestmark = pytest.mark.browser
WIDTHS = (390, 1280)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_reader_is_told_whom_to_call(browser: Browser, running: WholeSet, width: int) -> None:
    for site in ("public", "staff"):
        with window(browser, running, width) as (page, _):
            page.goto(f"{running.address(site)}/search?q=chest+pian")
            if site == "staff":
                sign_in(page, running, "reader")
            answer = page.get_by_role("region", name="Answers")
            expect(answer.get_by_role("heading", level=2)).to_have_text("Immediate action required: Call 999 now")
            expect(answer.get_by_role("link", name="Call 999", exact=True)).to_have_attribute("href", "tel:999")
            place, results = answer.bounding_box(), page.locator(".app-finder").bounding_box()
            assert place is not None and results is not None
            assert place["y"] + place["height"] <= results["y"]
            assert violations(page) == []
            answer.get_by_role("link", name="When to call 111").click()
            expect(page.get_by_role("heading", level=1)).to_have_text("When to call 111, and when to call 999")


@pytest.mark.parametrize("width", WIDTHS)
def test_an_editor_adds_an_answer_tries_it_and_takes_it_away(browser: Browser, running: WholeSet, width: int) -> None:
    word, listing = f"zibbetward{width}", f"{running.address('cms')}/admin/searchanswer/"
    with window(browser, running, width) as (page, _), reader_of(running) as public:
        enter(page, running)
        page.goto(listing)
        attempt(page, word)
        expect(page.get_by_text(f"“{word}” shows no answer, only results.")).to_be_visible()
        page.goto(f"{listing}new/")
        page.locator("#id_queries").fill(f"{word}\n{word} times")
        page.locator("#id_kind").select_option(label="Opening times")
        page.locator("#id_title").fill(f"Visiting times on {word}")
        page.locator("#id_text").fill("Every day: 2pm to 8pm")
        page.get_by_role("button", name="Create").click()
        expect(page.locator(".messages .success")).to_be_visible()
        attempt(page, f"what are the {word} times")
        expect(page.get_by_role("heading", name=f"Opening times: Visiting times on {word}")).to_be_visible()
        within(lambda: f"Visiting times on {word}" in public.get("/search", params={"q": word}).text)

        page.get_by_role("link", name=f"{word}, {word} times", exact=True).click()
        page.goto(page.url.replace("/edit/", "/delete/"))
        page.get_by_role("button", name="Yes, delete").click()
        expect(page.locator(".messages .success")).to_be_visible()
        within(lambda: f"Visiting times on {word}" not in public.get("/search", params={"q": word}).text)


def attempt(page: Page, text: str) -> None:
    """Type a search into the box and try it."""
    page.get_by_label("Search for", exact=True).fill(text)
    page.get_by_role("button", name="Try", exact=True).click()
