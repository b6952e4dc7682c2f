"""What the script adds: videos in place, counts of searches, printing."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.frontend_templates.fake_api import API
from tests.frontend_templates.gallery.pictures import BY_NAME
from tests.frontend_templates.gallery.showing import Gallery, window

pytestmark = pytest.mark.browser


def test_a_video_is_asked_for_when_it_is_played(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery) as (page, seen):
        page.goto(BY_NAME["blocks"].path)
        assert (page.locator("iframe").count(), seen.elsewhere) == (0, [])
        page.get_by_role("link", name="Play video How to use an inhaler").click()
        frame = page.locator("iframe")
        assert frame.get_attribute("title") == "How to use an inhaler"
        wanted = "https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ?autoplay=1&rel=0"
        assert frame.get_attribute("src") == wanted
        page.get_by_role("link", name="Play video A walk round the new hospital").click()
        other = "https://player.vimeo.com/video/76979871?autoplay=1&dnt=1"
        page.locator(f'iframe[src="{other}"]').wait_for()
        assert seen.elsewhere == [wanted, other]


def test_a_search_shown_and_a_result_opened_are_counted(browser: Browser, gallery: Gallery) -> None:
    sent = gallery.api.sent
    with window(browser, gallery) as (page, seen):
        with page.expect_request("**/search/click"):
            page.goto("/search?q=many&page=3")
        with page.expect_request("**/search/click"):
            page.locator("[data-position]").nth(1).click()
        page.wait_for_load_state()
        # One that finds nothing is what editors need to know of most.
        with page.expect_request("**/search/click"):
            page.goto("/search?q=nothing&type=news")
        page.wait_for_load_state("networkidle")
    assert [path for method, path in seen.requests if method == "POST"] == ["/search/click"] * 3
    assert sent[-3:] == [
        (f"{API}/search/events", {"kind": "search", "query_id": "q-1f0c9b"}),
        (f"{API}/search/events", {"kind": "click", "query_id": "q-1f0c9b", "position": 42}),
        (f"{API}/search/events", {"kind": "search", "query_id": "q-1f0c9b"}),
    ]


def test_a_guide_can_be_printed_with_all_that_is_folded(browser: Browser, gallery: Gallery) -> None:
    with window(browser, gallery) as (page, _):
        page.goto(BY_NAME["guide"].path)
        assert page.get_by_role("button", name="Print this page").is_visible()
        page.get_by_role("link", name="Print the whole guide").click()
        page.wait_for_url("**/conditions/flu?view=print")
        page.emulate_media(media="print")
        assert page.get_by_text("Mostly for the first five days").is_visible()
        for hidden in (".app-menu", ".app-footer", ".app-actions", ".app-breadcrumbs"):
            assert not page.locator(hidden).first.is_visible(), hidden
