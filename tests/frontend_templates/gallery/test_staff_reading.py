"""The staff site without scripts and in forced colours: everything a member of staff does is still there and seen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.frontend_templates.gallery.pictures import BY_NAME, KINDS
from tests.frontend_templates.gallery.showing import Gallery, window
from tests.frontend_templates.gallery.test_keyboard import tab_through

pytestmark = pytest.mark.browser

# What is pressed or typed in, and has nothing that tells it from text: no border, outline or underline of its own or
# around it, and no triangle before it.
EDGELESS = """() => {
  const edge = (element) => {
    const style = getComputedStyle(element);
    const line = (name) => parseFloat(style[name + 'Width']) > 0 && style[name + 'Style'] !== 'none';
    return ['borderTop', 'borderRight', 'borderBottom', 'borderLeft', 'outline'].some(line)
      || style.textDecorationLine.includes('underline') || style.display === 'list-item';
  };
  const seen = (element) => element.checkVisibility() && element.getBoundingClientRect().width > 1;
  const ours = 'button, input:not([type=hidden]), textarea, select, summary, .app-page-bar__action, .nhsuk-button';
  return [...document.querySelectorAll(ours)].filter(seen)
    .filter((element) => !edge(element) && ![...element.children].some(edge) && !edge(element.parentElement))
    .map((element) => `${element.tagName}.${element.className} ${element.textContent.trim().slice(0, 30)}`);
}"""


def test_staff_search_read_keep_and_ask_without_scripts(browser: Browser, galleries: dict[str, Gallery]) -> None:
    with window(browser, galleries["staff"], 390, java_script_enabled=False) as (page, seen):
        page.goto("/")
        page.get_by_role("searchbox").first.fill("flu")
        page.get_by_role("main").get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?q=flu")
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Guidance").check()
        page.get_by_role("button", name="Apply filters").click()
        page.wait_for_url("**/search?q=flu&type=guidance&*")
        page.get_by_text("Save this search").click()
        page.get_by_label("Name").fill("Flu guidance")
        page.get_by_role("button", name="Save", exact=True).click()
        page.wait_for_url("**/searches")
        page.goto(BY_NAME["staff-guidance"].path)
        page.get_by_role("button", name="Remove bookmark").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("Flu")
        page.get_by_role("link", name="Ask the owner").click()
        page.get_by_label("Your question").fill("Does this hold for children?")
        page.get_by_role("button", name="Send the question").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("We have sent your question")
        page.goto("/tasks")
        page.get_by_role("button", name="Answered").first.click()
        expect(page.get_by_role("heading", level=1)).to_have_text("My tasks")
        sent = [path for method, path in seen.requests if method != "GET"]
        assert sent == ["/searches", "/bookmarks", "/ask", "/tasks"]


def test_the_desk_can_be_read_without_scripts(browser: Browser, galleries: dict[str, Gallery]) -> None:
    with window(browser, galleries["staff"], java_script_enabled=False) as (page, _):
        page.goto(BY_NAME["staff-desk"].path)
        tables = page.get_by_role("table")
        closed = page.locator("main details:not([open]) > summary")
        while closed.count():
            closed.first.click()
        assert tables.count() >= page.locator("main svg[role=img]").count() > 3
        for table in tables.all():
            expect(table).to_be_visible()


def in_forced_colours(page: Page, path: str) -> None:
    """Show a page, and make sure that the browser has taken its colours."""
    page.goto(path)
    assert page.evaluate("matchMedia('(forced-colors: active)').matches")


def test_what_is_pressed_has_an_edge_in_forced_colours(browser: Browser, galleries: dict[str, Gallery]) -> None:
    edgeless = {}
    for name in ("staff", "newcomer", "stranger"):
        with window(browser, galleries[name], forced_colors="active") as (page, _):
            for picture in (each for each in (*KINDS, BY_NAME["staff-home-new"]) if each.site == name):
                in_forced_colours(page, picture.path)
                if found := page.evaluate(EDGELESS):
                    edgeless[picture.name] = found
    assert edgeless == {}


@pytest.mark.parametrize("name", ["staff-home", "staff-search", "staff-ask", "staff-desk"])
def test_focus_is_always_seen_in_forced_colours(browser: Browser, galleries: dict[str, Gallery], name: str) -> None:
    with window(browser, galleries["staff"], forced_colors="active", reduced_motion="reduce") as (page, _):
        in_forced_colours(page, BY_NAME[name].path)
        stops, lost = tab_through(page)
    assert lost == []
    assert stops > 15
