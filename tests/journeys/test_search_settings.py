"""An editor teaches search a word and promotes a page: readers have it at once, and the lab shows it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.admin import choose_page, enter
from tests.journeys.whole_set import WholeSet
from tests.journeys.windows import finds, reader_of, window, within

pytestmark = pytest.mark.browser

# A word of no language: no page has it.
WORD = "zibbetwort"


def test_a_synonym_and_a_promoted_page_work_at_once(browser: Browser, running: WholeSet) -> None:
    cms = running.address("cms")
    with window(browser, running) as (page, _), reader_of(running) as public:
        assert not finds(public, WORD, "/conditions/hay-fever")
        enter(page, running)
        page.goto(f"{cms}/admin/synonymrule/new/")
        page.locator("#id_phrases").fill(f"{WORD}, hay fever")
        page.get_by_role("button", name="Create").click()
        expect(page.locator(".messages .success")).to_be_visible()
        within(lambda: finds(public, WORD, "/conditions/hay-fever"))

        page.goto(f"{cms}/admin/searchpicks/add/")
        page.locator("#id_query_string").fill(WORD)
        page.get_by_role("button", name="Add a recommended result").click()
        page.get_by_role("button", name="Choose a page").click()
        choose_page(page, "Stopping smoking")
        page.get_by_role("button", name="Create").click()
        expect(page.locator(".messages .success")).to_be_visible()
        within(lambda: finds(public, WORD, "/staying-well/stop-smoking"))

        page.goto(f"{running.address('public')}/search?q={WORD}")
        expect(page.locator(".app-result").first.get_by_role("link")).to_have_text("Stopping smoking")
        page.goto(f"{cms}/admin/search_lab/?q={WORD}")
        results = page.locator(".headland-lab__columns section").first.get_by_role("link")
        expect(results.first).to_have_text("Stopping smoking")
        expect(results.filter(has_text="Hay fever").first).to_be_visible()
