"""Search and suggestions, as the API tells them. What is found is search's own affair (tests/search)."""

from typing import Any

import pytest

from cms.api import search
from cms.api.query_ids import QueryId, read_query_id
from search.engine import StandbyEngine
from search.errors import EngineUnavailable
from site_content.followers.engines import EmbeddedEngine
from tests.cms.api.test_items import paths, wire
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import content_id

SEARCH = f"{PUBLIC}/search"


def test_a_search_has_cards_highlights_facets_and_neighbours(public: Asker) -> None:
    got = public(f"{SEARCH}?q=story&limit=1&topic=covid-19&order=-published_at").json
    (result,) = got.pop("results")
    query_id = got.pop("query_id")
    assert got == {
        "count": 15,
        "next": "http://testserver/api/public/v1/search?q=story&limit=1&topic=covid-19&order=-published_at&page=2",
        "previous": None,
        "facets": {
            "type": [{"value": "news", "label": "News", "count": 15}],
            "topic": [
                {"value": "flu", "label": "Flu", "count": 30},
                {"value": "covid-19", "label": "COVID-19", "count": 15},
            ],
            "author": [],
            "tag": [],
        },
        "suggestion": None,
        "dropped": [],
        "nearest": [],
        "answers": [],
        "excluded": [],
        "degraded": False,
    }  # fmt: skip
    assert (result["path"], result["highlights"]["title"]) == ("/news/story-2", "<mark>Story</mark> 2")
    card = public(f"{PUBLIC}/items?type=news&topic=covid-19&limit=1").json["results"][0]
    assert {key: value for key, value in result.items() if key != "highlights"} == card
    assert read_query_id(query_id) == QueryId("story", False, "2026-03-01")


def test_nothing_found_is_said_in_the_query_id(public: Asker) -> None:
    got = public(f"{SEARCH}?q=Zyzzyva%20%20Qwx").json
    assert (got["count"], got["results"], got["dropped"]) == (0, [], ["zyzzyva", "qwx"])
    assert read_query_id(got["query_id"]) == QueryId("zyzzyva qwx", True, "2026-03-01")


def test_an_empty_search_lists_what_the_filters_leave(public: Asker) -> None:
    assert paths(public(f"{SEARCH}?type=topic,guidance").json) == ["/guidance/flu", "/topics/flu", "/topics/covid-19"]


def test_pages_and_cursor_of_a_search(public: Asker) -> None:
    first = public(f"{SEARCH}?q=story&limit=20").json
    second = public(wire(first["next"])).json
    assert (len(second["results"]), second["next"]) == (10, None)
    assert public(wire(second["previous"])).json == first
    answer = public(f"{SEARCH}?q=story&limit=20&cursor=*").json
    assert (paths(answer), paths(public(wire(answer["next"])).json)) == (paths(first), paths(second))


@pytest.mark.parametrize(
    ("query", "parameters"),
    [
        ("limit=101", ["limit"]),
        ("q=" + "a" * 401, ["q"]),
        ("q=a&q=b", ["q"]),
        ("order=title", ["order"]),
        ("cursor=nonsense", ["cursor"]),
        ("first_type=guidance", ["first_type"]),
        ("page=2&cursor=*", ["cursor"]),
    ],
)
def test_a_search_that_cannot_be_understood(public: Asker, query: str, parameters: list[str]) -> None:
    got = public(f"{SEARCH}?{query}")
    assert (got.status, [error["parameter"] for error in got.json["errors"]]) == (400, parameters)


def test_suggestions(public: Asker) -> None:
    assert public(f"{PUBLIC}/suggest?q=trea&limit=1").json == {
        "results": [{"title": "Treating flu", "path": "/guidance/flu", "type": "guidance", "audience": "public"}]
    }
    assert public(f"{PUBLIC}/suggest?q=").json == {"results": []}
    assert public(f"{PUBLIC}/suggest?q={'a' * 81}").status == 400


def test_what_a_minus_keeps_out_is_told_with_the_query_that_lets_it_in(public: Asker) -> None:
    answer = public(f"{SEARCH}?q=story -flu").json
    assert answer["excluded"] == [{"text": "flu", "query": "story flu"}]
    assert public(f"{SEARCH}?q=story").json["excluded"] == []


def test_signs_alone_find_nothing(public: Asker) -> None:
    assert [public(f"{SEARCH}?q={query}").json["count"] for query in ("?", "...", "-")] == [0, 0, 0]


class Down:
    """An engine that cannot answer."""

    def search(self, *asked: Any) -> Any:
        """Fail."""
        raise EngineUnavailable("down")

    suggest = search


def test_when_the_first_engine_fails_the_answer_is_degraded_and_kept_briefly(
    public: Asker, as_delivery: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "engine_for", lambda reader: StandbyEngine(Down(), EmbeddedEngine(reader.copy)))
    got = public(f"{SEARCH}?q=story&limit=1")
    steady = "public, max-age=1, stale-while-revalidate=1, stale-if-error=86400"
    assert (got.json["degraded"], got.json["count"], got.headers["cache-control"]) == (True, 30, steady)
    assert public(f"{PUBLIC}/suggest?q=trea").json["results"][0]["path"] == "/guidance/flu"


def test_search_settings_of_the_copy_are_obeyed(public: Asker, as_delivery: Any, bank: Any, tmp_path: Any) -> None:
    from tests.cms.bank import write_copy

    bank.single("~search", {"promoted": {"story": [content_id("public/about")]}, "excluded": {}, "never_suggest": []})
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}
    assert paths(public(f"{SEARCH}?q=story&limit=1").json) == ["/about"]
    bank.single("~search", {"excluded": {"story": [content_id("public/about")]}})
    write_copy(bank, tmp_path, "public")
    assert paths(public(f"{SEARCH}?q=story&limit=1").json) != ["/about"]
