"""What Elasticsearch says of a score, in an editor's words."""

from typing import Any

import pytest

from site_content.search_settings.score_explanation import explanation_lines


def word(value: float, text: str, field: str = "text") -> dict[str, Any]:
    return node(value, f"weight(en.{field}:{text} in 14) [PerFieldSimilarity], result of:", node(1, "idf, computed as"))


def node(value: float, description: str, *details: Any) -> dict[str, Any]:
    return {"value": value, "description": description, "details": list(details)}


MMR = node(
    4.9, "max plus 0.3 times others of:", word(1.0, "mmr", "title"), word(4.6, "mmr", "keywords"), word(0, "mmr")
)
AGE = node(0.06, "function score, product of:", node(1, "match filter: type:(news)"), node(0.2, "exp(published_at)"))
ASKED = node(
    14.1,
    "sum of:",
    node(
        14.1,
        "function score, product of:",
        node(
            11.2,
            "sum of:",
            node(4.97, "max of:", word(3.01, "measl"), MMR),
            word(2.01, '"measl mump"'),
            node(8, "max of:", node(8, "ConstantScore(exact._keyed:(initials mmr))^8.0")),
            word(1.5, "jab", "title"),
        ),
        node(1.06, "min of:", node(1.06, "function score, score mode [sum]", node(1, "product"), AGE), node(9, "max")),
    ),
    node(
        3,
        "min of:",
        node(
            3,
            "function score, score mode [multiply]",
            node(1.0, "field value function: doc['popularity_gain']"),
            node(3, "function score, product of:", node(1, "match filter: type:guidance"), node(3, "weight")),
        ),
    ),
    node(0, "match on required clause, product of:", node(0, "# clause"), node(1, "live:T")),
)


def test_what_counted_is_told_and_what_did_not_is_left_out() -> None:
    assert explanation_lines(ASKED) == [
        "4.6  “mmr” in keywords",
        "0.3  “mmr” in title",
        "2.01  “measl mump” in text",
        "8  exact initials",
        "1.5  “jab” in title",
        "× 1.06  newness",
        "× 3  wanted type",
    ]


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (None, []),
        ({}, []),
        (node(1, "ConstantScore(#live:T)"), []),
        (node(9e5, "ConstantScore(id:abc)^900000.0"), ["9e+05  promoted"]),
        (node(2, "something new" * 50), [f"2  {'something new' * 50}"[:160]]),
        (node(100, "sum of:", *[node(1, "leaf")] * 100), ["1  leaf"] * 60),
    ],
)
def test_whatever_it_says_is_read(said: Any, lines: list[str]) -> None:
    assert explanation_lines(said) == lines


def test_the_beginning_of_a_word_is_said_as_such() -> None:
    assert explanation_lines(node(0.7, "ConstantScore(words.everything:vaccina*)")) == ["0.7  begins with “vaccina”"]
