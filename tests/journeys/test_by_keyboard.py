"""Publishing with a keyboard alone; reading, searching, answering and asking on both sites without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.admin import enter, open_page, sign_in
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import reader_of, window, within

pytestmark = pytest.mark.browser

MAX_STOPS = 250
AT = """name => {
  const at = document.activeElement;
  return (at.getAttribute('aria-label') || at.textContent).trim().toLowerCase() === name;
}"""


def test_a_page_is_written_and_published_with_a_keyboard_alone(browser: Browser, running: WholeSet) -> None:
    # One without lists: in those Wagtail's editor takes Tab for an indent.
    title, path = "Mobile clinic returns to Ynys Wylan", "/news/mobile-clinic-returns-to-ynys-wylan"
    written = "Mobile clinic returns, written without a mouse"
    with window(browser, running) as (page, _), reader_of(running) as public:
        enter(page, running)
        open_page(page, running, title)
        press_until(page, "at => document.activeElement.id === 'id_title'")
        page.keyboard.press("Control+A")
        page.keyboard.type(written)
        press_until(page, AT, "more actions")
        page.keyboard.press("Enter")
        press_until(page, AT, "publish")
        page.keyboard.press("Enter")
        expect(page.locator(".messages .success")).to_contain_text("published")
        within(lambda: written in public.get(path).text)


def press_until(page: Page, there: str, name: str = "") -> None:
    """Press Tab until focus is where it is wanted. Raises AssertionError when it never is."""
    for _ in range(MAX_STOPS):
        if page.evaluate(there, name):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"focus never comes to {name or there}")


def test_searching_and_answering_need_no_javascript(browser: Browser, running: WholeSet) -> None:
    with window(browser, running, 390, java_script_enabled=False) as (page, _):
        page.goto(f"{running.address('public')}/")
        page.get_by_role("searchbox").first.fill("flu jab")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.get_by_text("Filters", exact=False).first.click()
        page.get_by_label("Guidance").check()
        page.get_by_role("button", name="Apply filters").click()
        page.get_by_role("link", name="Flu vaccine").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Flu vaccine")
        page.get_by_role("button", name="Yes", exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your feedback")


def test_staff_need_no_javascript_and_the_owner_gets_their_question_by_post(
    browser: Browser, running: WholeSet
) -> None:
    staff, question = running.address("staff"), "Does this hold for visitors and for builders?"
    with window(browser, running, 390, java_script_enabled=False) as (page, _):
        page.goto(f"{staff}/")
        sign_in(page, running, "reader")
        page.get_by_role("searchbox").first.fill("washing hands on the ward")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.get_by_role("link", name="Hand hygiene").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Hand hygiene")
        page.get_by_role("link", name="Ask the owner").click()
        page.get_by_label("Your question").fill(question)
        page.get_by_role("button", name="Send the question").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have sent your question")
        page.get_by_role("button", name="Sign out").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("You are signed out")
    # Where no mail server is named, the worker prints what it would send.
    within(lambda: question in running.output() and "Reply-To: reader@example.org" in running.output())
