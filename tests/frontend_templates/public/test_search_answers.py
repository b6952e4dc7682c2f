"""The search page's answers above results, and what it says to searches that cannot find anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from bs4 import BeautifulSoup

from tests.frontend_templates.gallery.showing import Gallery

CONTACT = "0300 555 0199"


@pytest.fixture(scope="module", params=["public", "staff"])
def site(request: pytest.FixtureRequest) -> Iterator[Gallery]:
    """Each site with its real templates, over the gallery's API."""
    gallery = Gallery(name=request.param)
    yield gallery
    gallery.close()


def page_of(site: Gallery, path: str) -> BeautifulSoup:
    answer = site.get(path)
    assert answer.status_code == 200
    return BeautifulSoup(answer.text, "lxml")


def test_answers_stand_above_results_and_are_told_apart(site: Gallery) -> None:
    page = page_of(site, "/search?q=answers")
    (section,) = page.select("section.app-answers")
    assert section["aria-label"] == "Answers"
    headings = [heading.get_text() for heading in section.select("h2")]
    assert headings[0] == "Immediate action required: Call 999 now"
    assert headings[2:4] == ["Did you mean this page?", "Ward 7"]
    assert [str(line) for line in section.select("p br")] == ["<br/>"]
    calls = [(link["href"], link.get_text()) for link in section.select(".app-answers__calls a")]
    assert calls[:2] == [("tel:999", "Call 999"), ("tel:116123", "Call 116 123")]
    assert str(section) in str(page)[: str(page).index("app-result")]


def test_an_answer_in_another_language_says_so(site: Gallery) -> None:
    welsh = page_of(site, "/search?q=answers").select(".app-answers [lang]")
    assert [(tag["lang"], tag.get_text()) for tag in welsh] == [
        ("cy", "Ffoniwch 999 nawr"),
        ("cy", "Gall fod yn strôc."),
    ]


def test_a_search_without_answers_has_no_place_for_them(site: Gallery) -> None:
    assert page_of(site, "/search?q=one").select(".app-answers") == []


@pytest.mark.parametrize("query", ["%3F", "...", "!!!", "-", "%F0%9F%98%80", "%23", "%22%22"])
def test_signs_alone_are_no_search(site: Gallery, query: str) -> None:
    before = len(site.api.asked)
    page = page_of(site, f"/search?q={query}")
    (notice,) = page.select("[role=alert]")
    assert notice.get_text().strip() == "Type a word, such as a symptom, a service or a place."
    assert page.select(".app-finder, .app-result") == []
    assert [asked for asked in paths(site)[before:] if asked.startswith("search")] == []


def test_dates_the_wrong_way_round_are_told_at_the_dates(site: Gallery) -> None:
    page = page_of(site, "/search?q=flu&published_after=2026-02-01&published_before=2026-01-01")
    message = page.select_one("fieldset #dates-error")
    assert message is not None and "must be the same as or before" in message.get_text()
    inputs = page.select("input[type=date]")
    assert [(each["aria-describedby"], each["value"]) for each in inputs] == [
        ("dates-error", "2026-02-01"),
        ("dates-error", "2026-01-01"),
    ]
    assert page.select_one("details.app-filters[open]") is not None
    assert page.select(".app-advice") == []
    assert "published_" not in paths(site)[-1]
    alone = page_of(site, "/search?published_after=2026-02-01&published_before=2026-01-01")
    assert "must be the same as or before" in alone.select("[role=alert]")[0].get_text()
    same = page_of(site, "/search?q=flu&published_after=2026-01-01&published_before=2026-01-01")
    assert same.select("#dates-error") == []


def test_nothing_found_offers_what_is_near_another_spelling_and_a_person(site: Gallery) -> None:
    page = page_of(site, "/search?q=nothing&type=news")
    spelled = page.select_one(".app-meant a")
    assert spelled is not None and spelled.get_text() == "norovirus"
    advice = page.select_one(".app-advice")
    assert advice is not None
    assert [heading.get_text() for heading in advice.select("h3")] == [
        "Try one of these searches",
        "What you can try",
        "Ask a person",
    ]
    assert advice.select_one('a[href^="tel:"]') is not None


def paths(site: Gallery) -> list[Any]:
    """What the site asked the API for."""
    return list(site.api.paths())
