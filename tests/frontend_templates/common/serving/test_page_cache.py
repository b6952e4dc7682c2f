"""Whole pages: kept while what they depend on is unchanged, bounded, the same for every reader."""

from __future__ import annotations

import asyncio
import gzip
import logging

import brotli
import httpx
import pytest
from starlette.types import ASGIApp

from frontend_templates.common.api import api_client
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.page_cache import PageCache
from frontend_templates.common.serving.page_door import PageDoor, page_key
from frontend_templates.common.words.query import TooLong
from tests.frontend_templates.fake_api import Clock, FakeApi, example

pytestmark = pytest.mark.anyio
NEWS = "/news/flu-season"
BROWSER = {"accept-encoding": "gzip, deflate, br"}


@pytest.fixture(autouse=True)
def news(api: FakeApi) -> None:
    api.put({**example("news/flu-season"), "path": NEWS}, example("home/home"))


def door(app: ASGIApp) -> PageDoor:
    assert isinstance(app, PageDoor)
    return app


async def test_a_page_is_made_once_while_fresh(web: httpx.AsyncClient, api: FakeApi) -> None:
    pages = {(await web.get(NEWS)).content for _ in range(3)}
    assert (len(pages), sorted(api.paths())) == (1, ["content/news/flu-season", "navigation", "site"])


async def test_unchanged_answers_do_not_make_a_page_again(
    web: httpx.AsyncClient, api: FakeApi, app: ASGIApp, clock: Clock
) -> None:
    await web.get(NEWS)
    kept = door(app).cache.get(NEWS)
    clock.pass_(60)
    await web.get(NEWS)
    assert len(api.asked) == 6
    assert door(app).cache.get(NEWS) is kept
    await web.get(NEWS)
    assert len(api.asked) == 6


@pytest.mark.parametrize("changed", ["content", "site", "navigation"])
async def test_a_page_follows_each_answer_it_was_made_from(
    web: httpx.AsyncClient, api: FakeApi, clock: Clock, changed: str
) -> None:
    before = (await web.get(NEWS)).text
    clock.pass_(60)
    if changed == "content":
        api.put({**example("news/flu-season"), "path": NEWS, "title": "Changed"})
    elif changed == "site":
        api.answers["site"] = {**api.answers["site"], "name": "Changed"}
    else:
        api.answers["navigation"] = {"header": [{"title": "Changed", "path": "/x", "children": []}], "footer": []}
    after = (await web.get(NEWS)).text
    assert ("Changed" in before, "Changed" in after) == (False, True)


async def test_a_published_change_shows_at_once(web: httpx.AsyncClient, api: FakeApi, app: ASGIApp) -> None:
    api.cache_control = "public, max-age=600, stale-while-revalidate=600"
    await web.get(NEWS)
    api.put({**example("news/flu-season"), "path": NEWS, "title": "Changed"})
    assert "Changed" not in (await web.get(NEWS)).text
    door(app).app.state.running.client.generation += 1  # type: ignore[attr-defined]
    assert "Changed" in (await web.get(NEWS)).text


async def test_withdrawn_means_withdrawn(web: httpx.AsyncClient, api: FakeApi, clock: Clock) -> None:
    await web.get(NEWS)
    del api.items[NEWS]
    clock.pass_(60)
    assert (await web.get(NEWS)).status_code == 404
    api.put({**example("news/flu-season"), "path": NEWS})
    clock.pass_(60)
    assert (await web.get(NEWS)).status_code == 200


@pytest.mark.parametrize("failure", ["away", "failing"])
async def test_with_the_api_gone_a_warm_page_answers_and_a_cold_one_says_so(
    web: httpx.AsyncClient, api: FakeApi, clock: Clock, failure: str
) -> None:
    warm = await web.get(NEWS)
    setattr(api, failure, 502)
    for seconds in (1, 60, 3_600, 80_000):
        clock.pass_(seconds)
        page = await web.get(NEWS)
        assert (page.status_code, page.content) == (200, warm.content)
    cold = await web.get("/")
    assert (cold.status_code, cold.headers["cache-control"], cold.headers["retry-after"]) == (
        503,
        "private, no-store",
        "10",
    )
    assert "<h1>Sorry, this page is not available at the moment</h1>" in cold.text
    assert "Headland Health" in cold.text
    assert 'href="/conditions"' in cold.text
    clock.pass_(10_000)
    assert (await web.get(NEWS)).status_code == 503
    setattr(api, failure, 0)
    clock.pass_(60)
    assert [(await web.get(path)).status_code for path in (NEWS, "/")] == [200, 200]


