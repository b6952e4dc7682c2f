"""The whole path: an editor signs in, edits a news page and publishes; the public reads it and finds it."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from tests.journeys.whole_set import WholeSet

pytestmark = pytest.mark.browser

SECONDS = 2.0
NEWS = "/news/new-maternity-rooms-open"
DESKTOP: ViewportSize = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="module")
def signed_in(running: WholeSet, browser: Browser) -> Iterator[Page]:
    """The admin in a browser, after signing in with what the first run printed."""
    page = browser.new_context(viewport=DESKTOP).new_page()
    page.goto(f"{running.address('cms')}/admin/")
    expect(page.get_by_role("heading", name="Sign in to Headland")).to_be_visible()
    page.get_by_label("Username").fill("editor")
    page.get_by_label("Password").fill(running.password("editor"))
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("link", name="Write news").first).to_be_visible()
    yield page
    page.context.close()


def open_news(page: Page, running: WholeSet) -> None:
    """Go from the dashboard to a news page's form, as an editor does."""
    page.goto(f"{running.address('cms')}/admin/")
    page.get_by_role("link", name="See its pages").first.click()
    page.get_by_role("link", name="Explore child pages of 'News'").click()
    page.get_by_role("link", name=re.compile("aternity rooms"), exact=False).first.click()
    expect(page.locator("#id_title")).to_be_visible()


def edit_and_publish(page: Page, title: str, words: str) -> None:
    """Change the title and the first paragraph, and publish."""
    page.locator("#id_title").fill(title)
    text = page.locator("#panel-child-content-body-section .public-DraftEditor-content").first
    text.click()
    page.keyboard.press("Control+Home")
    page.keyboard.type(f"{words} ", delay=5)
    # The editor hands over what was typed a moment after the last key.
    page.wait_for_function(
        "words => [...document.querySelectorAll('#panel-child-content-body-section input')].some("
        "input => input.value.includes(words))",
        arg=words,
    )
    page.get_by_role("button", name=re.compile("more actions", re.IGNORECASE)).click()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".messages .success")).to_contain_text("published")


def seconds_until(there: Callable[[], bool], limit: float) -> float:
    """Return how long it takes until ``there``, or ``limit`` when it takes longer."""
    begun = time.monotonic()
    while not there() and time.monotonic() - begun < limit:
        time.sleep(0.05)
    return time.monotonic() - begun


def test_what_is_published_is_read_and_found_within_two_seconds(running: WholeSet, signed_in: Page) -> None:
    """Three times, once on a phone. The quickest counts: this machine may be busy with other tests."""
    public = httpx.Client(base_url=running.address("public"), timeout=20, trust_env=False)
    took = []
    for number, (window, word) in enumerate(
        ((DESKTOP, "Quernlight"), (PHONE, "Brindlemoor"), (DESKTOP, "Saltfarthing"))
    ):
        title = f"New maternity rooms open, {number}"
        signed_in.set_viewport_size(window)  # type: ignore[arg-type]
        open_news(signed_in, running)
        edit_and_publish(signed_in, title, word)
        begun = time.monotonic()
        seconds_until(lambda title=title, word=word: _reads(public, title, word), 15)  # type: ignore[misc]
        seconds_until(lambda title=title, word=word: _finds(public, word, title), 15)  # type: ignore[misc]
        assert _reads(public, title, word)
        assert _finds(public, word, title)
        took.append(time.monotonic() - begun)
    assert min(took) <= SECONDS, took


def _reads(public: httpx.Client, title: str, word: str) -> bool:
    page = public.get(NEWS)
    return page.status_code == 200 and title in page.text and word in page.text


def _finds(public: httpx.Client, word: str, title: str) -> bool:
    page = public.get("/search", params={"q": word.lower()})
    return page.status_code == 200 and f'href="{NEWS}"' in page.text and title in page.text


def test_the_admin_asks_nobody_else_and_logs_no_error(running: WholeSet, signed_in: Page) -> None:
    errors: list[str] = []
    asked: set[str] = set()
    page = signed_in.context.new_page()
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    page.on("request", lambda request: asked.add(request.url.split("/")[2]) if request.url.startswith("http") else None)
    page.goto(f"{running.address('cms')}/admin/", wait_until="networkidle")
    page.get_by_role("link", name="Write news").first.click()
    page.wait_for_load_state("networkidle")
    page.close()
    assert errors == []
    assert asked == {running.address("cms").removeprefix("http://")}


def test_a_phone_is_wide_enough_for_the_dashboard_and_the_form(
    running: WholeSet, signed_in: Page, tmp_path: Path
) -> None:
    signed_in.set_viewport_size(PHONE)  # type: ignore[arg-type]
    for path in ("/admin/", "/admin/guidance_reviews/"):
        signed_in.goto(running.address("cms") + path, wait_until="networkidle")
        wider = signed_in.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth")
        assert (path, wider) == (path, 0)
    open_news(signed_in, running)
    assert signed_in.evaluate("document.scrollingElement.scrollWidth - document.scrollingElement.clientWidth") == 0
