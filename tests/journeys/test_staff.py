"""A member of staff signs in, finds guidance, keeps it, asks its owner; the owner finds the question and ticks it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.admin import sign_in
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import reader_of, window

pytestmark = pytest.mark.browser

TITLE = "Lone working"
QUESTION = "Does this hold for night shifts on the islands?"


def test_guidance_is_found_kept_asked_about_and_answered(browser: Browser, running: WholeSet) -> None:
    staff = running.address("staff")
    with window(browser, running, 390) as (page, _):
        page.goto(f"{staff}/search?q=lone+working")
        sign_in(page, running, "reader")
        # Back at what was asked for; guidance for staff is marked as such.
        expect(page).to_have_url(f"{staff}/search?q=lone+working")
        result = page.locator(".app-result").first
        expect(result.get_by_role("link", name=TITLE)).to_be_visible()
        expect(result.get_by_text("Staff only")).to_be_visible()
        page.get_by_text("Save this search").click()
        page.get_by_label("Name").fill("Working alone")
        page.get_by_role("button", name="Save", exact=True).click()
        expect(page.get_by_role("link", name="Working alone")).to_be_visible()

        page.goto(f"{staff}/search?q=lone+working")
        page.locator(".app-result").first.get_by_role("link").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        page.get_by_role("button", name="Add to bookmarks").click()
        expect(page.get_by_role("button", name="Remove bookmark")).to_be_visible()
        page.get_by_role("link", name="Ask the owner").click()
        page.get_by_label("Your question").fill(QUESTION)
        page.get_by_role("button", name="Send the question").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have sent your question")
        page.get_by_role("link", name="Back to the page").click()
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)

        page.goto(f"{staff}/")
        expect(page.get_by_role("region", name="Bookmarks").get_by_role("link", name=TITLE)).to_be_visible()
        saved = page.get_by_role("region", name="Saved searches")
        expect(saved.get_by_role("link", name="Working alone")).to_be_visible()
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")

    with window(browser, running) as (page, _):
        page.goto(f"{staff}/tasks")
        sign_in(page, running, "editor")
        task = page.get_by_role("listitem").filter(has_text=QUESTION)
        expect(task.get_by_role("link", name=TITLE)).to_be_visible()
        task.get_by_role("button", name="Answered").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")
        expect(page.get_by_text(QUESTION)).to_have_count(0)


def test_nothing_of_it_is_in_what_the_public_reads(running: WholeSet) -> None:
    with reader_of(running) as public, reader_of(running, "api") as api:
        for address in ("/guidance/lone-working", "/search?q=lone+working", "/suggest?q=lone+wor", "/sitemap.xml"):
            assert TITLE not in public.get(address).text
        assert public.get("/guidance/lone-working").status_code == 404
        for route in ("content/guidance/lone-working", "items?limit=100", "search?q=lone+working", "changes?after=0"):
            assert TITLE not in api.get(f"/api/public/v1/{route}").text
