"""What else is about the subject of a page: the same kind of answer from both engines."""

import pytest

from search.entry import Entry
from search.languages import language_of
from search.related import LOOKED_UP, TELLING, counted_words, nearness, telling_words
from search.request import RelatedRequest
from tests.search.conftest import Fill
from tests.search.texts import NOW, Filled, entry

ASTHMA = "An inhaler opens the airways. Breathing and wheezing get worse at night and with pollen."


def page(title: str, body: str, **fields: object) -> Entry:
    return entry(title, body, card={"title": title}, **fields)


def filler() -> list[Entry]:
    """Pages about other things, so that the words of some pages are rare."""
    subjects = ("parking", "catering", "payroll", "recruitment", "gardens", "archives", "laundry", "energy")
    return [page(f"About {name}", f"How {name} works here, and whom to ask about {name}.") for name in subjects]


def titles(filled: Filled, title: str, limit: int = 3, rings: tuple[str, ...] | None = None) -> list[str]:
    request = RelatedRequest(title.lower().replace(" ", "-"), NOW, limit, rings)
    return [card["title"] for card in filled.engine.related(request)]


def test_pages_about_the_same_subject_are_related(fill: Fill) -> None:
    filled = fill(
        [
            *filler(),
            page("Asthma", ASTHMA),
            page("Asthma in children", ASTHMA.replace("night", "school")),
            page("Hay fever", "Pollen makes eyes itch. Breathing may get worse, and wheezing begins."),
            page("Broken bones", "A fracture heals in weeks."),
        ]
    )
    assert titles(filled, "Asthma") == ["Asthma in children", "Hay fever"]
    assert titles(filled, "Asthma", limit=1) == ["Asthma in children"]
    assert titles(filled, "Broken bones") == []
    assert titles(filled, "Nothing of that name") == []


def test_none_of_another_audience_language_or_time_and_no_translation(fill: Fill) -> None:
    later = {"live_from": NOW.replace(year=2027)}
    others = [
        page("Asthma for staff", ASTHMA, audience="staff"),
        page("Asma", ASTHMA, locale="cy"),
        page("Asthma next year", ASTHMA, **later),
        page("Asthma again", ASTHMA, translation_key="asthma"),
    ]
    filled = fill([*filler(), page("Asthma", ASTHMA, translation_key="asthma"), page("Wheezing", ASTHMA), *others])
    assert titles(filled, "Asthma") == ["Wheezing"]
    assert titles(filled, "Asthma next year") == []


def test_nobody_is_shown_what_the_page_itself_is_not_behind(fill: Fill) -> None:
    filled = fill(
        [
            *filler(),
            page("Asthma", ASTHMA),
            page("Asthma clinics", ASTHMA),
            page("Asthma rota", ASTHMA, groups=["nurses"]),
            page("Asthma rota of wards", ASTHMA, groups=["nurses", "wards"]),
        ]
    )
    # A nurse who reads a page for all staff is not shown the rota there, nor is who may read everything.
    assert titles(filled, "Asthma", rings=("nurses",)) == ["Asthma clinics"]
    assert titles(filled, "Asthma") == ["Asthma clinics"]
    assert set(titles(filled, "Asthma rota", rings=("nurses",))) == {"Asthma", "Asthma clinics"}
    assert titles(filled, "Asthma rota", rings=()) == []


def test_telling_words_are_rare_and_repeated_and_bounded() -> None:
    english = language_of("en")
    texts = {"title": "The asthma", "keywords": "", "summary": "", "headings": "", "body": "asthma of 2026 and us"}
    assert set(counted_words(texts, english)) == {"asthma"}
    many = {**texts, "body": " ".join(f"word{number}" for number in range(1_000))}
    assert len(counted_words(many, english)) == LOOKED_UP
    times = {"asthma": 4.0, "asthmatic": 1.0, "people": 4.0, "alone": 9.0, "odd": 1.0, "health": 9.0}
    counts = {"asthma": 3, "asthmatic": 3, "people": 200, "alone": 1, "odd": 2, "health": 900}
    told = telling_words(times, counts, 1_000)
    # Forms of one word count once; a word that no other page has, or too many, leads nowhere.
    assert list(told) == ["asthma", "odd", "people"]
    assert sum(told.values()) == pytest.approx(1)
    words = [f"{letter}{letter}{letter}" for letter in "abcdefghijklmnopqrstuvwxyz"]
    assert len(telling_words(dict.fromkeys(words, 1.0), dict.fromkeys(words, 2), 100)) == TELLING


def test_a_longer_text_must_share_more() -> None:
    assert nearness(0.5, 1_000, 1_000) == nearness(0.5, 10, 1_000) == pytest.approx(0.5)
    assert nearness(0.5, 10_000, 1_000) < 0.2
    assert nearness(0.5, 10, 0) <= 0.5


def test_a_glossary_that_names_everything_is_related_to_nothing(fill: Fill) -> None:
    everything = page(
        "All words", f"{ASTHMA} " + " ".join(f"term{number} means thing{number}." for number in range(400))
    )
    filled = fill([*filler(), page("Asthma", ASTHMA), page("Wheezing", ASTHMA), everything])
    assert titles(filled, "Asthma") == ["Wheezing"]


@pytest.mark.parametrize("limit", [-1, 0, 99])
def test_any_number_may_be_asked_for(fill: Fill, limit: int) -> None:
    filled = fill([*filler(), *(page(f"Asthma {number}", ASTHMA) for number in range(14))])
    assert len(titles(filled, "Asthma 3", limit)) <= 10
