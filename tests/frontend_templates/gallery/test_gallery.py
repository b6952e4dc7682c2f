"""Every template has a picture in the gallery, and every picture is sound HTML for a strict policy."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from jinja2 import Template

from frontend_templates.common.site import COMMON
from frontend_templates.common.words.rendering import SiteEnvironment
from frontend_templates.common.words.strings import load
from tests.frontend_templates.gallery.pictures import EVERY
from tests.frontend_templates.gallery.showing import Gallery

FOLDERS = (COMMON / "templates", COMMON.parent / "public/templates", COMMON.parent / "staff/templates")
TEMPLATES = {path for folder in FOLDERS for path in folder.rglob("*.html")}
USED = re.compile(r"""\bt\(\s*["']([a-z0-9_]+)["']\s*[,)]""")


@pytest.fixture(scope="module")
def shown() -> Iterator[tuple[dict[str, httpx.Response], set[Path]]]:
    """Every picture's answer, and the files of all templates that took part."""
    asked: set[Path] = set()
    load_template = SiteEnvironment._load_template

    def noted(self: SiteEnvironment, name: str, globals: Mapping[str, Any] | None) -> Template:
        loaded = load_template(self, name, globals)
        asked.add(Path(loaded.filename or ""))
        return loaded

    galleries = {name: Gallery(name=name) for name in sorted({picture.site for picture in EVERY})}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SiteEnvironment, "_load_template", noted)
        yield {picture.name: galleries[picture.site].get(picture.path) for picture in EVERY}, asked
    for gallery in galleries.values():
        gallery.close()


def test_what_staff_see_is_kept_nowhere_and_in_no_index(shown: Any) -> None:
    answers, _ = shown
    staff = [answers[picture.name] for picture in EVERY if picture.site != "public"]
    assert {answer.headers["cache-control"] for answer in staff} == {"private, no-store"}
    assert [answer.url for answer in staff if 'content="noindex"' not in answer.text] == []


def test_every_picture_can_be_shown(shown: Any) -> None:
    answers, _ = shown
    assert {name: answer.status_code for name, answer in answers.items()} == {
        picture.name: picture.status for picture in EVERY
    }


def test_nobody_gets_a_cookie(shown: Any) -> None:
    answers, _ = shown
    assert [name for name, answer in answers.items() if "set-cookie" in answer.headers] == []


def test_no_template_and_no_block_is_without_a_picture(shown: Any) -> None:
    _, asked = shown
    assert TEMPLATES - asked == set()


def test_a_page_says_everything_once_and_runs_nothing_inline(shown: Any) -> None:
    answers, _ = shown
    wrong: dict[str, list[str]] = {name: faults(answer.text) for name, answer in answers.items()}
    assert {name: each for name, each in wrong.items() if each} == {}


def faults(html: str) -> list[str]:
    """Return what no page of ours may have."""
    page = BeautifulSoup(html, "lxml")
    ids = Counter(str(tag["id"]) for tag in page.select("[id]"))
    found = [f"id {name} {count} times" for name, count in ids.items() if count > 1]
    found += [f"style on {tag.name}" for tag in page.select("[style], style")]
    found += [
        f"inline script {tag}" for tag in page.select("script:not([src])") if tag.get("type") != "application/ld+json"
    ]
    found += [f"{name} on {tag.name}" for tag in page.find_all() for name in tag.attrs if name.startswith("on")]
    found += [f"a without href: {tag}" for tag in page.select("a:not([href]), a[href='']")]
    found += [
        f"{tag['src']}: no size or text" for tag in page.select("img") if {"width", "height", "alt"} - set(tag.attrs)
    ]
    leads = page.select("img[fetchpriority=high]")
    found += [f"{len(leads)} pictures at once"] if len(leads) > 4 else []
    found += [f"{len(page.select('h1'))} h1"] if len(page.select("h1")) != 1 else []
    labels = {str(tag.get("for")) for tag in page.select("label[for]")}
    inputs = page.select("input:not([type=hidden]):not([type=checkbox]), textarea, select")
    return found + [f"no label: {tag.get('id')}" for tag in inputs if str(tag.get("id")) not in labels]


def test_every_word_of_the_interface_is_there_in_both_languages() -> None:
    texts = [path.read_text(encoding="utf-8") for folder in FOLDERS for path in folder.rglob("*.html")]
    used = {key for text in texts for key in USED.findall(text)}
    assert len(used) > 80
    for language in ("en", "cy"):
        own = load(language).keys()
        assert {key for key in used if not own & {key, f"{key}_other"}} == set(), language


def test_a_welsh_site_speaks_welsh() -> None:
    gallery = Gallery(language="cy")
    page = BeautifulSoup(gallery.get("/search?q=nothing").text, "lxml")
    gallery.close()
    assert page.html is not None and page.html["lang"] == "cy"
    heading = page.h1
    assert heading is not None and heading.text == "Chwilio"
    assert "Dewislen" in page.text
