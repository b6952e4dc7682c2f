"""Each number of relevance.py is needed: a case that holds with it, and fails when it is set to nothing."""

import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from search import relevance
from search.elastic import ElasticEngine
from search.entry import Entry
from search.languages import language_of
from search.query import Query, read_query
from search.relevance import popularity_gain, rarity, recency
from search.search_settings import SearchSettings
from tests.search.conftest import Fill
from tests.search.texts import NOW, entry

DAY = timedelta(days=1)
OLD = NOW - 700 * DAY
Case = Callable[[Fill], bool]
# Entries are named by their titles. Where nothing else tells two apart, the first by id and by row comes first: so in
# each case the one that must come second is given first, and named to sort first.
CASES: dict[str, tuple[Any, Case]] = {}


def case(name: str, nothing: Any) -> Callable[[Case], Case]:
    """Say that a case needs a number; ``nothing`` is the value with which the number has no effect."""

    def keep(function: Case) -> Case:
        CASES[name] = (nothing, function)
        return function

    return keep


def first(fill: Fill, entries: list[Entry], query: str, **asked: Any) -> str:
    """The id that comes first, among pages that say other things."""
    others = [entry(f"Page {n}", f"Something about topic {n} and other things.") for n in range(12)]
    return next(iter(fill([*entries, *others]).ids(query, **asked)), "")


@case("TITLE", 1.0)
def a_title_beats_a_body(fill: Fill) -> bool:
    texts = [entry("Ant page", "rash " * 6), entry("Bee rash", "page", keywords="skin, red")]
    return first(fill, texts, "rash ward") == "bee-rash"


@case("NAMES", 1.0)
def a_keyword_beats_a_body(fill: Fill) -> bool:
    texts = [entry("Ant page", "rash " * 5), entry("Bee page", "page", keywords="rash")]
    return first(fill, texts, "rash ward") == "bee-page"


@case("OTHER_FIELD", 1.0)
def a_page_about_both_words_beats_one_that_says_a_word_twice(fill: Fill) -> bool:
    texts = [entry("Ant rash", keywords="rash"), entry("Bee page", "ward ward ward", keywords="rash")]
    return first(fill, texts, "rash ward") == "bee-page"


@case("MINOR", 1.0)
def a_text_beats_code_that_has_the_word_more_often(fill: Fill) -> bool:
    texts = [entry("Ant page", "page", minor="rash " * 5), entry("Bee page", "a rash and other things to know")]
    return first(fill, texts, "rash ward") == "bee-page"


@case("SYNONYM", 1.0)
def the_readers_own_word_beats_a_synonym(fill: Fill) -> bool:
    search_settings = SearchSettings(one_way=(("quaxil", ("zolbar",)),))
    return (
        first(fill, [entry("Ant zolbar"), entry("Bee quaxil")], "quaxil", search_settings=search_settings)
        == "bee-quaxil"
    )


@case("CORRECTION", 1.0)
def a_word_as_written_beats_a_corrected_one(fill: Fill) -> bool:
    return first(fill, [entry("Ant vaccination"), entry("Bee quaxil")], "vaccinatoin quaxil") == "bee-quaxil"


@case("JOINED", 0.0)
def two_words_written_as_one_beat_one_of_them_among_the_names(fill: Fill) -> bool:
    texts = [entry("Ant page", "needlestick wounds"), entry("Bee page", "falls", keywords="balance, walking stick")]
    return first(fill, texts, "needle stick") == "ant-page"


@case("COMPOUND", 3.0)
def a_word_as_written_beats_the_word_in_two(fill: Fill) -> bool:
    return first(fill, [entry("Ant health care"), entry("Bee healthcare")], "healthcare") == "bee-healthcare"


@case("ADJACENT", 0.0)
def words_side_by_side_beat_words_apart(fill: Fill) -> bool:
    return first(fill, [entry("Ant blood under pressure"), entry("Bee under blood pressure")], "blood pressure") == (
        "bee-under-blood-pressure"
    )


