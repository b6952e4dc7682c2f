"""The staff site: nobody gets in without signing in, and what a person does goes to the CMS in their name."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any
from urllib.parse import parse_qs, quote_plus, urlsplit

import httpx
import pytest

from frontend_templates.common.app import make_app
from frontend_templates.staff.chart import chart
from frontend_templates.staff.routes import staff_routes
from frontend_templates.staff.sign_in import own_address
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.fake_api import CMS, example, problem

pytestmark = pytest.mark.anyio
URL = "https://staff.example.org"
TOKEN = "headland_" + "t" * 40
CODE = "eyJ1c2VyIjoxfQ:1abc:" + "s" * 30
ENVIRONMENT = {"HEADLAND_CMS_URL": CMS, "HEADLAND_STAFF_URL": URL, "HEADLAND_API_URL": "http://api.test"}
EMPTY = {"count": 0, "results": []}
DESK = {"bars": [{"label": "overdue", "value": 2}, {"label": "2026-07", "value": 1}], "rows": []}


class StaffApi:
    """The CMS: it knows one token and one code."""

    def __init__(self) -> None:
        self.sent: list[tuple[str, str, Any]] = []
        self.media: list[dict[str, str]] = []
        self.cookies: list[str | None] = []
        guidance = example("guidance/" + _first("guidance"))
        self.item = {**guidance, "audience": "staff"}
        self.answers: dict[str, Any] = {
            "site": example("answers/site"),
            "navigation": example("answers/navigation"),
            "me": {
                "name": "Ann Rhys", "email": "a@example.org", "may_edit": True,
                "admin_url": f"{CMS}/admin/", "bookmarks": [],
            },
            "items": EMPTY,
            "items/months": {"results": []},
            "tasks": EMPTY, "bookmarks": EMPTY, "searches": EMPTY,
            "search": example("answers/search"),
        }  # fmt: skip

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path.startswith("/staff-media/"):
            return self._medium(request)
        name = request.url.path.removeprefix("/api/staff/v1/")
        body = json.loads(request.content) if request.content else None
        if request.method != "GET":
            self.sent.append((request.method, name, body))
        if name == "sign-in":
            known = body == {"code": CODE}
            return httpx.Response(200, json={"token": TOKEN, "seconds": 43200}) if known else problem(403)
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return problem(401)
        if request.method != "GET":
            return httpx.Response(204)
        if name.partition("/")[0] == "content":
            path = request.url.params.get("path", name.removeprefix("content") or "/")
            items = {self.item["path"]: self.item, "/": example("home/" + _first("home"))}
            found = items.get(path)
        else:
            found = self.answers.get(name)
        self.cookies.append(request.headers.get("cookie"))
        headers = {"cache-control": "private, no-store", "set-cookie": "headland_session=hers"}
        return problem(404) if found is None else httpx.Response(200, json=found, headers=headers)

    def _medium(self, request: httpx.Request) -> httpx.Response:
        self.media.append(dict(request.headers))
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return httpx.Response(401)
        if request.url.path != "/staff-media/images/1/a.webp":
            return httpx.Response(404)
        said = {"content-type": "image/webp", "set-cookie": "headland_session=x", "cache-control": "public"}
        return httpx.Response(200, stream=httpx.ByteStream(b"RIFF"), headers=said)


def _first(kind: str) -> str:
    from tests.frontend_templates.fake_api import EXAMPLES

    return sorted(path.stem for path in (EXAMPLES / kind).glob("*.json"))[0]


@pytest.fixture
def api() -> StaffApi:
    return StaffApi()


@pytest.fixture
async def web(api: StaffApi) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, which keeps cookies."""
    app = make_app(staff_site(ENVIRONMENT), staff_routes, httpx.MockTransport(api))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as browser:
        yield browser


async def signed_in(web: httpx.AsyncClient) -> httpx.AsyncClient:
    began = await web.get("/sign-in?next=/search%3Fq%3Dflu")
    state = parse_qs(urlsplit(began.headers["location"]).query)["state"][0]
    done = await web.get("/signed-in", params={"code": CODE, "state": state})
    assert (done.status_code, done.headers["location"]) == (303, "/search?q=flu")
    return web


