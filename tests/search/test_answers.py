"""Answers above results: which queries call for which of the editors' answers."""

import time

import pytest

from search.answers import MAX_ANSWERS, MAX_ANSWERS_FOR_ONE_QUERY, MAX_QUERIES, Answer, AnswerBook
from search.search_settings import SearchSettings
from search.synonyms import build


def page(*queries: str) -> Answer:
    return Answer("page", queries, page="1")


def is_answered(listed: str, query: str, kind: str = "contact") -> bool:
    return bool(AnswerBook([Answer(kind, (listed,))]).answers_for(query))


@pytest.mark.parametrize(
    ("listed", "query", "expected"),
    [
        ("flu clinic", "Flu clinic", True),
        ("flu clinic", "“flu-clinic”?", True),
        ("flu clinic", "what is the flu clinic", True),
        ("flu clinic", "clinic flu", False),
        ("flu clinic", "flu clinic newport", False),
        ("flu clinic", "flu", False),
        ("crohn's nurse", "Crohn’s nurse", True),
        ("flu *", "flu", True),
        ("flu *", "flu clinic in newport", True),
        ("flu *", "bird flu", False),
        ("* flu *", "bird flu clinic", True),
        ("vaccin* clinic", "vaccination clinic", True),
        ("vaccin* clinic", "vaccination", False),
        ("ward * times", "ward 7 visiting times", True),
        ("ward * times", "ward times and wards", False),
        ("ward * times", "ward times and visiting times", True),
        ("flu clinic", "flu clinc", False),
        ("the who", "the who", True),
        ("the who", "who", False),
        ("", "", False),
        ("!", "!", False),
    ],
)
def test_a_query_is_answered_when_it_has_the_listed_words_and_no_others(
    listed: str, query: str, expected: bool
) -> None:
    assert is_answered(listed, query) is expected


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("chest pain", True),
        ("chest pian", True),
        ("chestpain", True),
        ("chest  pai n", True),
        ("my dad has chest pain what should I do", True),
        ("chest pain clinic", False),
        ("cest pian", False),
        ("chest", False),
    ],
)
def test_an_emergency_is_seen_with_one_letter_wrong(query: str, expected: bool) -> None:
    assert is_answered("chest pain", query, "emergency") is expected


def test_a_query_of_its_own_is_no_misspelling() -> None:
    assert not is_answered("stroke", "Stoke", "emergency")
    assert not is_answered("want to die", "I want to diet", "emergency")
    assert is_answered("stroke", "stroek", "emergency")
    assert is_answered("stoke", "Stoke", "emergency")


def test_short_queries_have_no_misspellings() -> None:
    assert not is_answered("fits", "fats", "emergency")


def test_synonyms_of_language_and_editors_count_as_in_search() -> None:
    editors = build([("zibbet", "flu clinic")], [("jabs", ("vaccination day",)), ("menb", ("meningitis",))])
    clinic, day = page("flu clinic"), page("vaccination day")
    meningitis = Answer("emergency", ("meningitis",))
    book = AnswerBook([clinic, day, meningitis, Answer("emergency", ("heart attack",))], editors)
    assert book.answers_for("where is the zibbet") == [clinic]
    assert book.answers_for("zibbet newport") == []
    assert book.answers_for("influenza clinic") == [clinic]
    assert book.answers_for("jabs") == [day]
    assert book.answers_for("myocardial infarction")[0].kind == "emergency"
    # One way means "also wants": who looks for the vaccine has no meningitis.
    assert book.answers_for("menb") == []


def test_emergencies_come_first_and_three_are_enough() -> None:
    answers = [Answer(kind, ("a&e",), str(number)) for number, kind in enumerate(["hours", "contact", "emergency"] * 2)]
    answered = AnswerBook(answers).answers_for("A & E")
    assert [(each.kind, each.title) for each in answered] == [("emergency", "2"), ("emergency", "5"), ("contact", "1")]
    assert len(answered) == MAX_ANSWERS_FOR_ONE_QUERY


def test_an_editors_pattern_does_not_keep_a_misspelt_emergency_away() -> None:
    book = AnswerBook([Answer("contact", ("chest *",)), Answer("emergency", ("chest pain",))])
    assert [each.kind for each in book.answers_for("chest pian")] == ["emergency", "contact"]


def test_answers_travel_as_json() -> None:
    answers = (Answer("hours", ("ward 7",), "Ward 7", "Mon\nTue", ("111",), "id", "cy"), page("x"))
    assert SearchSettings.from_json(SearchSettings(answers=answers).to_json()).answers == answers
    assert SearchSettings.from_json({}).answers_for("x") == []


@pytest.mark.parametrize("query", ["a " * 200, "*" * 400, "a" * 100_000, "\x00\ud800", "-" * 400, "“”’"])
def test_hostile_queries_are_quickly_done(query: str) -> None:
    listed = [Answer("emergency", ("* a * b *", f"flu {number}", "* a" * 10)) for number in range(MAX_ANSWERS)]
    book = AnswerBook(listed)
    began = time.process_time()
    book.answers_for(query)
    assert time.process_time() - began < 1


def test_too_many_answers_and_queries_are_left_out() -> None:
    many = [Answer("page", tuple(f"one {number} {place}" for place in range(MAX_QUERIES + 1))) for number in range(1)]
    assert AnswerBook(many).answers_for(f"one 0 {MAX_QUERIES - 1}")
    assert AnswerBook(many).answers_for(f"one 0 {MAX_QUERIES}") == []
    rows = [page(f"one {number}") for number in range(MAX_ANSWERS + 1)]
    assert AnswerBook(rows).answers_for(f"one {MAX_ANSWERS}") == []
