"""SearchSettings and synonyms, as pure functions."""

import json

from search.languages import Language, codes, language_of
from search.query import read_query
from search.search_settings import SearchSettings
from search.synonyms import Synonym, build, problems, read_rules

SETTINGS = SearchSettings(
    two_way=(("gp", "family doctor"),),
    one_way=(("jab", ("vaccine", "injection")),),
    promoted={"Flu Jab": ("a", "b")},
    excluded={"flu jab": ("b",)},
    never_suggest=("Secret plan",),
)


def test_json_round_trip() -> None:
    assert SearchSettings.from_json(json.loads(json.dumps(SETTINGS.to_json()))) == SETTINGS
    assert SearchSettings.from_json({}) == SearchSettings()


def test_lookups() -> None:
    assert (SETTINGS.promoted_for("flu jab"), SETTINGS.excluded_for("flu jab")) == (("a",), ("b",))
    assert (SETTINGS.promoted_for("flu"), SETTINGS.excluded_for("flu")) == ((), ())
    assert [SETTINGS.may_suggest(text) for text in ("A planned move", "SECRET recipe", "the plan")] == [
        True,
        False,
        False,
    ]


def test_the_first_that_may_be_suggested() -> None:
    assert SETTINGS.first_to_suggest(["plan", "secret plans", "plane", "planes"]) == "plane"
    assert SETTINGS.first_to_suggest(["plan"]) == SETTINGS.first_to_suggest([]) == ""


def test_expansion_is_one_step_and_by_longest_phrases_too() -> None:
    rules = read_rules(["a b, c", "c => d", "x, x", " , "])
    assert rules.expand(["a", "b"]) == [Synonym(("a", "b"), ("c",), True)]
    assert rules.expand(["c"]) == [Synonym(("c",), ("a", "b"), True), Synonym(("c",), ("d",), False)]
    assert rules.expand(["d", "x"]) == []


def test_problems_are_told() -> None:
    found = problems([["a", "A"], ["a", "b"]], [("x", ["y"]), ("y", ["z"]), ("z", ["x"]), ("p", ["q"])])
    assert found == [
        "“a, A” needs two different phrases.",
        *(f"“{word}” leads back to itself: use one two-way rule instead." for word in "xyz"),
    ]


def test_rules_are_bounded() -> None:
    assert len(build([[f"a{n}", f"b{n}"] for n in range(5_000)], []).table) == 4_000


def test_every_language_folder_reads() -> None:
    assert "en" in codes()
    for code in codes():
        language = language_of(code)
        assert language.stop_words
        assert all(word == word.lower() for word in language.unstemmed)
        assert not language.unstemmed & language.stop_words
    assert (language_of("en-GB").code, language_of("xx").code) == ("en", "en")


def test_a_query_is_read_into_words_phrases_and_exclusions() -> None:
    language = Language("en", frozenset({"what", "is", "the"}), read_rules(["flu, influenza"]), frozenset())
    query = read_query('What is the “Flu Jab” covid-19 -polio -"X y" it’s', language, SearchSettings())
    assert query.words == ("flu", "jab", "covid-19", "covid", "it")
    assert query.phrases == (("flu", "jab"),)
    assert [(each.phrase, each.text, each.query) for each in query.excluded] == [
        (("polio",), "polio", 'What is the "Flu Jab" covid-19 polio -"X y" it’s'),
        (("x", "y"), "X y", 'What is the "Flu Jab" covid-19 -polio "X y" it’s'),
    ]
    assert query.key == "what is the flu jab covid-19 it"
    assert (query.whole, query.exact[1:]) == (
        "whatistheflujabcovid19its",
        ("whatistheflujabcovid19it", "flujabcovid19it"),
    )
    assert [each.phrase for each in query.synonyms] == [("influenza",)]
