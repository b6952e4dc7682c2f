"""Previews: a token exchanged once, a key in a cookie no other page sees, and nothing kept."""

from __future__ import annotations

from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest

from tests.frontend_templates.fake_api import CMS, FakeApi, example, problem

pytestmark = pytest.mark.anyio
TOKEN, KEY = "t" * 43, "k" * 43
COOKIE = {"cookie": f"__Host-headland_preview={KEY}"}


@pytest.fixture
def draft(api: FakeApi) -> Any:
    """What the CMS shows for KEY."""
    item = {**example("guidance/flu"), "title": "Draft title", "version": 0}
    grant = {"key": KEY, "audience": "public", "path": item["path"], "seconds": 890}
    api.other[f"{CMS}/api/preview/exchange"] = grant
    api.other[f"{CMS}/api/preview/item"] = lambda request: (
        item if request.headers.get("authorization") == f"Preview {KEY}" else problem(403)
    )
    return item


async def test_a_token_becomes_a_cookie_for_previews_alone(web: httpx.AsyncClient, api: FakeApi, draft: Any) -> None:
    answer = await web.get(f"/preview?token={TOKEN}")
    assert (answer.status_code, answer.headers["location"]) == (303, f"/preview{draft['path']}")
    assert answer.headers["cache-control"] == "private, no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    cookie = SimpleCookie(answer.headers["set-cookie"])["__Host-headland_preview"]
    said = {name: cookie[name] for name in ("path", "max-age", "httponly", "samesite", "secure")}
    assert (cookie.value, said) == (
        KEY,
        {"path": "/", "max-age": "890", "httponly": True, "samesite": "lax", "secure": True},
    )
    assert api.sent == [(f"{CMS}/api/preview/exchange", {"token": TOKEN})]


async def test_the_draft_is_shown_and_kept_nowhere(web: httpx.AsyncClient, api: FakeApi, draft: Any) -> None:
    api.put({**draft, "title": "Live title"})
    second = draft["details"]["parts"][1]
    for path in (draft["path"], second["path"]):
        page = await web.get(f"/preview{path}", headers=COOKIE)
        assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
        assert ("Draft title" in page.text, "PREVIEW" in page.text, "etag" in page.headers) == (True, True, False)
        assert page.headers["referrer-policy"] == "no-referrer"
        # The CMS shows it in a frame beside the editor.
        assert f"frame-ancestors 'self' {CMS}" in page.headers["content-security-policy"]
        assert "x-frame-options" not in page.headers
        assert (second["title"] in page.text) is (path == second["path"])
    live = await web.get(draft["path"], headers=COOKIE)
    assert ("Live title" in live.text, "Draft title" in live.text, "PREVIEW" in live.text) == (True, False, False)


@pytest.mark.parametrize(
    ("path", "headers"),
    [
        ("/preview", {}),
        ("/preview?token=", {}),
        ("/preview?token=short", {}),
        ("/preview?token=" + "x" * 101, {}),
        ("/preview?token=" + "a;b%0d%0ac" * 4, {}),
        ("/preview/news", {}),
        ("/preview/news", {"cookie": "__Host-headland_preview=bad key"}),
        # Any host beside this one may set a cookie of this name.
        ("/preview/news", {"cookie": f"headland_preview={KEY}"}),
        ("/preview/news", {"cookie": f"__Host-headland_preview={'o' * 43}"}),
    ],
)
async def test_without_a_key_nothing_is_shown(
    web: httpx.AsyncClient, draft: Any, path: str, headers: dict[str, str]
) -> None:
    page = await web.get(path, headers=headers)
    assert (page.status_code, page.headers["cache-control"]) == (403, "private, no-store")
    assert "<h1>This preview has ended</h1>" in page.text
    assert "set-cookie" not in page.headers


@pytest.mark.parametrize(
    "grant",
    [
        {"audience": "staff"},
        {"key": "x; Path=/"},
        {"path": "/a\\b"},
        {"path": "https://evil.example/"},
        {"seconds": "soon"},
        {"key": None},
    ],
)
async def test_a_grant_is_not_believed_blindly(
    web: httpx.AsyncClient, api: FakeApi, draft: Any, grant: dict[str, Any]
) -> None:
    api.other[f"{CMS}/api/preview/exchange"] |= grant
    answer = await web.get(f"/preview?token={TOKEN}")
    if answer.status_code == 303:
        assert answer.headers["location"].startswith("/preview/")
    else:
        assert (answer.status_code, "set-cookie" in answer.headers) in {(403, False), (500, False)}


@pytest.mark.parametrize("path", [f"/preview?token={TOKEN}", "/preview/news"])
async def test_with_the_cms_away_an_editor_is_told(web: httpx.AsyncClient, api: FakeApi, draft: Any, path: str) -> None:
    api.away = True
    page = await web.get(path, headers=COOKIE)
    assert (page.status_code, page.headers["cache-control"]) == (503, "private, no-store")


async def test_a_used_token_is_refused(web: httpx.AsyncClient, api: FakeApi, draft: Any) -> None:
    api.other[f"{CMS}/api/preview/exchange"] = problem(403)
    assert (await web.get(f"/preview?token={TOKEN}")).status_code == 403


async def test_the_drafts_pictures_are_for_who_has_its_key(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.other[f"{CMS}/api/preview/media/images/1/a.webp"] = lambda request: (
        httpx.Response(200, content=b"RIFF", headers={"content-type": "image/webp"})
        if request.headers.get("authorization") == f"Preview {KEY}"
        else httpx.Response(401)
    )
    path = "/preview/~media/images/1/a.webp"
    got = await web.get(path, headers=COOKIE)
    assert (got.status_code, got.content, got.headers["content-type"]) == (200, b"RIFF", "image/webp")
    assert (got.headers["cache-control"], got.headers["x-robots-tag"]) == ("private, no-store", "noindex")
    other = {"cookie": f"__Host-headland_preview={KEY[::-1]}x"}
    refused = [(await web.get(path, headers=headers)).status_code for headers in ({}, other)]
    assert refused == [404, 404]
    assert (await web.get("/preview/~media/.hidden", headers=COOKIE)).status_code == 404
    assert b"RIFF" not in (await web.get("/media/images/1/a.webp", headers=COOKIE)).content
    api.away = True
    assert (await web.get(path, headers=COOKIE)).status_code == 503
