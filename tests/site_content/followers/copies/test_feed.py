"""The log over HTTP: retries, limits, and a feed that says what a feed cannot."""

import json
import time
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from site_content.followers.audit import compare
from site_content.followers.copies import feed
from site_content.followers.copies.background import Background
from site_content.followers.copies.feed import FeedSource
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile
from site_content.followers.copies.source import SourceUnavailable
from site_content.items.change import from_json, to_json
from tests.site_content.followers.copies.made import MemoryLog, MemorySource, at, change


def page_json(log: MemoryLog, request: httpx.Request) -> dict[str, Any]:
    asked = request.url.params
    page = MemorySource(log, asked["audience"]).page(int(asked["after"]), int(asked["limit"]))
    return {
        "audience": asked["audience"], "changes": [to_json(each) for each in page.changes],
        "position": page.position, "head": page.head, "start": page.start, "mark": page.mark,
        "reset_below": page.reset_below,
    }  # fmt: skip


def source(answer: Callable[[httpx.Request], httpx.Response], token: str = "word") -> FeedSource:
    return FeedSource("https://cms.example/api/feed/changes", token, "public", httpx.MockTransport(answer))


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "_PAUSES", (0.0, 0.0))


def test_a_change_is_the_same_after_its_way_over_http() -> None:
    made = [
        change(
            1, "/flu", part_paths=["/flu/a"], facets={"topic": ["x"]}, live_until=at(3), next_change_at=at(3), text="é"
        ),
        change(2, "/gone", "removed"),
        change(3, "/new", slot="scheduled", live_from=at(9), published_at=None),
        change(4, "/seen", media=[{"name": "images/1/a.png", "shown_from": "2026-06-01T00:00:00Z"}, {"name": "b"}]),
    ]
    assert [from_json(json.loads(json.dumps(to_json(each)))) for each in made] == made


@pytest.mark.parametrize(
    "harm",
    [
        {"seq": "1"}, {"seq": True}, {"seq": 0}, {"state": "alive"}, {"slot": "next"}, {"card": "{}"}, {"entry": []},
        {"updated_at": None}, {"updated_at": "yesterday"}, {"updated_at": "2026-01-01T00:00:00"}, {"live_from": 5},
        {"part_paths": None}, {"part_paths": [1]}, {"path": None}, {"body": {}},
    ],
)  # fmt: skip
def test_what_is_no_change_is_refused(harm: dict[str, Any]) -> None:
    data = to_json(change(1, "/flu"))
    with pytest.raises(ValueError, match=r"not a change|Invalid isoformat"):
        from_json({**data, **harm})
    with pytest.raises(ValueError, match="not a change"):
        from_json({name: value for name, value in data.items() if name not in harm})


@pytest.mark.parametrize(
    "media",
    [
        None, {}, ["a"], [{}], [{"name": 1}], [{"name": "a", "shown_from": 1}], [{"name": "a", "shown_from": "soon"}],
        [{"name": "a", "shown_until": "2026-06-01T00:00:00"}],
    ],
)  # fmt: skip
def test_media_that_are_none_are_refused_and_may_be_left_out(media: Any) -> None:
    data = to_json(change(1, "/flu"))
    with pytest.raises(ValueError, match=r"not a change|Invalid isoformat"):
        from_json({**data, "media": media})
    data.pop("media")
    assert from_json(data).media == []


def test_a_copy_follows_the_feed(log: MemoryLog, copy: CopyFile) -> None:
    asked: list[tuple[str | None, str]] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append((request.headers.get("Authorization"), str(request.url)))
        return httpx.Response(200, json=page_json(log, request))

    for number in range(700):
        log.put(f"/p{number}", text="words")
    log.put("/rota", audience="staff")
    follower = CopyFollower(copy.path, "public", source(answer))
    assert follower.catch_up().position == 701
    log.put("/p3", "removed")
    assert follower.catch_up().written == 1
    follower.close()
    assert compare(copy.connection(), log.items()) == []
    assert asked[0] == ("Bearer word", "https://cms.example/api/feed/changes?after=0&limit=500&audience=public")


