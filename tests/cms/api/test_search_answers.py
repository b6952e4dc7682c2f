"""Answers above results in the API: found in the copy, whatever the engine does; they lead where a reader may go."""

from pathlib import Path
from typing import Any

import pytest

from cms.api import search
from cms.api.engines import search_settings_for
from cms.api.reader import reader_for
from search.engine import StandbyEngine
from site_content.followers.engines import EmbeddedEngine
from tests.cms.api.test_search import Down
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import Bank, content_id, write_copy

SEARCH = f"{PUBLIC}/search?limit=1&q="
CALL = {"kind": "emergency", "title": "Call 999 now", "text": "It can be a stroke.", "phones": ["999"], "locale": "en"}


@pytest.fixture
def answering(as_delivery: Any, bank: Bank, tmp_path: Path) -> Any:
    """Return a function that writes answers into the public copy."""

    def write(*answers: dict[str, Any]) -> None:
        bank.single("~search", {"answers": list(answers)})
        as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}

    return write


def page_answer(name: str, kind: str = "page") -> dict[str, Any]:
    return {"kind": kind, "queries": ["story"], "title": "Stories", "page": content_id(name)}


def test_an_answer_changes_neither_count_nor_order(public: Asker, answering: Any) -> None:
    answering()
    before = public(f"{SEARCH}story").json
    answering({**CALL, "queries": ["story"]})
    after = public(f"{SEARCH}story").json
    assert (before.pop("answers"), after.pop("answers")) == ([], [{**CALL, "page": None}])
    assert before == after


def test_an_answer_shows_where_nothing_is_found_and_with_one_letter_wrong(public: Asker, answering: Any) -> None:
    answering({**CALL, "queries": ["stroke"]})
    for query in ("stroke", "strok", "what%20is%20a%20stroke"):
        got = public(f"{SEARCH}{query}").json
        assert (got["count"], [each["title"] for each in got["answers"]]) == (0, ["Call 999 now"])
    assert public(f"{SEARCH}stoke").json["answers"] == []
    assert public(f"{PUBLIC}/search?q=").json["answers"] == []


def test_the_page_of_an_answer_is_a_card(public: Asker, answering: Any) -> None:
    answering(page_answer("public/about"))
    (answer,) = public(f"{SEARCH}story").json["answers"]
    assert (answer["kind"], answer["page"]["path"], answer["page"]["title"]) == ("page", "/about", "About us")
    (card,) = public(f"{PUBLIC}/items?path_prefix=/about").json["results"]
    assert answer["page"] == card


@pytest.mark.parametrize("name", ["public/expired", "public/embargoed", "staff/rota", "public/gone", "nothing"])
def test_a_page_that_cannot_be_read_takes_its_answer_along_but_no_emergency(
    public: Asker, answering: Any, name: str
) -> None:
    answering(page_answer(name), page_answer(name, "contact"), page_answer(name, "emergency"))
    got = public(f"{SEARCH}story").json["answers"]
    assert [(answer["kind"], answer["page"]) for answer in got] == [("emergency", None)]


def test_an_answer_ends_with_its_page_at_that_second(public: Asker, answering: Any, at_noon: list[int]) -> None:
    answering(page_answer("public/ends-soon"))
    assert len(public(f"{SEARCH}story").json["answers"]) == 1
    at_noon[0] += 90
    assert public(f"{SEARCH}story").json["answers"] == []


def test_settings_are_made_ready_again_only_when_they_change(answering: Any, bank: Bank, public: Asker) -> None:
    answering({**CALL, "queries": ["stroke"]})
    first = search_settings_for(reader_for("public"))
    bank.live("/news/one-more", "One more", "news")
    answering({**CALL, "queries": ["stroke"]})
    assert search_settings_for(reader_for("public")) is first
    answering({**CALL, "queries": ["stroke", "chest pain"]})
    assert search_settings_for(reader_for("public")) is not first
    assert len(public(f"{SEARCH}chest%20pain").json["answers"]) == 1


def test_answers_show_when_the_first_engine_fails(
    public: Asker, answering: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    answering({**CALL, "queries": ["stroke"]})
    monkeypatch.setattr(search, "engine_for", lambda reader: StandbyEngine(Down(), EmbeddedEngine(reader.copy)))
    got = public(f"{SEARCH}stroke").json
    assert (got["degraded"], [answer["phones"] for answer in got["answers"]]) == (True, [["999"]])
