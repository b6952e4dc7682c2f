"""Pictures and files: passed on as they are; the CMS is asked before each answer; nothing but media."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from frontend_templates.common.serving.media_cache import CachedPicture, MediaCache
from tests.frontend_templates.fake_api import CMS, Clock, FakeApi

pytestmark = pytest.mark.anyio
PICTURE = f"{CMS}/media/images/a.9f.webp"
ASK_AGAIN = "public, max-age=0, stale-if-error=86400"


def medium(body: bytes, content_type: str, **headers: str) -> httpx.Response:
    said = {"content-type": content_type, "set-cookie": "sessionid=x", "x-powered-by": "y", **headers}
    return httpx.Response(200, content=body, headers=said)


class Shelf:
    """What the CMS has at PICTURE: it answers 304 to who has these bytes, and 404 when there are none."""

    def __init__(self, api: FakeApi) -> None:
        self.body: bytes | None = b"RIFF"
        self.cache_control = ASK_AGAIN
        self.keys = "item:1"
        api.other[PICTURE] = self.answer

    def answer(self, request: httpx.Request) -> Any:
        if self.body is None:
            return httpx.Response(404)
        version = f'"{self.body.decode()}"'
        headers = {"etag": version, "cache-control": self.cache_control, "surrogate-key": self.keys}
        if request.headers.get("if-none-match") == version:
            return httpx.Response(304, headers=headers)
        return medium(self.body, "image/webp", **headers)


@pytest.fixture
def shelf(api: FakeApi) -> Shelf:
    return Shelf(api)


async def test_a_picture_is_passed_on(web: httpx.AsyncClient, api: FakeApi, shelf: Shelf) -> None:
    answer = await web.get("/media/images/a.9f.webp", headers={"cookie": "sessionid=mine"})
    assert (answer.status_code, answer.content) == (200, b"RIFF")
    assert (answer.headers["cache-control"], answer.headers["surrogate-key"]) == (ASK_AGAIN, "item:1")
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("set-cookie" in answer.headers, "x-powered-by" in answer.headers) == (False, False)
    assert ("cookie" in api.asked[0].headers, api.asked[0].headers["x-forwarded-proto"]) == (False, "https")


async def test_the_cms_is_asked_before_each_answer_and_sends_the_bytes_once(
    web: httpx.AsyncClient, api: FakeApi, shelf: Shelf
) -> None:
    await web.get("/media/images/a.9f.webp")
    shelf.keys = "item:2"
    again = await web.get("/media/images/a.9f.webp")
    assert (again.status_code, again.content, again.headers["surrogate-key"]) == (200, b"RIFF", "item:2")
    assert again.headers["content-type"] == "image/webp"
    assert [request.headers.get("if-none-match") for request in api.asked] == [None, '"RIFF"']
    # A browser that has them, or has others, is answered by what the site holds.
    for version, status in (('"RIFF"', 304), ('"old"', 200)):
        got = await web.get("/media/images/a.9f.webp", headers={"if-none-match": version})
        assert (got.status_code, api.asked[-1].headers["if-none-match"]) == (status, '"RIFF"')
    shelf.body = b"NEW"
    assert (await web.get("/media/images/a.9f.webp")).content == b"NEW"


async def test_what_was_taken_away_is_gone_at_once_and_for_good(
    web: httpx.AsyncClient, api: FakeApi, shelf: Shelf
) -> None:
    await web.get("/media/images/a.9f.webp")
    shelf.body = None
    gone = await web.get("/media/images/a.9f.webp")
    assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")
    api.away = True
    assert (await web.get("/media/images/a.9f.webp")).status_code == 503


@pytest.mark.parametrize("headers", [{}, {"range": "bytes=0-1"}])
async def test_a_small_picture_outlives_the_cms(
    web: httpx.AsyncClient, api: FakeApi, shelf: Shelf, headers: dict[str, str]
) -> None:
    await web.get("/media/images/a.9f.webp")
    for trouble in ("away", "failing"):
        api.away, api.failing = trouble == "away", 503 if trouble == "failing" else 0
        again = await web.get("/media/images/a.9f.webp", headers=headers)
        assert (again.status_code, again.content) == (200, b"RIFF")
        unchanged = await web.get("/media/images/a.9f.webp", headers={"if-none-match": '"RIFF"'})
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        assert (await web.get("/media/images/other.webp")).status_code == 503


async def test_but_not_beyond_what_the_cms_said_last(
    web: httpx.AsyncClient, api: FakeApi, shelf: Shelf, clock: Clock
) -> None:
    shelf.cache_control = "public, max-age=0, stale-if-error=50"
    await web.get("/media/images/a.9f.webp")
    clock.now += 40
    shelf.cache_control = "public, max-age=0, stale-if-error=10"
    await web.get("/media/images/a.9f.webp")
    api.away = True
    found = []
    for seconds in (9, 1):
        clock.now += seconds
        found.append((await web.get("/media/images/a.9f.webp")).status_code)
    assert found == [200, 503]


@pytest.mark.parametrize("said", ["no-store", "private, no-store"])
async def test_what_nobody_may_keep_is_not_kept(web: httpx.AsyncClient, api: FakeApi, shelf: Shelf, said: str) -> None:
    shelf.cache_control = said
    assert (await web.get("/media/images/a.9f.webp")).headers["cache-control"] == said
    api.away = True
    assert (await web.get("/media/images/a.9f.webp")).status_code == 503


async def test_who_says_nothing_is_not_kept_by_anyone(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[PICTURE] = medium(b"RIFF", "image/webp")
    assert (await web.get("/media/images/a.9f.webp")).headers["cache-control"] == "no-store"


def test_pictures_unused_longest_make_room() -> None:
    cache = MediaCache(10)
    for name in ("a", "b"):
        cache.put(name, CachedPicture(b"1234", {}, 0))
    cache.get("a")
    cache.put("c", CachedPicture(b"1234", {}, 0))
    assert ([name for name in "abc" if cache.get(name)], cache.size) == (["a", "c"], 8)
    cache.put("a", CachedPicture(b"12", {}, 0))
    cache.drop("c")
    cache.drop("none")
    assert cache.size == 2


@pytest.mark.parametrize(
    ("content_type", "saved"),
    [("application/pdf", False), ("text/html", True), ("image/svg+xml", True), ("application/zip", True)],
)
async def test_what_could_run_is_saved_not_shown(
    web: httpx.AsyncClient, api: FakeApi, content_type: str, saved: bool
) -> None:
    api.other[f"{CMS}/media/files/1-a/x"] = medium(b"<script>", content_type)
    answer = await web.get("/media/files/1-a/x")
    assert ("attachment" in answer.headers.get("content-disposition", "")) is saved
    assert "sandbox" in answer.headers["content-security-policy"]


async def test_a_large_file_is_streamed_in_parts(web: httpx.AsyncClient, api: FakeApi) -> None:
    body = b"x" * 2_000_000
    api.other[f"{CMS}/media/files/1-a/large.pdf"] = lambda request: (
        httpx.Response(206, content=body[:10], headers={"content-range": "bytes 0-9/2000000"})
        if "range" in request.headers
        else medium(body, "application/pdf")
    )
    whole = await web.get("/media/files/1-a/large.pdf")
    assert (whole.status_code, whole.content) == (200, body)
    part = await web.get("/media/files/1-a/large.pdf", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, b"x" * 10, "bytes 0-9/2000000")


@pytest.mark.parametrize("size", [100, 2_000_000])
async def test_a_part_is_never_taken_for_the_whole_nor_the_whole_for_a_part(
    web: httpx.AsyncClient, api: FakeApi, size: int
) -> None:
    """Of small pictures, which are held here, and of large ones."""
    body, asked = bytes(number % 251 for number in range(size)), []

    def cms(request: httpx.Request) -> httpx.Response:
        asked.append(request.headers.get("range"))
        common = {"etag": '"1"', "cache-control": ASK_AGAIN, "accept-ranges": "bytes", "content-type": "image/webp"}
        if request.headers.get("if-none-match") == '"1"':
            return httpx.Response(304, headers=common)
        if "range" not in request.headers or request.headers.get("if-range", '"1"') != '"1"':
            return httpx.Response(200, content=body, headers=common)
        if request.headers["range"] == "bytes=1-3":
            return httpx.Response(206, content=body[1:4], headers={**common, "content-range": f"bytes 1-3/{size}"})
        return httpx.Response(416, headers={"content-range": f"bytes */{size}", "cache-control": "no-store"})

    api.other[PICTURE] = cms
    address, part = "/media/images/a.9f.webp", {"range": "bytes=1-3"}
    for _ in range(2):
        got = await web.get(address, headers=part)
        assert (got.status_code, got.content, got.headers["content-range"]) == (206, body[1:4], f"bytes 1-3/{size}")
        whole = await web.get(address)
        assert (whole.status_code, whole.content, "content-range" in whole.headers) == (200, body, False)
        stale = await web.get(address, headers={**part, "if-range": '"0"'})
        assert (stale.status_code, stale.content) == (200, body)
        beyond = await web.get(address, headers={"range": f"bytes={size}-"})
        assert (beyond.status_code, beyond.headers["content-range"]) == (416, f"bytes */{size}")
        several = await web.get(address, headers={"range": "bytes=1-3,5-" + ",7-8" * 40})
        assert (several.status_code, several.content) == (200, body)
    asked.clear()
    head = await web.head(address, headers=part)
    assert (head.status_code, head.headers["content-length"], asked) == (200, str(size), [None])
    # While the CMS is away: all of what is held here, or nothing.
    api.away = True
    got = await web.get(address, headers=part)
    assert (got.status_code, got.content) == ((200, body) if size == 100 else (503, b"Not available now\n"))


@pytest.mark.parametrize(
    "path",
    ["", "a//b", "%2e%2e/admin/", "a/%2e%2e/%2e%2e/admin", ".hidden", "a%5Cb", "a%00b", "x" * 501, "%0d%0aHost:x"],
)
async def test_nothing_but_media_is_asked_for(web: httpx.AsyncClient, api: FakeApi, path: str) -> None:
    answer = await web.get(httpx.URL("https://www.example.org", raw_path=b"/media/" + path.encode()))
    assert (answer.status_code, [asked for asked in api.asked if asked.url.host == "cms.test"]) == (404, [])


@pytest.mark.parametrize(("status", "told"), [(404, 404), (403, 404), (302, 404), (500, 503)])
async def test_no_other_answer_is_passed_on(web: httpx.AsyncClient, api: FakeApi, status: int, told: int) -> None:
    api.other[PICTURE] = httpx.Response(status, headers={"location": "https://evil.example"}, content=b"secret")
    answer = await web.get("/media/images/a.9f.webp")
    assert (answer.status_code, b"secret" in answer.content, "location" in answer.headers) == (told, False, False)


async def test_a_question_mark_in_a_name_is_a_name(web: httpx.AsyncClient, api: FakeApi) -> None:
    await web.get("/media/images/a%3Fb%23c.webp?x=1")
    assert str(api.asked[0].url) == f"{CMS}/media/images/a%3Fb%23c.webp"
