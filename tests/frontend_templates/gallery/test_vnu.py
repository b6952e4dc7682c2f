"""Every page is valid HTML, as the Nu HTML checker (vnu) sees it. Skipped where npm cannot fetch it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from scripts.services import vnu
from scripts.services.machine import Unavailable
from tests.frontend_templates.gallery.pictures import EVERY, PICTURES
from tests.frontend_templates.gallery.showing import Gallery

# Said on purpose: without the role VoiceOver does not say “list” where the marks are taken away.
WANTED = re.compile(r"The “list” role is unnecessary for element “[uo]l”")


def test_every_page_is_valid(tmp_path: Path) -> None:
    try:
        vnu.ensure()
    except Unavailable as reason:
        pytest.skip(str(reason))
    # One that is not, to see that the checker looks.
    pages = [tmp_path / "wrong.html"]
    pages[0].write_text("<!doctype html><html lang=en><title>Wrong</title><p><div></p>", encoding="utf-8")
    for theme, pictures in (("neutral", EVERY), ("nhs", PICTURES[:3])):
        for site in sorted({picture.site for picture in pictures}):
            gallery = Gallery(theme, name=site)
            for picture in pictures:
                if picture.site == site:
                    page = tmp_path / f"{theme}-{picture.name}.html"
                    page.write_text(gallery.get(picture.path).text, encoding="utf-8")
                    pages.append(page)
            gallery.close()
    said = [line for line in vnu.check(pages) if not WANTED.search(line)]
    assert said
    assert [line for line in said if not line.startswith("wrong.html:")] == []
