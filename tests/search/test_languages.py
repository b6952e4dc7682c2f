"""A language is one folder: Welsh beside English, and a third that a test adds."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from search import embedded, languages
from search.elastic.mapping import schema
from search.languages import codes, language_of
from search.languages.mutations import read_mutations
from search.request import SearchRequest
from tests.search.conftest import Fill
from tests.search.texts import NOW, entry

OTHERS = [entry(f"Tudalen {n}", "testun arall", locale="cy") for n in range(6)]
OTHERS += [entry(f"Page {n}", "another text") for n in range(6)]


def test_each_page_is_read_in_its_language(fill: Fill) -> None:
    english, welsh = entry("Running injuries"), entry("Rhedeg ac anafiadau", locale="cy")
    engine = fill([english, welsh, *OTHERS])
    assert engine.ids("runs") == ["running-injuries"]  # stemmed
    assert engine.ids("rhedegs", locale="cy") in ([], ["rhedeg-ac-anafiadau"])  # at most as a misspelling
    assert engine.ids("anafiadau", locale="cy-GB") == ["rhedeg-ac-anafiadau"]


@pytest.mark.parametrize("asked", ["meddyg", "feddyg"])
def test_welsh_finds_changed_beginnings(fill: Fill, asked: str) -> None:
    engine = fill([entry("Gweld eich meddyg", locale="cy"), entry("Cael feddyg newydd", locale="cy"), *OTHERS])
    assert set(engine.ids(asked, locale="cy")) == {"gweld-eich-meddyg", "cael-feddyg-newydd"}


def test_welsh_synonyms_have_other_beginnings_too(fill: Fill) -> None:
    engine = fill([entry("Cael feddyg newydd", locale="cy"), entry("Oriau agor gp", locale="cy"), *OTHERS])
    both = {"cael-feddyg-newydd", "oriau-agor-gp"}
    assert set(engine.ids("gp", locale="cy")) == both  # gp → meddyg → feddyg
    assert set(engine.ids("feddyg", locale="cy")) == both  # feddyg → meddyg → gp
    assert engine.ids("feddyg", locale="cy")[0] == "cael-feddyg-newydd"


@pytest.mark.parametrize("asked", ["Caerdydd", "yng Nghaerdydd", "i Gaerdydd", "a Chaerdydd"])
def test_welsh_place_names(fill: Fill, asked: str) -> None:
    engine = fill([entry("Ysbyty yng Nghaerdydd", locale="cy"), *OTHERS])
    assert engine.ids(asked, locale="cy") == ["ysbyty-yng-nghaerdydd"]


@pytest.mark.parametrize("asked", ["tŷ bach", "ty bach", "TŶ BACH"])
def test_accents_may_be_left_out(fill: Fill, asked: str) -> None:
    engine = fill([entry("Tŷ bach i bawb", locale="cy", id="toilet"), *OTHERS])
    assert engine.ids(asked, locale="cy")[0] == "toilet"


def test_the_readers_language_comes_first_and_the_other_is_found(fill: Fill) -> None:
    texts = [entry("Dementia", id="en"), entry("Dementia", id="cy", locale="cy"), *OTHERS]
    engine = fill(texts)
    assert engine.ids("dementia") == ["en", "cy"]
    assert engine.ids("dementia", locale="cy") == ["cy", "en"]
    welsh = fill([entry("Brechlyn ffliw", id="jab", locale="cy"), *OTHERS])
    assert welsh.ids("brechlyn") == ["jab"]
    assert [hit.highlights["title"] for hit in welsh.search("brechlyn").hits] == ["<mark>Brechlyn</mark> ffliw"]
    assert [each.title for each in welsh.suggest("bre")] == ["Brechlyn ffliw"]


def test_mutations_by_hand() -> None:
    welsh = language_of("cy").mutations
    assert welsh.forms("pobl") == ["bobl", "mhobl", "phobl"]
    assert welsh.forms("phobl") == ["pobl", "bobl", "mhobl"]
    assert {"gofal", "ngofal"} <= set(welsh.forms("ofal"))
    assert (welsh.forms("nos"), welsh.forms("covid19"), read_mutations([]).forms("pobl")) == ([], [], [])


@pytest.fixture
def with_third(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The languages there are and one more, in a folder of their own."""
    folder = tmp_path / "languages"
    shutil.copytree(languages.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    french = folder / "fr"
    french.mkdir()
    elision = {"type": "elision", "articles_case": True, "articles": ["l", "d", "qu"]}
    stem = {"type": "stemmer", "language": "light_french"}
    elastic = {
        "filter": {"elision": elision, "stem": stem},
        "stemmed": ["elision", "lowercase", "asciifolding", "stem"],
    }
    analysis = {"name": "Français", "embedded": "unicode61 remove_diacritics 2", "elastic": elastic}
    (french / "analysis.json").write_text(json.dumps(analysis))
    (french / "stop_words.txt").write_text("le\nla\nl'\ndu\n")
    (french / "synonyms.txt").write_text("médecin, docteur, généraliste\n")
    monkeypatch.setattr(languages, "FOLDER", folder)
    yield folder


def test_a_third_language_is_one_folder(with_third: Path, request: pytest.FixtureRequest) -> None:
    assert codes() == ["cy", "en", "fr"]
    assert language_of("fr-CA").name == "Français"
    fill = request.getfixturevalue("embedded_fill")
    _find_french(fill)


@pytest.mark.elasticsearch
def test_a_third_language_is_one_folder_in_elasticsearch(with_third: Path, request: pytest.FixtureRequest) -> None:
    _find_french(request.getfixturevalue("elastic_fill"))


def _find_french(fill: Fill) -> None:
    engine = fill([entry("L'hôpital du médecin", id="fr", locale="fr"), entry("Hospital doctors", id="en"), *OTHERS])
    assert engine.ids("hopital", locale="fr") == ["fr"]
    assert engine.ids("docteur", locale="fr") == ["fr"]
    assert engine.ids("doctor") == ["en"]


def test_a_new_language_makes_indexes_of_a_new_schema(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    before = schema()
    folder = tmp_path / "languages"
    shutil.copytree(languages.FOLDER, folder, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    (folder / "en" / "unstemmed.txt").write_text("news\n")
    monkeypatch.setattr(languages, "FOLDER", folder)
    assert schema() != before


def test_an_unknown_language_is_read_as_english(embedded_fill: Fill) -> None:
    assert embedded_fill([entry("Running", locale="xx-YY")]).ids("runs", locale="zz") == ["running"]


def test_only_languages_that_hold_anything_are_asked() -> None:
    import sqlite3

    conn = sqlite3.connect(":memory:")
    embedded.create_tables(conn)
    embedded.put(conn, 1, entry("Flu"))
    asked: list[str] = []
    conn.set_trace_callback(asked.append)
    assert embedded.search(conn, SearchRequest("flu", NOW)).count == 1
    assert not [statement for statement in asked if "_cy" in statement]
    conn.close()