def test_passing_trouble_is_tried_again_lasting_trouble_is_told(log: MemoryLog) -> None:
    log.put("/flu")
    answers = iter([httpx.ConnectError("refused"), httpx.Response(503), None])

    def answer(request: httpx.Request) -> httpx.Response:
        what = next(answers)
        if isinstance(what, Exception):
            raise what
        return what or httpx.Response(200, json=page_json(log, request))

    assert [each.path for each in source(answer).page(0, 5).changes] == ["/flu"]
    for status, told in (
        (401, "HEADLAND_FEED_TOKEN"),
        (404, "answered 404"),
        (302, "answered 302"),
        (502, "answered 502"),
    ):
        with pytest.raises(SourceUnavailable, match=told):
            source(lambda _, status=status: httpx.Response(status)).page(0, 5)  # type: ignore[misc]


def test_answers_are_bounded_in_size_and_time(log: MemoryLog, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(feed, "MAX_PAGE_BYTES", 10_000)
    with pytest.raises(SourceUnavailable, match="larger than 10000 bytes"):
        source(lambda _: httpx.Response(200, content=iter([b" " * 6_000] * 1_000_000))).page(0, 5)
    monkeypatch.setattr(feed, "MAX_SECONDS", 0.05)

    def drip() -> Any:
        while True:
            time.sleep(0.03)
            yield b" "

    with pytest.raises(SourceUnavailable, match="took more than"):
        source(lambda _: httpx.Response(200, content=drip())).page(0, 5)


@pytest.mark.parametrize(
    "harm",
    [
        {"audience": "staff"}, {"changes": None}, {"changes": [{}]}, {"position": None}, {"position": 0},
        {"position": 1}, {"head": "many"}, {"position": 0, "changes": []}, {"start": None, "mark": 5, "changes": "[]"},
    ],
)  # fmt: skip
def test_a_feed_that_says_what_a_feed_cannot_is_refused(harm: dict[str, Any], log: MemoryLog) -> None:
    log.put("/flu")
    log.put("/cough")
    with pytest.raises(SourceUnavailable, match="the feed is not valid"):
        source(lambda request: httpx.Response(200, json={**page_json(log, request), **harm})).page(0, 5)
    for text in (b"", b"<html>", b"[]", b"[" * 100_000, b"\xff"):
        with pytest.raises(SourceUnavailable, match="the feed is not valid"):
            source(lambda _, text=text: httpx.Response(200, content=text)).page(0, 5)  # type: ignore[misc]


def test_changes_out_of_order_or_of_staff_never_reach_a_copy(log: MemoryLog, copy: CopyFile) -> None:
    log.put("/flu")
    log.put("/cough")

    def backwards(request: httpx.Request) -> httpx.Response:
        page = page_json(log, request)
        return httpx.Response(200, json={**page, "changes": page["changes"][::-1]})

    with pytest.raises(SourceUnavailable, match="out of order"):
        source(backwards).page(0, 5)
    log.put("/rota", audience="staff")

    def leaking(request: httpx.Request) -> httpx.Response:
        leak = request.url.copy_set_param("audience", "staff")
        return httpx.Response(200, json={**page_json(log, httpx.Request("GET", leak)), "audience": "public"})

    follower = CopyFollower(copy.path, "public", source(leaking))
    with pytest.raises(SourceUnavailable, match="seq 3 is for staff, not for public"):
        follower.catch_up()
    follower.close()
    assert not copy.path.exists()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_one_process_of_a_host_follows_and_another_takes_over(
    log: MemoryLog, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_content.followers.copies.background.LOCKED_PAUSE", 0.02)
    log.put("/flu")
    one, other = (Background(copy.path, "public", MemorySource(log), pause=0.01) for _ in range(2))
    one.start()
    wait_until(lambda: one.status().is_following)
    other.start()
    wait_until(lambda: other.status().checked_at is not None)
    assert (one.status().position, other.status().is_following) == (1, False)
    one.stop()
    log.put("/cough")
    wait_until(lambda: other.status().position == 2)
    other.stop()
    assert compare(copy.connection(), log.items()) == []


def test_trouble_is_told_and_got_over_in_the_background(
    log: MemoryLog, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("site_content.followers.copies.background.MAX_PAUSE", 0.02)
    log.put("/flu")
    away = MemorySource(log)
    following = Background(copy.path, "public", away, pause=0.01)
    following.start()
    wait_until(lambda: following.status().position == 1)
    away.is_away = True
    wait_until(lambda: following.status().error == "away")
    log.put("/cough")
    assert following.status().position == 1
    away.is_away = False
    wait_until(lambda: following.status().position == 2)
    assert (following.status().error, following.status().lag) == ("", 0)
    following.stop()
