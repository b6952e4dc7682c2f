"""The neutral theme is the default; the NHS theme, its logo above all, must be asked for."""

from __future__ import annotations

import json

import pytest

from frontend_templates.common.settings import read
from frontend_templates.common.site import COMMON
from tests.frontend_templates.gallery.showing import Gallery

MANIFEST: dict[str, str] = json.loads((COMMON / "assets/manifest.json").read_text())
LOGO = 'aria-label="NHS"'


def test_the_default_is_neutral() -> None:
    assert read("HEADLAND_THEME", {}) == "neutral"
    with pytest.raises(ValueError, match="HEADLAND_THEME"):
        read("HEADLAND_THEME", {"HEADLAND_THEME": "blue"})


@pytest.mark.parametrize(("theme", "other"), [("neutral", "nhs"), ("nhs", "neutral")])
def test_each_theme_has_its_own_style_and_logo(theme: str, other: str) -> None:
    gallery = Gallery(theme)
    page = gallery.get("/").text
    gallery.close()
    assert f"/assets/{MANIFEST[f'{theme}.css']}" in page
    assert f"/assets/{MANIFEST[f'{other}.css']}" not in page
    assert (LOGO in page) == (theme == "nhs")
    # The NHS theme fetches no font: Frutiger's files are for NHS bodies, under their own licence.
    assert ("woff2" in page) == (theme == "neutral")
