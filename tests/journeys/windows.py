"""Browser windows on the running product: what was asked for, and what the browser complained of."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect

from tests.journeys.whole_set import PORTS, WholeSet

# A busy machine is no failure of the product.
expect.set_options(timeout=30_000)
# Where a person is promised two seconds: a busy machine may take this long.
GRACE_SECONDS = 45.0


# Wagtail refuses to save a draft by itself when publishing has overtaken it. What was typed is in what was published.
OVERTAKEN = re.compile(r"status of 400 .*/admin/pages/\d+/edit/")


@dataclass
class WindowReport:
    """What went on in a window. ``expected`` are the error statuses that a journey asks for."""

    elsewhere: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    expected: set[int] = field(default_factory=set)

    def wrong(self) -> list[str]:
        """Return what no journey may see."""
        fine = tuple(f"the server responded with a status of {status}" for status in self.expected)
        complaints = [text for text in self.complaints if not any(part in text for part in fine)]
        return [*self.elsewhere, *(text for text in complaints if not OVERTAKEN.search(text))]


@contextmanager
def window(
    browser: Browser, running: WholeSet, width: int = 1280, **options: Any
) -> Iterator[tuple[Page, WindowReport]]:
    """Open a window with cookies of its own. At the end the journey fails for what the browser complained of."""
    seen = WindowReport()
    context = browser.new_context(viewport={"width": width, "height": 900}, **options)
    context.set_default_timeout(30_000)
    try:
        watch(context, running, seen)
        yield context.new_page(), seen
    finally:
        context.close()
    assert not seen.wrong(), "\n".join(seen.wrong())


def watch(context: BrowserContext, running: WholeSet, seen: WindowReport) -> None:
    """Note every request to another host, and every complaint of the browser, in all pages of a context."""
    ours = (*(f"{running.address(name)}/" for name in PORTS), "data:", "blob:", "about:")

    def heard(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.complaints.append(f"{message.text} ({message.location.get('url', '')})")

    def asked(url: str) -> None:
        if not url.startswith(ours):
            seen.elsewhere.append(url)

    context.on("console", heard)
    context.on("weberror", lambda error: seen.complaints.append(str(error.error)))
    context.on("request", lambda request: asked(request.url))


def reader_of(running: WholeSet, name: str = "public") -> httpx.Client:
    """Return a client of a site that keeps nothing and follows nothing."""
    return httpx.Client(base_url=running.address(name), timeout=30, trust_env=False)


def within(true: Callable[[], bool], seconds: float = GRACE_SECONDS) -> None:
    """Wait until something is so. Raises AssertionError when it is not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"not within {seconds} s"
        time.sleep(0.1)


def finds(site: httpx.Client, words: str, path: str) -> bool:
    """Whether a search of the public site shows a page among its results."""
    main = site.get("/search", params={"q": words}).text.partition("<main")[2].partition("</main")[0]
    return f'href="{path}"' in main