async def test_a_503_can_be_made_with_nothing_in_memory(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.away = True
    page = await web.get(NEWS)
    assert (page.status_code, "Sorry, this page is not available" in page.text) == (503, True)


async def test_a_slow_api_does_not_slow_a_warm_page(
    web: httpx.AsyncClient, api: FakeApi, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(api_client, "PATIENCE", 0.02)
    warm = await web.get(NEWS)
    api.delay = 0.5
    clock.pass_(60)
    began = asyncio.get_running_loop().time()
    assert (await web.get(NEWS)).content == warm.content
    assert asyncio.get_running_loop().time() - began < 0.3
    # And those after it do not wait at all for a moment.
    asked = len(api.asked)
    await web.get(NEWS)
    assert len(api.asked) == asked


async def test_what_goes_wrong_here_is_a_500_and_logged(
    web: httpx.AsyncClient, api: FakeApi, caplog: pytest.LogCaptureFixture
) -> None:
    api.items["/broken"] = {"state": "live", "path": "/broken"}
    with caplog.at_level(logging.ERROR):
        page = await web.get("/broken")
    assert (page.status_code, page.headers["cache-control"]) == (500, "private, no-store")
    assert "<h1>Sorry, there is a problem</h1>" in page.text
    assert "a request could not be answered" in caplog.text
    assert "KeyError" not in page.text


async def test_a_broken_item_does_not_take_away_the_page_that_was_right(
    web: httpx.AsyncClient, api: FakeApi, clock: Clock
) -> None:
    warm = await web.get(NEWS)
    api.items[NEWS] = {"state": "live", "path": NEWS}
    clock.pass_(60)
    assert (await web.get(NEWS)).content == warm.content


async def test_a_crowd_at_a_cold_page_is_one_making_of_it(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.delay = 0.01
    pages = await asyncio.gather(*(web.get(NEWS) for _ in range(30)))
    assert {page.status_code for page in pages} == {200}
    assert len(api.asked) == 3


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_neither_cookies_nor_any_header_change_a_page(web: httpx.AsyncClient, api: FakeApi, method: str) -> None:
    plain = await web.request(method, NEWS)
    for headers in (
        {"cookie": "sessionid=x; headland_preview=y; theme=nhs"},
        {"accept-language": "cy", "user-agent": "curl", "authorization": "Bearer x"},
        {"host": "evil.example", "x-forwarded-host": "evil.example", "x-forwarded-proto": "http"},
    ):
        for path in (NEWS, f"{NEWS}?cold={headers.get('host', '1')}"):
            page = await web.request(method, path, headers=headers)
            assert (page.content, page.headers["etag"]) == (plain.content, plain.headers["etag"])
            assert "set-cookie" not in page.headers
    assert [request.headers.get("cookie") for request in api.asked] == [None] * len(api.asked)


async def test_unknown_parameters_make_no_pages(web: httpx.AsyncClient, api: FakeApi, app: ASGIApp) -> None:
    for number in range(50):
        assert (await web.get(f"{NEWS}?utm_source={number}&fbclid=x")).status_code == 200
    assert (len(door(app).cache), len(api.asked)) == (1, 3)


async def test_pages_fit_into_their_memory() -> None:
    cache = PageCache(400_000)
    for number in range(100):
        cache.put(f"/plain/{number}", Page(b"x" * 5_000, ()))
        cache.put(f"/odd?page={number}", Page(b"x" * 5_000, ()))
        cache.put(f"/missing/{number}", Page(b"x" * 5_000, (), status=404))
    assert cache.size <= 400_000
    assert cache.get("/plain/99") is not None
    # What can be asked for without end has a shelf of its own.
    assert (len(cache.plain.pages), len(cache.odd.pages)) == (31, 10)
    cache.put("/large", Page(b"x" * 100_000, ()))
    assert (cache.get("/large"), cache.get("/plain/99") is not None) == (None, True)
    cache.drop("/plain/99")
    assert cache.get("/plain/99") is None


async def test_one_encoding_each_from_one_page(web: httpx.AsyncClient) -> None:
    plain = await web.get(NEWS)
    for accept, encoding in (
        ("gzip, deflate, br", "br"),
        ("gzip", "gzip"),
        ("br;q=0, gzip;q=0.5", "gzip"),
        ("identity", None),
        ("gzip;q=0", None),
    ):
        async with web.stream("GET", NEWS, headers={"accept-encoding": accept}) as answer:
            raw = b"".join([chunk async for chunk in answer.aiter_raw()])
        assert (answer.headers.get("content-encoding"), answer.headers["vary"]) == (encoding, "accept-encoding")
        assert int(answer.headers["content-length"]) == len(raw)
        opened = {"br": brotli.decompress, "gzip": gzip.decompress}.get(encoding or "", bytes)(raw)
        assert opened == plain.content


async def test_an_unchanged_page_is_a_304(web: httpx.AsyncClient) -> None:
    first = await web.get(NEWS, headers=BROWSER)
    for match in (first.headers["etag"], f'"other", W/{first.headers["etag"]}'):
        answer = await web.get(NEWS, headers={**BROWSER, "if-none-match": match})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", first.headers["etag"])
    assert (await web.get(NEWS, headers={**BROWSER, "if-none-match": '"other"'})).status_code == 200


async def test_head_is_get_without_a_body(web: httpx.AsyncClient) -> None:
    for path in (NEWS, "/nowhere", "/health", "/robots.txt"):
        got, head = await web.get(path), await web.head(path)
        assert (head.status_code, head.content) == (got.status_code, b"")
        assert dict(head.headers) == dict(got.headers)


async def test_a_page_is_kept_by_others_no_longer_than_it_is_true(
    web: httpx.AsyncClient, api: FakeApi, clock: Clock
) -> None:
    api.cache_control = "public, max-age=40"
    api.answers["site"] = httpx.Response(200, json=api.answers["site"], headers={"cache-control": "max-age=30"})
    said = [(await web.get(NEWS)).headers["cache-control"]]
    clock.pass_(12.5)
    said.append((await web.get(NEWS)).headers["cache-control"])
    rest = "stale-if-error=86400"
    assert said == [f"public, max-age=0, s-maxage=30, {rest}", f"public, max-age=0, s-maxage=17, {rest}"]


async def test_every_page_is_told_what_it_may_do(web: httpx.AsyncClient) -> None:
    for path in (NEWS, "/nowhere", "/cookies", "/search"):
        headers = (await web.get(path)).headers
        policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
        assert {name: policy[name] for name in ("default-src", "script-src", "style-src", "img-src", "base-uri")} == {
            "default-src": "'none'",
            "script-src": "'self'",
            "style-src": "'self'",
            "img-src": "'self'",
            "base-uri": "'none'",
        }
        assert (policy["frame-ancestors"], policy["form-action"]) == ("'none'", "'self'")
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
        assert "strict-transport-security" not in headers


@pytest.mark.parametrize(
    ("path", "query", "key"),
    [
        ("/news", b"", "/news"),
        ("/news", b"utm_source=a", "/news"),
        ("/news", b"utm_source=a&page=2&month=2026-01", "/news?page=2&month=2026-01"),
        ("/news", b"page=2&page=3&q=a", "/news?page=2"),
        ("/search", b"view=print&q=a+b&q=c", "/search?q=a+b"),
        ("/news?page=2", b"", "/news%3Fpage=2"),
        ("/news", b"=&&page", "/news"),
    ],
)
def test_a_page_is_kept_under_what_it_knows(path: str, query: bytes, key: str) -> None:
    assert page_key(path, query) == key


def test_a_key_without_end_is_refused() -> None:
    with pytest.raises(TooLong):
        page_key("/news", b"page=" + b"1" * 5_000)
