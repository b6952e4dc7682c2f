"""One browser and one gallery for all tests of the gallery: they run on one worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.frontend_templates.gallery.showing import Gallery


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def gallery() -> Iterator[Gallery]:
    """The neutral theme, in English."""
    gallery = Gallery()
    yield gallery
    gallery.close()


@pytest.fixture(scope="session")
def nhs_gallery() -> Iterator[Gallery]:
    """The NHS theme."""
    gallery = Gallery("nhs")
    yield gallery
    gallery.close()
