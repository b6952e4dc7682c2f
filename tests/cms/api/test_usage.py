"""Telling the API what readers did: taken, refused, and never about a person."""

import json
from pathlib import Path
from typing import Any

import pytest

from cms.api.query_ids import write_query_id
from scripts.openapi import SNAPSHOT
from site_content.search_settings.usage import spool as spools
from site_content.search_settings.usage.spool import Spool
from tests.cms.api_calls import PUBLIC, Asker, Got
from tests.cms.bank import SECONDS

JSON = {"Content-Type": "application/json"}


@pytest.fixture
def spool(as_delivery: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Spool:
    as_delivery.SPOOL = tmp_path / "spool"
    monkeypatch.setattr(spools, "SETTLE_SECONDS", -1.0)
    return Spool(as_delivery.SPOOL)


def tell(public: Asker, route: str, body: Any, headers: dict[str, str] = JSON) -> Got:
    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    return public(f"{PUBLIC}/{route}", "POST", sent, headers)


def events(spool: Spool) -> list[dict[str, Any]]:
    return [event for taken in spool.take() for event in taken.events]


def test_searches_clicks_and_feedback_are_taken(public: Asker, spool: Spool) -> None:
    query_id = write_query_id("Flu  JAB", False, SECONDS)
    answers = [
        tell(public, "search/events", {"query_id": query_id, "kind": "search"}),
        tell(public, "search/events", {"query_id": query_id, "kind": "click", "position": 3}),
        tell(public, "feedback", {"path": "News/Flu/", "useful": False, "text": "ŵ\0"}),
    ]
    assert [(got.status, got.body) for got in answers] == [(202, b"")] * 3
    assert {"set-cookie"} & set(answers[0].headers) == set()
    search, click, feedback = events(spool)
    day = search["day"]
    assert search == {"kind": "search", "day": day, "query": "flu jab", "found": True, "audience": "public"}
    assert click == {"kind": "click", "day": day, "query": "flu jab", "position": 3, "audience": "public"}
    assert feedback == {
        "kind": "feedback", "day": day, "path": "/news/flu", "useful": False, "text": "ŵ", "audience": "public"
    }  # fmt: skip


@pytest.mark.parametrize(
    ("route", "body", "status", "parameter"),
    [
        ("search/events", {"query_id": "forged.sign", "kind": "search"}, 400, "query_id"),
        ("search/events", {"query_id": "x" * 2_000, "kind": "look"}, 400, "query_id"),
        ("search/events", {}, 400, "query_id"),
        ("search/events", b"[1]", 400, "body"),
        ("search/events", b"[" * 5_000, 400, "body"),
        ("feedback", {"path": "/../etc", "useful": True}, 400, "path"),
        ("feedback", {"path": "/", "useful": "yes"}, 400, "useful"),
        ("feedback", {"path": "/", "useful": True, "text": "x" * 2_001}, 400, "text"),
        ("feedback", {"path": "/", "useful": True, "email": "a@example.org"}, 400, "email"),
    ],
)
def test_what_cannot_be_understood_is_named_and_not_counted(
    public: Asker, spool: Spool, route: str, body: Any, status: int, parameter: str
) -> None:
    got = tell(public, route, body)
    assert (got.status, got.headers["content-type"]) == (status, "application/problem+json")
    assert parameter in [error["parameter"] for error in got.json["errors"]]
    assert events(spool) == []


def test_the_description_knows_the_bounds_of_what_is_sent(public: Asker, spool: Spool) -> None:
    shapes = json.loads(SNAPSHOT.read_text())["components"]["schemas"]
    feedback, event = (shapes[name]["properties"] for name in ("FeedbackEvent", "SearchEvent"))
    longest, deepest = feedback["text"]["maxLength"], event["position"]["anyOf"][0]["maximum"]
    query_id = write_query_id("flu", False, SECONDS)
    for more, status in ((0, 202), (1, 400)):
        text = {"path": "/", "useful": True, "text": "x" * (longest + more)}
        click = {"query_id": query_id, "kind": "click", "position": deepest + more}
        assert [tell(public, "feedback", text).status, tell(public, "search/events", click).status] == [status] * 2
    assert [feedback["path"]["minLength"], event["query_id"]["minLength"]] == [1, 1]


def test_forms_get_and_large_bodies_are_refused(public: Asker, spool: Spool) -> None:
    assert tell(public, "feedback", b"path=/", {"Content-Type": "application/x-www-form-urlencoded"}).status == 415
    assert tell(public, "feedback", b"x" * 70_000).status == 413
    got = public(f"{PUBLIC}/feedback")
    assert (got.status, got.headers["allow"]) == (405, "POST")


def test_a_full_spool_is_told_and_harms_nothing(public: Asker, spool: Spool, monkeypatch: pytest.MonkeyPatch) -> None:
    assert tell(public, "feedback", {"path": "/", "useful": True}).status == 202
    monkeypatch.setattr(spools, "MAX_BYTES", 1)
    assert tell(public, "feedback", {"path": "/", "useful": True}).status == 503
    assert len(events(spool)) == 1
