"""An editor changes, withdraws and moves pages in the admin; readers of the public site see it at once."""

from __future__ import annotations

import time
from collections.abc import Callable

import httpx
import pytest
from playwright.sync_api import Browser, expect

from tests.journeys.admin import edit, enter, publish, write
from tests.journeys.product import Product
from tests.journeys.windows import GRACE_SECONDS, window, within

pytestmark = pytest.mark.browser

TITLE = "New maternity rooms open at Porthgwylan Hospital"
NEWS = "/news/new-maternity-rooms-open"
# A word that no page of the sample has.
WORD = "quillberry"


def test_what_an_editor_publishes_is_shown_and_found_at_once(
    browser: Browser, product: Product, record_property: Callable[[str, object], None]
) -> None:
    changed = f"{TITLE} this Friday"
    with window(browser, product) as (page, _), httpx.Client(base_url=product.public, trust_env=False) as web:
        page.goto(f"{product.public}{NEWS}")
        expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)
        assert f'href="{NEWS}"' not in main(web.get("/search", params={"q": WORD}).text)
        enter(page, product)
        edit(page, product, TITLE)
        page.locator("#id_title").fill(changed)
        write(page, f"The rooms are named after the {WORD}.")
        began = publish(page)
        within(GRACE_SECONDS, lambda: changed in web.get(NEWS).text)
        shown = time.monotonic() - began
        within(GRACE_SECONDS, lambda: f'href="{NEWS}"' in main(web.get("/search", params={"q": WORD}).text))
        found = time.monotonic() - began
        record_property("seconds_until_shown", round(shown, 2))
        record_property("seconds_until_found", round(found, 2))
        print(f"\nafter pressing Publish: shown in {shown:.2f} s, found in {found:.2f} s")
        page.goto(f"{product.public}/")
        page.get_by_role("searchbox").or_(page.get_by_role("combobox")).first.fill(WORD)
        page.keyboard.press("Enter")
        result = page.get_by_role("link", name=changed)
        expect(page.locator("mark", has_text=WORD).first).to_be_visible()
        result.click()
        expect(page.get_by_role("heading", level=1)).to_have_text(changed)
        expect(page.get_by_text(f"The rooms are named after the {WORD}.")).to_be_visible()


def main(html: str) -> str:
    """Return a page's own part."""
    return html.partition("<main")[2].partition("</main")[0]