@pytest.mark.parametrize(
    "path", ["/", "/search?q=flu", "/tasks", "/bookmarks", "/searches", "/desk", "/ask", "/any/page"]
)
async def test_strangers_are_sent_to_sign_in_and_see_nothing(web: httpx.AsyncClient, path: str) -> None:
    got = await web.get(path)
    assert (got.status_code, got.content) == (302, b"")
    assert got.headers["cache-control"] == "private, no-store"
    assert parse_qs(urlsplit(got.headers["location"]).query) == {"next": [path]}


async def test_signing_in_needs_the_state_of_this_browser(web: httpx.AsyncClient, api: StaffApi) -> None:
    await web.get("/sign-in")
    for query in ({"code": CODE, "state": "another"}, {"code": CODE}, {"code": "<x>", "state": ""}):
        got = await web.get("/signed-in", params=query)
        assert (got.status_code, "headland_staff" in got.headers.get("set-cookie", "")) == (403, False)
    assert api.sent == []


async def test_a_session_is_a_cookie_that_scripts_cannot_read(web: httpx.AsyncClient) -> None:
    began = await web.get("/sign-in")
    assert began.headers["location"].startswith(f"{CMS}/sign-in?state=")
    state = parse_qs(urlsplit(began.headers["location"]).query)["state"][0]
    done = await web.get("/signed-in", params={"code": CODE, "state": state})
    cookie = next(value for name, value in done.headers.multi_items() if value.startswith("headland_staff="))
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


@pytest.mark.parametrize(
    "text", ["//evil.example", "/\\evil", "https://evil.example", "evil", "/a\nb", "/" + "x" * 2_000]
)
async def test_only_addresses_of_this_site_are_gone_on_to(text: str) -> None:
    assert own_address(text) == "/"


@pytest.mark.parametrize("path", ["/", "/search?q=flu", "/tasks", "/bookmarks", "/searches"])
async def test_pages_are_private_and_show_who_is_signed_in(web: httpx.AsyncClient, path: str) -> None:
    got = await (await signed_in(web)).get(path)
    assert (got.status_code, got.headers["cache-control"]) == (200, "private, no-store")
    assert "noindex" in got.headers.get("x-robots-tag", "") or 'content="noindex"' in got.text
    assert "Ann Rhys" in got.text
    assert "<h1" in got.text


async def test_a_session_that_the_cms_gives_one_reader_never_serves_another(
    web: httpx.AsyncClient, api: StaffApi
) -> None:
    await signed_in(web)
    await web.get("/tasks")
    await web.get("/bookmarks")
    assert len(api.cookies) > 4
    assert set(api.cookies) == {None}


async def test_guidance_shows_its_owner_and_offers_to_ask_and_to_bookmark(
    web: httpx.AsyncClient, api: StaffApi
) -> None:
    await signed_in(web)
    page = await web.get(api.item["path"])
    assert page.status_code == 200
    assert "/ask?page=" in page.text
    assert 'value="keep"' in page.text
    api.answers["me"]["bookmarks"] = [api.item["content_id"]]
    assert 'value="remove"' in (await web.get(api.item["path"])).text


