"""What an editor does in the admin, step by step, as a person would."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from playwright.sync_api import Page, expect

from tests.journeys.whole_set import WholeSet


def sign_in(page: Page, running: WholeSet, account: str) -> None:
    """Fill in the CMS's sign-in page, which the window shows."""
    page.get_by_label("Username").fill(account)
    page.get_by_label("Password").fill(running.password(account))
    page.get_by_role("button", name="Sign in").click()


def enter(page: Page, running: WholeSet) -> None:
    """Sign in to the admin as the editor."""
    page.goto(f"{running.address('cms')}/admin/")
    sign_in(page, running, "editor")
    expect(page.get_by_role("link", name="Write news").first).to_be_visible()


def open_page(page: Page, running: WholeSet, title: str) -> str:
    """Find a page by its title and open its form. Return its number."""
    page.goto(f"{running.address('cms')}/admin/pages/search/?{urlencode({'q': title})}")
    page.get_by_role("link", name=title, exact=True).first.click()
    expect(page.locator("#id_title")).to_have_value(title)
    number = re.search(r"/pages/(\d+)/edit/", page.url)
    assert number is not None
    return number[1]


def choose_action(page: Page, name: str) -> None:
    """Choose from the menu of what can be done with the page whose form is open."""
    page.get_by_role("button", name="Actions", exact=True).first.click()
    page.get_by_role("link", name=name, exact=True).first.click()


def publish(page: Page) -> None:
    """Publish the page whose form is open."""
    page.get_by_role("button", name=re.compile("more actions", re.IGNORECASE)).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("published")


def choose_page(page: Page, title: str) -> None:
    """Take a page in the chooser that is open."""
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Search term").or_(dialog.get_by_role("searchbox")).first.fill(title)
    dialog.get_by_role("link", name=title, exact=True).first.click()
    expect(dialog).to_be_hidden()
