"""Pages can be read on a small screen, with large text, without scripts, in forced colours and without motion."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page

from tests.frontend_templates.gallery.pictures import BY_NAME, EVERY, KINDS, Picture
from tests.frontend_templates.gallery.showing import Gallery, window

pytestmark = pytest.mark.browser

# How much wider the page is than the window, and what reaches out of it (a box that scrolls in itself may).
TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return '';
  const out = [...document.querySelectorAll('main *, header *, footer *')]
    .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
    .map((element) => `${element.tagName}.${element.className}`);
  return `${wide} px: ${out.slice(0, 3).join(', ')}`;
}"""

EDGE = """(element) => {
  const style = getComputedStyle(element);
  return parseFloat(style.borderTopWidth) > 0 || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
}"""
MOVING = """() => [...document.querySelectorAll('*')].filter((element) => {
  const style = getComputedStyle(element);
  const times = [...style.transitionDuration.split(','), ...style.animationDuration.split(',')];
  return style.scrollBehavior === 'smooth' || times.some((time) => parseFloat(time) > 0.001);
}).map((element) => element.className)"""


def too_wide(page: Page, pictures: list[Picture]) -> dict[str, str]:
    """Return the pictures that do not fit the window, with what is in the way."""
    found = {}
    for picture in pictures:
        page.goto(picture.path)
        found[picture.name] = page.evaluate(TOO_WIDE)
    return {name: why for name, why in found.items() if why}


def of(gallery: Gallery, pictures: tuple[Picture, ...]) -> list[Picture]:
    """Return the pictures of a gallery's site."""
    return [picture for picture in pictures if picture.site == gallery.name]


@pytest.mark.parametrize("site", ["public", "staff", "newcomer", "stranger"])
def test_nothing_scrolls_sideways_at_320_pixels(browser: Browser, galleries: dict[str, Gallery], site: str) -> None:
    with window(browser, galleries[site], 320) as (page, _):
        assert too_wide(page, of(galleries[site], EVERY)) == {}


@pytest.mark.parametrize("site", ["public", "staff"])
def test_text_of_twice_the_size_fits(browser: Browser, galleries: dict[str, Gallery], site: str) -> None:
    kinds = of(galleries[site], KINDS)
    with window(browser, galleries[site], 1280) as (page, _):
        session = page.context.new_cdp_session(page)
        session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
        page.goto("/")
        assert page.evaluate("getComputedStyle(document.documentElement).fontSize") == "32px"
        assert too_wide(page, kinds) == {}
        page.set_viewport_size({"width": 640, "height": 900})
        assert too_wide(page, kinds) == {}


@pytest.mark.parametrize("site", ["public", "staff", "newcomer", "stranger"])
def test_a_page_asks_nobody_else_and_complains_of_nothing(
    browser: Browser, galleries: dict[str, Gallery], site: str
) -> None:
    with window(browser, galleries[site]) as (page, seen):
        for picture in of(galleries[site], EVERY):
            if picture.status == 200 and picture.name != "pictures-missing":
                page.goto(picture.path)
    assert (seen.elsewhere, seen.complaints) == ([], [])


def test_everything_is_there_without_scripts(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery, 390, java_script_enabled=False) as (page, _):
        page.goto("/")
        page.locator("summary", has_text="Menu").click()
        page.get_by_role("link", name="Conditions", exact=True).click()
        page.wait_for_url("**/conditions")
        page.goto("/")
        page.get_by_role("searchbox").fill("flu")
        page.get_by_role("button", name="Search").click()
        page.wait_for_url("**/search?q=flu")
        page.get_by_text("Filters", exact=True).click()
        page.get_by_label("Guidance").check()
        page.get_by_label("Flu", exact=False).first.check()
        page.get_by_role("button", name="Apply filters").click()
        page.wait_for_url("**/search?q=flu&type=guidance&topic=flu&published_after=&published_before=")
        page.goto(BY_NAME["blocks"].path)
        video = page.get_by_role("link", name="Play video How to use an inhaler")
        assert video.get_attribute("href") == "https://www.youtube.com/watch?v=dQw4w9WgXcQ"
        page.get_by_text("How is flu different from a cold?").click()
        assert page.get_by_text("Flu comes on within hours").is_visible()
        # What only a script can do is not offered.
        page.goto(BY_NAME["guide"].path)
        assert not page.get_by_role("button", name="Print this page").is_visible()
        page.get_by_role("button", name="Yes").click()
        page.wait_for_url("**/feedback/thanks?page=/conditions/flu")
        assert page.get_by_role("heading", level=1).inner_text() == "Thank you for your feedback"


def test_forced_colours_leave_the_edges_of_things(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery, 1280, forced_colors="active") as (page, _):
        page.goto(BY_NAME["search"].path)
        assert page.evaluate("matchMedia('(forced-colors: active)').matches")
        for name in (".app-search__button", ".app-tick input", ".app-chips__chip", ".app-band"):
            assert page.locator(name).first.evaluate(EDGE), name
        checked, other = (
            page.locator(f".app-tick input{state}").first.evaluate("box => getComputedStyle(box).backgroundColor")
            for state in (":checked", ":not(:checked)")
        )
        assert checked != other
        page.goto("/news")
        for name in (".app-card", ".app-menu__link[aria-current]", ".app-feedback__answer", ".app-pagination a"):
            assert page.locator(name).first.evaluate(EDGE), name
        page.locator(".app-card a").first.focus()
        page.keyboard.press("Shift+Tab")
        page.keyboard.press("Tab")
        assert page.locator(".app-card").first.evaluate("card => getComputedStyle(card).outlineStyle") == "solid"


def test_nothing_moves_for_those_who_want_no_motion(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery, reduced_motion="reduce") as (page, _):
        page.goto("/")
        assert page.evaluate(MOVING) == []
    with window(browser, gallery) as (page, _):
        page.goto("/")
        assert page.evaluate(MOVING) != []
