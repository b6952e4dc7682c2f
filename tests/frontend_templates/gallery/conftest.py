"""One gallery for all its tests: they run on one worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.frontend_templates.gallery.showing import Gallery


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
