"""Pictures and files: passed on as they are, small ones kept, nothing but media."""

from __future__ import annotations

import httpx
import pytest

from tests.frontend_templates.fake_api import CMS, FakeApi

pytestmark = pytest.mark.anyio
PICTURE = f"{CMS}/media/images/a.9f.webp"


def medium(body: bytes, content_type: str, **headers: str) -> httpx.Response:
    said = {"content-type": content_type, "set-cookie": "sessionid=x", "x-powered-by": "y", **headers}
    return httpx.Response(200, content=body, headers=said)


async def test_a_picture_is_passed_on_for_ever(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[PICTURE] = medium(b"RIFF", "image/webp", etag='"9f"')
    answer = await web.get("/media/images/a.9f.webp", headers={"cookie": "sessionid=mine"})
    assert (answer.status_code, answer.content) == (200, b"RIFF")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "image/webp"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("set-cookie" in answer.headers, "x-powered-by" in answer.headers) == (False, False)
    assert ("cookie" in api.asked[0].headers, api.asked[0].headers["x-forwarded-proto"]) == (False, "https")


async def test_a_small_picture_outlives_the_cms(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[PICTURE] = medium(b"RIFF", "image/webp", etag='"9f"')
    await web.get("/media/images/a.9f.webp")
    api.away = True
    again = await web.get("/media/images/a.9f.webp")
    assert (again.status_code, again.content, len(api.asked)) == (200, b"RIFF", 1)
    unchanged = await web.get("/media/images/a.9f.webp", headers={"if-none-match": '"9f"'})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert (await web.get("/media/images/other.webp")).status_code == 503


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
