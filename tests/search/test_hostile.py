"""No query text, however hostile, breaks an engine or reads what is not meant for search."""

import re

from search.results import SearchResults
from tests.search.conftest import Fill
from tests.search.hostile import hostile_queries
from tests.search.texts import NOW, entry

_MARKUP = re.compile(r"</?mark>|&(?:amp|lt|gt|quot|#x27);")


def test_a_thousand_hostile_queries(fill: Fill) -> None:
    texts = [
        entry("Flu <vaccine>", "Flu & vaccine for a&e, covid-19 news", keywords="jab", topic="flu", published_at=NOW),
        entry("日本語 influenza", "é ﬁ ß"),
    ]
    engine = fill(texts)
    queries = hostile_queries()
    assert len(queries) == 1_000
    for query in queries:
        results = engine.search(query, limit=5, explain=len(query) % 7 == 0)
        assert isinstance(results, SearchResults)
        assert results.count >= len(results.hits)
        for hit in results.hits:
            marked = [hit.highlights["title"], hit.highlights["summary"], *hit.highlights["body"]]
            assert all(re.search(r"[<>&\"']", _MARKUP.sub("", text)) is None for text in marked)
        engine.suggest(query)


def test_cards_and_paths_are_never_searched(fill: Fill) -> None:
    hidden = entry("Flu", card={"title": "cardsecret"}, path="/pathsecret", id="idsecret")
    engine = fill([hidden])
    for query in ("cardsecret", "pathsecret", "idsecret", "card:cardsecret", "standard", "public"):
        assert engine.search(query).count == 0
