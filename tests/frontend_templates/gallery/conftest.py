"""One gallery for all its tests: they run on one worker."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.frontend_templates.gallery.pictures import EVERY
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


@pytest.fixture(scope="session")
def galleries(gallery: Gallery) -> Iterator[dict[str, Gallery]]:
    """A gallery for each site of the pictures, in the neutral theme."""
    others = {name: Gallery(name=name) for name in sorted({picture.site for picture in EVERY} - {"public"})}
    yield {"public": gallery, **others}
    for other in others.values():
        other.close()
