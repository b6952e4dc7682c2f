"""A page withdrawn says why; one that was renamed or moved leads on; one made private is gone from the public."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.admin import choose_action, choose_page, enter, open_page, publish
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import finds, reader_of, window, within

pytestmark = pytest.mark.browser

# Where a page made private may have stood.
LISTS = ("/", "/news", "/news/feed.atom", "/sitemap.xml", "/search?q=appointments", "/suggest?q=book+and")


def test_a_page_withdrawn_says_why_and_is_found_no_more(browser: Browser, running: WholeSet) -> None:
    title, path = "Hot weather: look in on a neighbour", "/news/hot-weather-look-in-on-a-neighbour"
    reason = "The heat is over. <Look in> all the same."
    with window(browser, running) as (page, seen), reader_of(running) as public, reader_of(running, "api") as api:
        assert finds(public, "hot weather neighbour", path)
        enter(page, running)
        open_page(page, running, title)
        choose_action(page, "Unpublish")
        page.get_by_label("Say that the page was withdrawn, and why").check()
        page.get_by_label("Why it was withdrawn").fill(reason)
        page.get_by_role("button", name="Yes, unpublish it").click()
        expect(page.locator(".messages .success")).to_contain_text("unpublished")
        within(lambda: public.get(path).status_code == 410)
        within(lambda: not finds(public, "hot weather neighbour", path))
        assert api.get(f"/api/public/v1/content{path}").json()["reason"] == reason
        seen.expected = {410}
        page.goto(running.address("public") + path)
        expect(page.get_by_text(reason)).to_be_visible()
        expect(page.get_by_role("main").get_by_role("combobox")).to_be_visible()


def test_a_page_renamed_and_moved_leads_on_from_each_old_address(browser: Browser, running: WholeSet) -> None:
    first, second, third = "/about/open-data", "/about/open-figures", "/services/open-figures"
    with window(browser, running) as (page, _), reader_of(running) as public:
        enter(page, running)
        number = open_page(page, running, "Open data and our API")
        page.get_by_role("tab", name="Settings").click()
        page.locator("#id_slug").fill("open-figures")
        publish(page)
        within(lambda: public.get(second).status_code == 200)
        within(lambda: public.get(first).headers.get("location", "").endswith(second))
        page.goto(f"{running.address('cms')}/admin/pages/{number}/move/")
        page.locator("#id_new_parent_page-chooser").get_by_role("button", name="Actions").click()
        page.get_by_role("button", name="Choose another page").click()
        choose_page(page, "Services near you")
        page.get_by_role("button", name="Confirm").click()
        page.get_by_role("button", name="Yes, move this page").click()
        expect(page.locator(".messages .success")).to_contain_text("moved")
        within(lambda: public.get(third).status_code == 200)
        for old in (first, second):
            within(lambda old=old: public.get(old).headers.get("location", "").endswith(third))  # type: ignore[misc]
            assert public.get(old).status_code == 301
        page.goto(running.address("public") + first)
        expect(page).to_have_url(running.address("public") + third)


def test_a_page_made_private_is_in_nothing_the_public_reads(browser: Browser, running: WholeSet) -> None:
    title, path = "Book and change appointments on your phone", "/news/book-and-change-appointments-on-your-phone"
    with window(browser, running) as (page, _), reader_of(running) as public, reader_of(running, "api") as api:
        assert title in public.get(path).text
        enter(page, running)
        open_page(page, running, title)
        page.get_by_role("button", name="Toggle status").click()
        page.get_by_role("button", name="Change privacy").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_label("Not public").check()
        dialog.get_by_role("button", name="Save").click()
        expect(dialog).to_be_hidden()
        within(lambda: public.get(path).status_code in {404, 410})
        within(lambda: not finds(public, title, path))
        for address in (
            "/",
            "/news",
            "/news/feed.atom",
            "/sitemap.xml",
            "/search?q=appointments",
            "/suggest?q=book+and",
        ):
            within(lambda address=address: hides(public.get(address).text, title, path))  # type: ignore[misc]
        assert title not in public.get(path).text
        assert title not in api.get("/api/public/v1/changes?after=0&limit=100").text


def hides(text: str, title: str, path: str) -> bool:
    """Whether neither a page's title nor its address is in what was answered."""
    return title not in text and path not in text
