"""Browser windows on the product: who is signed in, what was asked for, what the browser complained of."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.journeys.product import PASSWORD, Product

# A busy machine may take this long where a person is promised two seconds.
GRACE_SECONDS = 5.0


@dataclass
class Seen:
    """What went on in a window. ``expected`` are statuses a journey asks for: the browser complains of them."""

    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def wrong(self) -> list[str]:
        """Return what no journey may see."""
        fine = tuple(f"the server responded with a status of {status}" for status in self.expected)
        return [*self.elsewhere, *(text for text in self.complaints if not any(part in text for part in fine))]


@contextmanager
def window(browser: Browser, product: Product, width: int = 1280, **options: Any) -> Iterator[tuple[Page, Seen]]:
    """Open a window of its own, with its own cookies. What is wrong with the journey fails it at the end."""
    seen = Seen()
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(20_000)
    try:
        watch(context, product, seen)
        yield context.new_page(), seen
    finally:
        context.close()
    assert not seen.wrong(), "\n".join(seen.wrong())


def watch(context: BrowserContext, product: Product, seen: Seen) -> None:
    """Note every request to another host, and every complaint of the browser, in all pages of a context."""

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(url: str) -> None:
        if not url.startswith((*(f"{site}/" for site in product.sites), "data:", "blob:", "about:")):
            seen.elsewhere.append(url)

    context.on("console", heard)
    context.on("weberror", lambda error: seen.complaints.append(str(error.error)))
    context.on("request", lambda request: asked(request.url))


def sign_in(page: Page, name: str) -> None:
    """Fill in the CMS's sign-in page, which the window shows, and go on."""
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def within(seconds: float, true: Callable[[], bool]) -> float:
    """Return after how many seconds something became so. Raises AssertionError when it does not in time."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, f"not within {seconds} s"
        time.sleep(0.05)
    return time.monotonic() - began
