"""Two people and the privacy dialog: who may read a page any more finds it, whoever may not finds nothing of it."""

from __future__ import annotations

import re

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.admin import enter, open_page, sign_in
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import finds, reader_of, window, within

pytestmark = pytest.mark.browser

FOR_STAFF, STAFF_PATH = "Car park B closes for works", "/staff-news/car-park-b-closes-for-works"
PUBLIC_PATH = "/news/new-maternity-rooms-open"


def choose_privacy(page: Page, who: str, group: str = "") -> None:
    """Set who may read the page whose form is open, as the side panel offers it."""
    if not page.get_by_role("button", name="Change privacy").first.is_visible():
        page.get_by_role("button", name="Toggle status").click()
    page.get_by_role("button", name="Change privacy").filter(visible=True).first.click()
    dialog = page.get_by_role("dialog").filter(has_text="Change privacy")
    dialog.get_by_label(who, exact=True).check()
    if group:
        for box in dialog.get_by_role("checkbox").all():
            box.uncheck()
        dialog.get_by_label(group, exact=True).check()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_be_hidden()


def reads(page: Page, running: WholeSet) -> bool:
    """Say whether the person of a window reads the page for staff and finds it."""
    found = page.goto(f"{running.address('staff')}{STAFF_PATH}")
    assert found is not None
    page.goto(f"{running.address('staff')}/search?q=car+park+b")
    return (found.status, FOR_STAFF in page.inner_text("main")) == (200, True)


def reads_nothing(page: Page, running: WholeSet) -> bool:
    """Say whether neither the page's address nor the search tells the person of a window anything of it."""
    found = page.goto(f"{running.address('staff')}{STAFF_PATH}")
    told = page.inner_text("body")
    page.goto(f"{running.address('staff')}/search?q=car+park+b")
    return found is not None and found.status == 404 and FOR_STAFF not in told + page.inner_text("body")


@pytest.mark.parametrize("width", [1280, 390])
def test_a_page_for_a_group_is_read_by_its_members_alone(browser: Browser, running: WholeSet, width: int) -> None:
    with window(browser, running, width) as (desk, _), window(browser, running, 390) as (phone, seen):
        seen.expected = {404}
        phone.goto(f"{running.address('staff')}/")
        sign_in(phone, running, "reader")
        expect(phone.get_by_role("heading", level=1)).to_be_visible()
        assert reads(phone, running)

        enter(desk, running)
        open_page(desk, running, FOR_STAFF)
        choose_privacy(desk, "Only these groups", "Moderators")
        within(lambda: reads_nothing(phone, running))

        # The editor gives the page to the reader's own group, and in the end to everybody again.
        desk.reload()
        choose_privacy(desk, "Only these groups", "Staff readers")
        within(lambda: reads(phone, running))
        desk.reload()
        choose_privacy(desk, "All staff")
        within(lambda: reads(phone, running))


def test_a_page_made_private_leaves_the_public_and_comes_back(browser: Browser, running: WholeSet) -> None:
    with window(browser, running, 390) as (desk, _), reader_of(running) as public:
        enter(desk, running)
        title = title_of(public)
        open_page(desk, running, title)
        choose_privacy(desk, "Not public")
        within(lambda: public.get(PUBLIC_PATH).status_code in {404, 410})
        within(lambda: not finds(public, "maternity rooms", PUBLIC_PATH))
        desk.reload()
        choose_privacy(desk, "Public")
        within(lambda: public.get(PUBLIC_PATH).status_code == 200)
        within(lambda: finds(public, "maternity rooms", PUBLIC_PATH))


def title_of(public: httpx.Client) -> str:
    """Return the title that the page has by now: other journeys change it."""
    heading = re.search(r"<h1[^>]*>\s*([^<]+?)\s*</h1>", public.get(PUBLIC_PATH).text)
    assert heading is not None
    return heading[1]