@case("OTHER_LANGUAGE", 3.0)  # Elasticsearch weighs no fields of another language: 1 is not yet nothing
def pages_in_the_readers_language_come_first(fill: Fill) -> bool:
    texts = [entry("Ant dementia"), entry("Bee dementia", locale="cy")]
    texts += [entry(f"Tudalen {n}", locale="cy") for n in range(12)]
    return first(fill, texts, "dementia", locale="cy") == "bee-dementia"


@case("EXACT_TITLE", 0.0)
def an_exact_title_comes_first(fill: Fill) -> bool:
    return first(fill, [entry("Asthma", "asthma " * 9), entry("What is asthma", "rest " * 40)], "what is asthma") == (
        "what-is-asthma"
    )


@case("EXACT_SUBJECT", 0.0)
def a_title_that_is_what_the_query_is_about_comes_first(fill: Fill) -> bool:
    texts = [entry("Ant flu and flu", "flu " * 9, keywords="flu flu"), entry("Flu", "rest " * 40)]
    return first(fill, texts, "what is the flu?") == "flu"


@case("EXACT_KEYWORD", 0.0)
def an_exact_keyword_comes_before_a_title(fill: Fill) -> bool:
    other = entry("Ant copd and copd", "copd " * 9, keywords="copd ward")
    texts = [other, entry("Lungs", "rest " * 40, keywords="wheeze, copd, smoking")]
    return first(fill, texts, "copd") == "lungs"


@case("INITIALS", 0.0)
def initials_beat_a_mention(fill: Fill) -> bool:
    texts = [entry("Ant ward", "aki " * 9), entry("Bee ward", "aki " + "rest " * 40), entry("Acute kidney injury")]
    found = fill(texts).ids("aki")
    return found.index("acute-kidney-injury") < found.index("bee-ward")


@case("RECENT_TYPES", frozenset())
def new_news_comes_first(fill: Fill) -> bool:
    texts = [entry("Ant winter", type="news", published_at=OLD), entry("Bee winter", type="news", published_at=NOW)]
    return first(fill, texts, "winter") == "bee-winter"


@case("RECENCY_GAIN", 0.0)
def newness_is_worth_something(fill: Fill) -> bool:
    return new_news_comes_first(fill)


@case("RECENCY_HALF_LIFE_DAYS", 1e7)
def news_ages_within_months(fill: Fill) -> bool:
    texts = [entry("Ant winter", type="news", published_at=OLD), entry("Bee winter", popularity=0.1)]
    return first(fill, texts, "winter") == "bee-winter"


@case("POPULARITY_GAIN", 0.0)
def what_is_read_more_comes_first(fill: Fill) -> bool:
    return first(fill, [entry("Ant winter"), entry("Bee winter", popularity=5.0)], "winter") == "bee-winter"


@case("FIRST_TYPE", 1.0)
def the_wanted_type_comes_first(fill: Fill) -> bool:
    texts = [entry("Ant hand washing", "hand washing", type="news"), entry("Bee hand", "washing", type="guidance")]
    return first(fill, texts, "hand washing", first_types=("guidance",)) == "bee-hand"


