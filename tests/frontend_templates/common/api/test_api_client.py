"""The API client: kept, revalidated, stale when it must be, one at a time, resting after failures."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest

from frontend_templates.common.api import api_client
from frontend_templates.common.api.answers import AnswerStore, ApiRequest
from frontend_templates.common.api.api_client import ApiClient
from frontend_templates.common.api.api_errors import BadRequest, Forbidden, Gone, NotFound, SignInNeeded, Unavailable
from frontend_templates.common.api.breaker import MAX_FAILURES
from tests.frontend_templates.fake_api import API, Clock, FakeApi, problem

pytestmark = pytest.mark.anyio


@pytest.fixture
async def client(api: FakeApi, clock: Clock) -> AsyncIterator[ApiClient]:
    api.answers["topics"] = {"n": 1}
    made = ApiClient(API, 1_000_000, api.transport(), clock)
    yield made
    await made.close()


async def value(client: ApiClient, path: str = "topics", **params: Any) -> Any:
    return (await client.get(path, params)).value()


async def settle(client: ApiClient) -> None:
    """Wait for what goes on in the background."""
    while len(client._flight):
        await asyncio.sleep(0)


async def test_a_fresh_answer_is_not_asked_for_again(client: ApiClient, api: FakeApi, clock: Clock) -> None:
    api.cache_control = "public, max-age=10"
    assert [await value(client) for _ in range(3)] == [{"n": 1}] * 3
    clock.pass_(9.9)
    await value(client)
    assert len(api.asked) == 1
    clock.pass_(0.2)
    await value(client)
    assert len(api.asked) == 2


async def test_an_old_answer_is_asked_for_with_its_etag(client: ApiClient, api: FakeApi, clock: Clock) -> None:
    api.cache_control = "public, max-age=1"
    first = await client.get("topics")
    clock.pass_(2)
    second = await client.get("topics")
    assert api.asked[1].headers["if-none-match"] == first.etag
    assert (second.data, second.version, second.fresh_until) == (first.data, first.version, clock.now + 1)
    api.answers["topics"] = {"n": 2}
    clock.pass_(2)
    third = await client.get("topics")
    assert (third.data, third.version != first.version) == ({"n": 2}, True)


async def test_while_revalidating_the_old_answer_is_given_at_once(
    client: ApiClient, api: FakeApi, clock: Clock
) -> None:
    api.cache_control = "public, max-age=1, stale-while-revalidate=5"
    await value(client)
    api.answers["topics"] = {"n": 2}
    clock.pass_(3)
    assert await value(client) == {"n": 1}
    await settle(client)
    assert await value(client) == {"n": 2}
    assert len(api.asked) == 2


async def test_after_that_a_reader_waits_for_the_new_one(client: ApiClient, api: FakeApi, clock: Clock) -> None:
    api.cache_control = "public, max-age=1, stale-while-revalidate=5"
    await value(client)
    api.answers["topics"] = {"n": 2}
    clock.pass_(7)
    assert await value(client) == {"n": 2}


async def test_but_not_for_long(client: ApiClient, api: FakeApi, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_client, "PATIENCE", 0.01)
    await value(client)
    api.answers["topics"], api.delay = {"n": 2}, 0.1
    clock.pass_(7)
    assert await value(client) == {"n": 1}
    await asyncio.sleep(0.12)
    assert await value(client) == {"n": 2}


async def test_a_change_of_the_log_makes_every_answer_old(client: ApiClient, api: FakeApi) -> None:
    api.cache_control = "public, max-age=600, stale-while-revalidate=600"
    await value(client)
    api.answers["topics"] = {"n": 2}
    assert await value(client) == {"n": 1}
    client.generation += 1
    assert await value(client) == {"n": 2}
    await value(client)
    assert len(api.asked) == 2


@pytest.mark.parametrize("failure", ["away", "failing"])
async def test_when_the_api_fails_an_answer_is_good_for_a_day(
    client: ApiClient, api: FakeApi, clock: Clock, failure: str
) -> None:
    await value(client)
    setattr(api, failure, 500)
    clock.pass_(86_000)
    assert await value(client) == {"n": 1}
    clock.pass_(1_000)
    with pytest.raises(Unavailable):
        await value(client)


async def test_stale_if_error_is_heeded(client: ApiClient, api: FakeApi, clock: Clock) -> None:
    api.cache_control = "public, max-age=1, stale-if-error=60"
    await value(client)
    api.away = True
    clock.pass_(62)
    with pytest.raises(Unavailable):
        await value(client)


@pytest.mark.parametrize("said", ["no-store", "private, max-age=60"])
async def test_what_may_not_be_kept_is_not(client: ApiClient, api: FakeApi, said: str) -> None:
    api.cache_control = said
    await value(client)
    await value(client)
    assert (len(api.asked), len(client.store)) == (2, 0)


async def test_many_at_once_are_one_request(client: ApiClient, api: FakeApi) -> None:
    api.delay = 0.01
    assert await asyncio.gather(*(value(client) for _ in range(50))) == [{"n": 1}] * 50
    assert len(api.asked) == 1


async def test_one_who_leaves_does_not_take_it_from_the_others(client: ApiClient, api: FakeApi) -> None:
    api.delay = 0.02
    leaves, stays = asyncio.ensure_future(value(client)), asyncio.ensure_future(value(client))
    await asyncio.sleep(0.005)
    leaves.cancel()
    assert await stays == {"n": 1}
    assert len(api.asked) == 1


async def test_parameters_and_credentials_keep_answers_apart(client: ApiClient, api: FakeApi) -> None:
    api.answers["topics"] = lambda request: {
        "page": request.url.params.get("page"),
        "who": request.headers.get("authorization"),
    }
    assert await value(client, page=1) == {"page": "1", "who": None}
    assert await value(client, page=2, q="", tag=None) == {"page": "2", "who": None}
    own = await client.get("topics", {"page": 1}, {"authorization": "Bearer a"})
    assert own.value() == {"page": "1", "who": "Bearer a"}
    assert len(api.asked) == 3


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (problem(404), NotFound),
        (problem(410, reason="Old", item_title="It"), Gone),
        (problem(400, errors=[{"parameter": "q", "message": "No"}]), BadRequest),
        (problem(401), SignInNeeded),
        (problem(403), Forbidden),
        (problem(429), Unavailable),
        (problem(500), Unavailable),
        (problem(503), Unavailable),
        (httpx.Response(302, headers={"location": "/x"}), Unavailable),
        (httpx.Response(200, content=b"<html>"), Unavailable),
        (httpx.Response(404, content=b"<html>"), Unavailable),
    ],
)
async def test_every_failure_has_a_type(client: ApiClient, api: FakeApi, answer: httpx.Response, error: type) -> None:
    api.answers["topics"] = answer
    with pytest.raises(error) as raised:
        await value(client)
    assert type(raised.value) is error
    if isinstance(raised.value, Gone):
        assert (raised.value.reason, raised.value.title) == ("Old", "It")
    if isinstance(raised.value, BadRequest):
        assert raised.value.errors == [{"parameter": "q", "message": "No"}]


async def test_an_absence_is_kept_like_any_answer(client: ApiClient, api: FakeApi) -> None:
    for _ in range(2):
        with pytest.raises(NotFound):
            await value(client, "content", slug="nowhere")
    assert len(api.asked) == 1


async def test_after_failures_nothing_is_asked_for_a_while(client: ApiClient, api: FakeApi, clock: Clock) -> None:
    api.failing = 500
    for _ in range(MAX_FAILURES + 5):
        with pytest.raises(Unavailable):
            await value(client)
    assert len(api.asked) == MAX_FAILURES
    # Another resource is not held to account for it.
    with pytest.raises(Unavailable):
        await value(client, "site")
    assert len(api.asked) == MAX_FAILURES + 1
    clock.pass_(1.01)
    for _ in range(3):
        with pytest.raises(Unavailable):
            await value(client)
    assert len(api.asked) == MAX_FAILURES + 2
    # Twice as long after the try that failed.
    clock.pass_(1.01)
    with pytest.raises(Unavailable):
        await value(client)
    assert len(api.asked) == MAX_FAILURES + 2
    api.failing = 0
    clock.pass_(1)
    assert await value(client) == {"n": 1}
    api.failing = 500
    with pytest.raises(Unavailable):
        await value(client, page=2)


async def test_a_connection_closed_under_us_is_tried_again(client: ApiClient, api: FakeApi) -> None:
    def closed(request: httpx.Request) -> Any:
        if len(api.asked) == 1:
            raise httpx.RemoteProtocolError("closed", request=request)
        return {"n": 3}

    api.answers["topics"] = closed
    assert await value(client) == {"n": 3}


async def test_an_answer_without_end_is_refused(
    client: ApiClient, api: FakeApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_client, "MAX_ANSWER_BYTES", 1_000)
    api.answers["topics"] = {"text": "x" * 2_000}
    with pytest.raises(Unavailable):
        await value(client)


async def test_an_answer_too_slow_is_given_up(client: ApiClient, api: FakeApi, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api_client, "DEADLINE", 0.01)
    api.delay = 0.5
    with pytest.raises(Unavailable):
        await value(client)


async def test_memory_is_bounded(client: ApiClient, api: FakeApi) -> None:
    api.answers["topics"] = {"text": "x" * 10_000}
    for page in range(50):
        await value(client, page=page)
    assert 0 < client.store.size <= client.store.limit
    assert len(client.store) < 25
    assert client.store.get(ApiRequest("topics", (("page", "49"),))) is not None
    assert client.store.get(ApiRequest("topics", (("page", "0"),))) is None


async def test_one_answer_too_large_does_not_push_out_the_others(client: ApiClient, api: FakeApi) -> None:
    client.store = AnswerStore(100_000)
    await value(client)
    api.answers["items"] = {"text": "x" * 100_000}
    await value(client, "items")
    assert len(client.store) == 1
