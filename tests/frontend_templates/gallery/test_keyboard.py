"""Everything can be done with a keyboard, and one always sees where one is."""

from __future__ import annotations

import time

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend_templates.gallery.pictures import BY_NAME
from tests.frontend_templates.gallery.showing import Gallery, window

pytestmark = pytest.mark.browser

# Where focus is, whether it can be seen there (a ring, a shadow or a filling), and whether it is on the screen.
WHERE = """() => {
  const at = document.activeElement, box = at.getBoundingClientRect(), card = at.closest('.app-card');
  const shown = (element) => {
    const style = getComputedStyle(element);
    const clear = /rgba\\(\\d+, \\d+, \\d+, 0\\)/;
    return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 1 && !clear.test(style.outlineColor))
      || (style.boxShadow !== 'none' && style.boxShadow !== '');
  };
  return {
    what: `${at.tagName} ${at.className} ${at.textContent.trim().slice(0, 40)}`,
    end: at === document.body,
    visible: [at, card, at.querySelector('.nhsuk-details__summary-text')].some((element) => element && shown(element)),
    onScreen: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0,
  };
}"""


def tab_through(page: Page, most: int = 200) -> tuple[int, list[str]]:
    """Press Tab to the end of the page. Return how many stops there are, and those where focus cannot be seen."""
    lost: list[str] = []
    for stop in range(most):
        page.keyboard.press("Tab")
        where = page.evaluate(WHERE)
        if where["end"] and stop:
            return stop, lost
        if not (where["visible"] and where["onScreen"]) and not seen_soon(page):
            lost.append(where["what"])
    raise AssertionError("focus never leaves the page")


def seen_soon(page: Page, tries: int = 3) -> bool:
    """Say whether focus is seen after all: what comes late may have moved the page beneath it.

    Whoever has lost sight of it goes a step back and returns; where no style shows it, that shows nothing either.
    """
    for _ in range(tries):
        end = time.monotonic() + 2.0
        while time.monotonic() < end:
            page.wait_for_timeout(50)
            where = page.evaluate(WHERE)
            if where["visible"] and where["onScreen"]:
                return True
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
    return False


@pytest.mark.parametrize(("name", "width"), [("blocks", 1280), ("search", 1280), ("home", 390), ("guide", 390)])
def test_focus_is_always_seen(browser: Browser, gallery: Gallery, name: str, width: int) -> None:
    with window(browser, gallery, width, reduced_motion="reduce") as (page, _):
        page.goto(BY_NAME[name].path)
        stops, lost = tab_through(page)
    assert lost == []
    assert stops > 15


def test_the_first_stop_skips_to_the_content(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery) as (page, _):
        page.goto(BY_NAME["news"].path)
        page.keyboard.press("Tab")
        skip = page.get_by_role("link", name="Skip to main content")
        assert skip.evaluate("link => link === document.activeElement")
        box = skip.bounding_box()
        assert box is not None and box["width"] > 100
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_the_menu_opens_and_escape_closes_it(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery, 390) as (page, _):
        page.goto(BY_NAME["news"].path)
        button = page.locator("summary", has_text="Menu")
        entry = page.get_by_role("link", name="Vaccinations", exact=True).first
        assert not entry.is_visible()
        button.focus()
        page.keyboard.press("Enter")
        assert entry.is_visible()
        page.keyboard.press("Tab")
        page.keyboard.press("Escape")
        assert not entry.is_visible()
        assert button.evaluate("element => element === document.activeElement")


def test_suggestions_say_which_site_they_are_of(browser: Browser, galleries: dict[str, Gallery]) -> None:
    with window(browser, galleries["staff"]) as (page, _):
        page.goto(BY_NAME["staff-guidance"].path)
        page.get_by_role("combobox").press_sequentially("flu")
        options = page.get_by_role("option")
        options.first.wait_for()
        assert [" ".join(text.split()) for text in options.all_inner_texts()[:2]] == [
            "Flu Staff only",
            "Flu Public site",
        ]
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.wait_for_url("**/conditions/flu?audience=public")


def test_suggestions_can_be_chosen_left_and_passed_over(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery) as (page, seen):
        page.goto(BY_NAME["news"].path)
        box = page.get_by_role("combobox", name="Search this site")
        box.focus()
        page.keyboard.type("flu")
        options = page.get_by_role("option")
        options.first.wait_for()
        assert options.all_inner_texts() == [
            "Flu", "Flu vaccine", "Flu season has started early: book your vaccine this week",
        ]  # fmt: skip
        assert page.get_by_role("status").inner_text() == "3 suggestions. Use the up and down arrows."
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowDown")
        assert options.nth(1).get_attribute("aria-selected") == "true"
        assert box.get_attribute("aria-activedescendant") == options.nth(1).get_attribute("id")
        page.keyboard.press("Escape")
        assert box.get_attribute("aria-expanded") == "false"
        assert box.input_value() == "flu"
        page.keyboard.press("ArrowDown")
        options.first.wait_for()
        page.keyboard.press("ArrowUp")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Enter")
        page.wait_for_url("**/vaccinations/flu-vaccine")
        assert [path for _, path in seen.requests if path.startswith("/suggest")] == ["/suggest?q=flu"]
        # Without a choice Enter searches for what was typed.
        page.goto(BY_NAME["news"].path)
        page.get_by_role("combobox").fill("flu")
        page.keyboard.press("Enter")
        page.wait_for_url("**/search?q=flu")
