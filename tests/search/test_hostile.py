"""No query text, however hostile, breaks an engine or reads what is not meant for search."""

import re
from datetime import timedelta

from search.entry import FacetValue
from search.results import SearchResults
from tests.search.conftest import Fill
from tests.search.hostile import field_queries, hostile_queries
from tests.search.texts import NOW, entry

_MARKUP = re.compile(r"</?mark>|&(?:amp|lt|gt|quot|#x27);")
# Each stands in a field that is stored, and is not meant to be searched.
SECRETS = (
    "cardsecret",
    "pathsecret",
    "idsecret",
    "typesecret",
    "facetsecret",
    "labelsecret",
    "audiencesecret",
    "4242424242",
)


def test_a_thousand_hostile_queries(fill: Fill) -> None:
    texts = [
        entry("Flu <vaccine>", "Flu & vaccine for a&e, covid-19 news", keywords="jab", topic="flu", published_at=NOW),
        entry("日本語 influenza", "é ﬁ ß"),
    ]
    engine = fill(texts)
    queries = hostile_queries()
    assert len(set(queries)) == len(queries) >= 1_000
    for number, query in enumerate(queries):
        results = engine.search(query, limit=5, explain=number % 7 == 0)
        assert isinstance(results, SearchResults)
        assert results.count >= len(results.hits)
        for hit in results.hits:
            marked = [hit.highlights["title"], hit.highlights["summary"], *hit.highlights["body"]]
            assert all(re.search(r"[<>&\"']", _MARKUP.sub("", text)) is None for text in marked)
        if number % 2:
            engine.suggest(query)


def test_no_query_reads_a_field_that_is_not_meant_for_it(fill: Fill) -> None:
    hidden = entry(
        "Flu", "Rest and drink.", id="idsecret", path="/pathsecret", type="typesecret", audience="audiencesecret",
        card={"title": "cardsecret"}, version=4242424242, popularity=4242424242.0,
        facets={"topic": [FacetValue("facetsecret", "labelsecret")]},
    )  # fmt: skip
    later = entry("Latersecret", "latersecret", live_from=NOW + timedelta(days=1))
    over = entry("Oversecret", "oversecret", keywords="oversecret", live_until=NOW - timedelta(days=1))
    engine = fill([hidden, later, over])
    for number, secret in enumerate((*SECRETS, "latersecret", "oversecret")):
        # Every field in some form for each secret; all forms of all fields would take minutes.
        asked = [secret, f'"{secret}"', f"{secret[:-2]}*", secret[:6], *list(field_queries(secret))[number % 5 :: 5]]
        for query in asked:
            results = engine.search(query, facet_names=())
            assert {hit.id for hit in results.hits} == set(), query
            assert not _told(results, secret), query
            assert engine.suggest(query) == [], query


def _told(results: SearchResults, secret: str) -> bool:
    """Whether what is offered instead gives a secret away that the query did not have."""
    return any(secret in text for text in (results.suggestion or "", *results.nearest))


def test_a_word_of_a_field_name_is_only_a_word(fill: Fill) -> None:
    engine = fill([entry("Flu", "Rest."), entry("Title deeds", "A house."), entry("Audience", "Who reads.")])
    assert engine.ids("title:flu") == ["flu", "title-deeds"]
    assert engine.ids("audience:staff") == ["audience"]
