"""A page is light: an article with its picture, on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.frontend_templates.gallery.pictures import BY_NAME
from tests.frontend_templates.gallery.showing import Gallery, window

MAX_BYTES = 120 * 1024
MAX_REQUESTS = 10


def sent(gallery: Gallery, path: str) -> int:
    """Return the bytes of an answer's body as it is sent."""
    return gallery.get(path, {"accept-encoding": "br, gzip"}).num_bytes_downloaded


@pytest.mark.browser
@pytest.mark.parametrize("name", ["news", "blog-story"])
def test_an_article_is_at_most_120_kib_in_10_requests(browser: Browser, gallery: Gallery, name: str) -> None:
    with window(browser, gallery, 412, 823, device_scale_factor=1.75, is_mobile=True) as (page, seen):
        page.goto(BY_NAME[name].path, wait_until="networkidle")
    weights = {path: sent(gallery, path) for method, path in seen.requests if method == "GET"}
    assert any(path.endswith(".webp") for path in weights)
    assert any(path.endswith(".woff2") for path in weights)
    assert len(weights) <= MAX_REQUESTS, weights
    assert sum(weights.values()) <= MAX_BYTES, weights