async def test_forms_reach_the_cms_and_lead_back(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    api.sent.clear()
    key = api.item["content_id"]
    sent = [
        ("/bookmarks", {"content_id": key, "action": "keep", "back": "/flu"}, "/flu"),
        ("/bookmarks", {"content_id": key, "action": "remove", "back": "//evil.example"}, "/"),
        ("/searches", {"name": " Flu  jab ", "query": "q=flu&type=guidance&utm_source=x&page=3"}, "/searches"),
        ("/searches", {"remove": "7"}, "/searches"),
        ("/ask", {"content_id": key, "text": "Is this\r\nso?", "page": "/flu"}, "/asked?page=%2Fflu"),
        ("/tasks", {"key": "9"}, "/tasks"),
    ]
    for path, data, back in sent:
        got = await web.post(path, data=data)
        assert (got.status_code, got.headers["location"]) == (303, back)
    assert api.sent == [
        ("PUT", f"bookmarks/{key}", None),
        ("DELETE", f"bookmarks/{key}", None),
        ("POST", "searches", {"name": "Flu jab", "query": "q=flu&type=guidance"}),
        ("DELETE", "searches/7", None),
        ("POST", "questions", {"content_id": key, "text": "Is this\nso?"}),
        ("DELETE", "questions/9", None),
    ]


async def test_forms_of_other_sites_and_broken_ones_are_refused(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    api.sent.clear()
    for path in ("/bookmarks", "/searches", "/ask", "/tasks", "/sign-out"):
        forged = await web.post(path, data={"remove": "1", "key": "1"}, headers={"sec-fetch-site": "cross-site"})
        assert forged.status_code == 403
    broken = [
        ("/bookmarks", {"content_id": "../me", "action": "keep"}),
        ("/searches", {"name": "x", "query": "x=1"}),
        ("/ask", {"content_id": api.item["content_id"], "text": " "}),
        ("/tasks", {"key": "../1"}),
    ]
    for path, data in broken:
        assert (await web.post(path, data=data)).status_code == 400
    assert api.sent == []


async def test_guidance_comes_first_in_searches_and_a_search_can_be_saved(
    web: httpx.AsyncClient, api: StaffApi
) -> None:
    await signed_in(web)
    got = await web.get("/search?q=flu&type=news&utm_source=x")
    assert 'name="query" value="q=flu&amp;type=news"' in got.text


async def test_the_desk_has_a_chart_and_a_table_for_each_part(web: httpx.AsyncClient, api: StaffApi) -> None:
    row = {
        "title": "Old flu page",
        "owner": "Clinical",
        "due": "2026-01-01",
        "overdue": True,
        "url": f"{CMS}/admin/pages/5/edit/",
    }
    parts = ("reviews", "approvals", "calendar", "ageing", "not_found", "usefulness", "alternatives", "readability")
    api.answers["desk"] = {name: {**DESK, "rows": [row] if name == "reviews" else []} for name in parts}
    page = await (await signed_in(web)).get("/desk")
    assert (page.status_code, page.text.count("<svg viewBox"), page.text.count("<table>")) == (200, 8, 9)
    assert f'href="{CMS}/admin/pages/5/edit/"' in page.text
    assert "style=" not in page.text


async def test_signing_out_ends_the_session_in_both_places(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    out = await web.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    assert api.sent[-1][:2] == ("POST", "sign-out")
    assert "headland_staff" not in web.cookies
    assert (await web.get("/signed-out")).status_code == 200
    assert (await web.get("/tasks")).status_code == 302


async def test_pictures_for_staff_are_passed_on_in_the_readers_name_and_kept_nowhere(
    web: httpx.AsyncClient, api: StaffApi
) -> None:
    path = "/staff-media/images/1/a.webp"
    stranger = await web.get(path)
    assert (stranger.status_code, stranger.headers["location"]) == (302, f"/sign-in?next={quote_plus(path)}")
    assert api.media == []
    await signed_in(web)
    got = [await web.get(path), await web.get(path)]
    assert [(each.status_code, each.content) for each in got] == [(200, b"RIFF")] * 2
    told = {name: got[0].headers[name] for name in ("content-type", "cache-control", "x-content-type-options")}
    assert told == {
        "content-type": "image/webp", "cache-control": "private, no-store", "x-content-type-options": "nosniff",
    }  # fmt: skip
    assert "set-cookie" not in got[0].headers
    assert [("cookie" in each, each["authorization"]) for each in api.media] == [(False, f"Bearer {TOKEN}")] * 2
    assert (await web.get("/staff-media/images/1/b.webp")).status_code == 404
    assert (await web.get("/staff-media/../me")).status_code in {302, 404}
    assert (await web.get("/staff-media/.hidden")).status_code == 404
    # The token ended in the meantime: sign in again.
    web.cookies.set("headland_staff", "headland_" + "u" * 40, domain="staff.example.org")
    assert (await web.get(path)).status_code == 302


async def test_robots_are_told_to_keep_out(web: httpx.AsyncClient) -> None:
    assert (await web.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


def test_bars_fill_the_height_and_labels_are_thinned() -> None:
    drawn = chart([{"label": str(n), "value": n} for n in range(27)])
    assert (drawn["top"], drawn["bars"][-1]["height"], drawn["bars"][0]["height"]) == (26, 156.0, 0)
    assert sum(bar["shown"] for bar in drawn["bars"]) <= 13
    assert chart([])["bars"] == []
