"""What an editor does in the admin, step by step, as a person would."""

from __future__ import annotations

import time
from urllib.parse import urlencode

from playwright.sync_api import Locator, Page, expect

from tests.journeys.product import Product
from tests.journeys.windows import sign_in


def enter(page: Page, product: Product, name: str = "editor") -> None:
    """Sign in to the admin."""
    page.goto(f"{product.cms}/admin/")
    sign_in(page, name)
    expect(page.get_by_role("heading", level=1)).to_be_attached()


def find(page: Page, product: Product, title: str) -> Locator:
    """Search the admin for a page; return the link to its editor."""
    page.goto(f"{product.cms}/admin/pages/search/?{urlencode({'q': title})}")
    return page.get_by_role("link", name=title, exact=True).first


def edit(page: Page, product: Product, title: str) -> None:
    """Open a page's editor by its title."""
    find(page, product, title).click()
    expect(page.locator("#id_title")).to_have_value(title)


def write(page: Page, text: str) -> None:
    """Add a sentence at the end of the first text block."""
    box = page.locator(".public-DraftEditor-content").first
    box.click()
    box.press("Control+End")
    # Until the draft has been saved by itself, as it has when a person has read over what they wrote.
    with page.expect_response(lambda answer: text in (answer.request.post_data or "")):
        page.keyboard.type(f" {text}")


def publish(page: Page) -> float:
    """Publish what is open and wait for the CMS's answer. Return the moment it was asked to, of time.monotonic."""
    page.get_by_role("button", name="More actions").click()
    # Drafts are saved to the same address while one types: publishing is what leads on from it.
    with page.expect_response(lambda answer: answer.request.method == "POST" and answer.status == 302):
        began = time.monotonic()
        page.get_by_role("button", name="Publish", exact=True).click()
    return began


def choose_action(page: Page, name: str) -> None:
    """Choose from the menu of what can be done with the page that is open."""
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name=name, exact=True).first.click()