@pytest.mark.parametrize("name", CASES)
def test_each_number_is_needed(fill: Fill, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    nothing, holds = CASES[name]
    assert holds(fill)
    monkeypatch.setattr(relevance, name, nothing)
    assert not holds(fill)


@pytest.mark.elasticsearch
@pytest.mark.parametrize(("name", "nothing"), [("ELASTIC_UNIT", 0.0), ("ELASTIC_PROMOTED", 0.0)])
def test_what_only_elasticsearch_needs(
    elastic_fill: Fill, name: str, nothing: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    search_settings = SearchSettings(promoted={"cold": ("cat-page",)})

    def holds() -> bool:
        other = entry("Ant flu and flu", "flu cold " * 9, keywords="flu flu")
        texts = [other, entry("Flu", "rest " * 40), entry("Cat page", "rest")]
        exact = first(elastic_fill, texts, "flu") == "flu"
        return exact and first(elastic_fill, texts, "cold", search_settings=search_settings) == "cat-page"

    assert holds()
    monkeypatch.setattr(relevance, name, nothing)
    assert not holds()


def test_a_title_with_the_word_beats_initials(fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    others = [entry(f"Leaflet {n}", "Something else.") for n in range(150)]
    texts = [
        entry("Children offered living donors"),
        entry("Easing a cold"),
        entry("Winter", "A cold day " + "snow " * 90),
    ]
    engine = fill([*texts, *others])
    assert engine.ids("cold") == ["easing-a-cold", "children-offered-living-donors", "winter"]
    if isinstance(engine.engine, ElasticEngine):
        monkeypatch.setattr(relevance, "ELASTIC_WORD", relevance.ELASTIC_UNIT)
        assert engine.ids("cold")[0] == "children-offered-living-donors"


def test_very_common_words_are_not_scored_in_bodies(embedded_fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [entry(f"Page {n}", "care " * (n + 1)) for n in range(9)] + [entry("Rare", "quaxil")]

    def found() -> dict[str, bool]:
        results = embedded_fill(texts).search("quaxil care")
        assert results.count == 10
        return {hit.id: hit.score > 0 for hit in results.hits}

    assert all(found().values())
    monkeypatch.setattr(relevance, "BODY_ROWS", 5)
    assert found() == {"rare": True} | {f"page-{n}": False for n in range(9)}


def test_a_word_on_too_many_pages_is_found_and_those_titled_with_it_come_first(
    embedded_fill: Fill, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [entry(f"Page {n}", "care " * (n + 1)) for n in range(9)] + [entry("Care at home", "short")]
    monkeypatch.setattr(relevance, "MAX_BODY_ROWS", 5)
    results = embedded_fill(texts).search("care")
    assert (results.count, results.hits[0].id) == (10, "care-at-home")
    assert {hit.score > 0 for hit in results.hits[1:]} == {False}


def test_only_the_best_are_ranked_again(embedded_fill: Fill, monkeypatch: pytest.MonkeyPatch) -> None:
    texts = [entry("Ant winter"), entry("Bee winter"), entry("Cat winter", popularity=5.0)]
    assert embedded_fill(texts).ids("winter")[0] == "cat-winter"
    monkeypatch.setattr(relevance, "RERANKED", 2)
    assert embedded_fill(texts).ids("winter")[0] == "ant-winter"


def read(text: str, search_settings: SearchSettings | None = None) -> Query:
    """A query as it is read."""
    return read_query(text, language_of("en"), search_settings or SearchSettings())


def test_limits_of_a_query() -> None:
    many = " ".join(f"w{n}" for n in range(90))
    assert len(read(many).words) == relevance.MAX_WORDS
    assert len(read('"a b" ' * 40).phrases) == relevance.MAX_PHRASES
    assert len(read(" ".join(f"-w{n}" for n in range(40))).excluded) == relevance.MAX_EXCLUDED
    search_settings = SearchSettings(one_way=(("w1", tuple(f"s{n}" for n in range(60))),))
    assert len(read("w1", search_settings).synonyms) == relevance.MAX_SYNONYMS


def test_limits_of_what_is_told(fill: Fill) -> None:
    texts = [entry(f"Flu {n}", topic=f"t{n:03}") for n in range(relevance.FACET_VALUES + 5)]
    results = fill(texts).search("flu")
    assert len(results.facets["topic"]) == relevance.FACET_VALUES
    near = fill([entry(f"Vaccine {n}") for n in range(9)]).search("vaccqqqq vaccxxxx")
    assert 0 < len(near.nearest) <= relevance.NEAREST


def test_limits_of_repair(fill: Fill) -> None:
    words = ["vaccination", "temperature", "antibiotics", "appointment", "prescription", "ambulance", "pharmacist"]
    misspelt = " ".join(word[:2] + word[3:] for word in words)
    results = fill([entry(word) for word in words]).search(misspelt)
    assert results.count == relevance.MAX_CORRECTED_WORDS
    near = fill([entry(f"vaccinat{end}") for end in ("ioa", "iob", "ioc", "iod", "ioe")]).search("vaccinatiox")
    assert near.count == relevance.CORRECTIONS_PER_WORD


def test_limit_of_other_beginnings() -> None:
    from search.evidence import evidence_for
    from search.spelling_fix import SpellingFix

    welsh = language_of("cy")
    query = read_query(" ".join(f"caerdydd{letter}" for letter in "abcdefghijklmnopqrstuvw"), welsh, SearchSettings())
    names = sum(len(each.phrases) - 1 for each in evidence_for(query, SpellingFix(), welsh))
    assert names == relevance.MAX_FORMS


def test_every_number_has_its_case() -> None:
    tested = set(CASES) | {"ELASTIC_WORD", "ELASTIC_UNIT", "ELASTIC_PROMOTED", "BODY_ROWS", "MAX_BODY_ROWS", "RERANKED"}
    tested |= {"MAX_WORDS", "MAX_PHRASES", "MAX_EXCLUDED", "MAX_SYNONYMS", "MAX_FORMS", "FACET_VALUES", "NEAREST"}
    tested |= {"MAX_CORRECTED_WORDS", "CORRECTIONS_PER_WORD", "MAX_SPELLINGS"}
    assert {name for name in vars(relevance) if name.isupper()} == tested


def test_numbers_are_changed_knowingly() -> None:
    """Whoever changes one looks at its reason, its case, and the golden queries, and measures (docs/search.md)."""
    assert {name: value for name, value in vars(relevance).items() if name.isupper()} == {
        "TITLE": 5.0, "NAMES": 8.0, "OTHER_FIELD": 0.3, "MINOR": 0.05, "SYNONYM": 0.6,
        "CORRECTION": 0.7, "COMPOUND": 0.7, "JOINED": 8.0, "ADJACENT": 0.3, "OTHER_LANGUAGE": 0.3, "BODY_ROWS": 4_000,
        "MAX_BODY_ROWS": 20_000,
        "EXACT_TITLE": 2.0, "EXACT_SUBJECT": 1.2, "EXACT_KEYWORD": 1.0, "INITIALS": 0.5, "ELASTIC_UNIT": 200.0,
        "ELASTIC_WORD": 24.0,
        "ELASTIC_PROMOTED": 1e6, "RECENT_TYPES": {"news"}, "RECENCY_GAIN": 0.25, "RECENCY_HALF_LIFE_DAYS": 90.0,
        "POPULARITY_GAIN": 0.2, "FIRST_TYPE": 3.0, "RERANKED": 200, "MAX_WORDS": 32, "MAX_PHRASES": 5,
        "MAX_EXCLUDED": 8, "MAX_SYNONYMS": 24, "MAX_FORMS": 40, "MAX_CORRECTED_WORDS": 6, "CORRECTIONS_PER_WORD": 3,
        "FACET_VALUES": 100, "NEAREST": 3, "MAX_SPELLINGS": 60,
    }  # fmt: skip


def test_formulas() -> None:
    assert (recency("blog", 0, 9), recency("news", None, 9)) == (1.0, 1.0)
    assert recency("news", 0, 0) == 1.25
    assert recency("news", 0, 90 * 86_400) == pytest.approx(1.125)
    assert (popularity_gain(0), popularity_gain(1), popularity_gain(math.inf)) == (1.0, 1.1, 1.0)
    assert rarity(1, 100) > rarity(50, 100) > rarity(100, 100) > 0
