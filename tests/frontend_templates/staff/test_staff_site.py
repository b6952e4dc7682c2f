"""The staff site: nobody gets in without signing in, and what a person does goes to the CMS in their name."""

from __future__ import annotations

from urllib.parse import parse_qs, quote_plus, urlsplit

import httpx
import pytest

from frontend_templates.common.app import make_app
from frontend_templates.staff.routes import staff_routes
from frontend_templates.staff.sign_in import own_address
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.fake_api import CMS
from tests.frontend_templates.staff.staff_api import CODE, ENVIRONMENT, TOKEN, URL, StaffApi, signed_in

pytestmark = pytest.mark.anyio


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
    cookie = next(value for name, value in done.headers.multi_items() if value.startswith("__Host-headland_staff="))
    assert {"HttpOnly", "SameSite=lax", "Secure", "Path=/"} <= set(cookie.split("; "))


async def test_over_http_names_are_plain_and_over_https_no_other_host_can_set_them(api: StaffApi) -> None:
    for url, prefix, path in (("http://localhost:8001", "", "/signed-in"), (URL, "__Host-", "/")):
        app = make_app(staff_site({**ENVIRONMENT, "HEADLAND_STAFF_URL": url}), staff_routes, httpx.MockTransport(api))
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=url) as browser:
            cookie = (await browser.get("/sign-in")).headers["set-cookie"]
            assert cookie.startswith(f"{prefix}headland_sign_in=")
            assert (f"Path={path};" in f"{cookie};", "Domain" in cookie, "Secure" in cookie) == (
                True,
                False,
                bool(prefix),
            )
            await signed_in(browser)
            assert (await browser.get("/tasks")).status_code == 200
            # A cookie that a host beside this one could have set speaks for nobody.
            other = {"cookie": f"{'' if prefix else '__Host-'}headland_staff={TOKEN}"}
            browser.cookies.clear()
            assert (await browser.get("/tasks", headers=other)).status_code == 302


@pytest.mark.parametrize(
    "path", ["/", "/sign-in", "/nothing", "/robots.txt", "/assets/nothing.css", "/media/x", "/staff-media/x", "/health"]
)
async def test_search_engines_are_kept_out_of_every_response(web: httpx.AsyncClient, path: str) -> None:
    stranger = await web.get(path)
    await signed_in(web)
    for answer in (stranger, await web.get(path), await web.post(path)):
        assert answer.headers.get_list("x-robots-tag") == ["noindex"], answer


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


async def test_each_audience_has_its_own_address_and_the_reader_sees_whose_page_it_is(
    web: httpx.AsyncClient, api: StaffApi
) -> None:
    await signed_in(web)
    path = api.item["path"]
    page = await web.get(path)
    assert ("Staff only" in page.text, "See it on the public site" in page.text) == (True, False)
    api.item["audience"] = "public"
    api.asked.clear()
    page = await web.get(f"{path}?audience=public&utm_source=x")
    assert [params for name, params in api.asked if name.startswith("content")] == ["audience=public"]
    assert f'href="http://localhost:8000{path}"' in page.text
    assert f'name="back" value="{path}?audience=public"' in page.text
    assert f'href="/ask?page={path}&amp;audience=public"' in page.text
    results = (await web.get("/search?q=flu&audience=public&audience=staff")).text
    assert f'href="{path}?audience=public"' in results
    assert "Public site" in results
    assert [params for name, params in api.asked if name == "search"] == ["q=flu&limit=20&first_type=guidance"]
    assert ("feed.atom" in results, "application/atom+xml" in page.text) == (False, False)


async def test_suggestions_say_whose_page_it_is_and_lead_there(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    page = {"title": "Flu", "path": "/flu", "type": "guidance"}
    api.answers["suggest"] = {"results": [{**page, "audience": "staff"}, {**page, "audience": "public"}]}
    assert (await web.get("/suggest?q=fl")).json() == {
        "results": [
            {"title": "Flu", "url": "/flu", "mark": "Staff only"},
            {"title": "Flu", "url": "/flu?audience=public", "mark": "Public site"},
        ]
    }


async def test_who_could_not_sign_in_is_offered_to_try_again_and_shown_no_menu(web: httpx.AsyncClient) -> None:
    page = await web.get("/signed-in?code=x&state=y")
    assert page.status_code == 403
    assert 'href="/sign-in"' in page.text
    assert ("<form" in page.text, "Conditions" in page.text) == (False, False)


async def test_an_editor_sees_a_preview_signed_in_on_the_way(web: httpx.AsyncClient, api: StaffApi) -> None:
    api.draft = {**api.item, "title": "Draft title"}
    web.cookies.set("__Host-headland_preview", "k" * 43)
    path = f"/preview{api.item['path']}"
    stranger = await web.get(path)
    assert (stranger.status_code, stranger.headers["location"]) == (302, f"/sign-in?next={quote_plus(path)}")
    assert stranger.headers["cache-control"] == "private, no-store"
    await signed_in(web)
    page = await web.get(path)
    assert (page.status_code, "Draft title" in page.text, "Ann Rhys" in page.text) == (200, True, True)
    # The panel of the CMS is told where on the page one was.
    assert f'data-preview="{CMS}"' in page.text


@pytest.mark.parametrize("path", ["/cookies", "/accessibility"])
async def test_what_every_site_must_say(web: httpx.AsyncClient, api: StaffApi, path: str) -> None:
    await signed_in(web)
    page = await web.get(path)
    assert (page.status_code, page.headers["cache-control"]) == (200, "private, no-store")
    assert ("headland_staff" in page.text) is (path == "/cookies")


async def test_signing_out_ends_the_session_in_both_places(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    out = await web.post("/sign-out")
    assert (out.status_code, out.headers["location"]) == (303, "/signed-out")
    assert api.sent[-1][:2] == ("POST", "sign-out")
    assert "__Host-headland_staff" not in web.cookies
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
    web.cookies.set("__Host-headland_staff", "headland_" + "u" * 40, domain="staff.example.org")
    assert (await web.get(path)).status_code == 302


@pytest.mark.parametrize("name", ["range", "if-range", "if-none-match", "if-modified-since"])
@pytest.mark.parametrize("value", [b"\xff", b"bytes=\xb2-", b"bytes=5-1", b"x" * 9000])
async def test_staff_media_ignores_conditions_that_are_none(
    web: httpx.AsyncClient, api: StaffApi, name: str, value: bytes
) -> None:
    await signed_in(web)
    answer = await web.get("/staff-media/images/1/a.webp", headers=[(name.encode(), value)])
    assert (answer.status_code, answer.content, name in api.media[-1]) == (200, b"RIFF", False)


async def test_robots_are_told_to_keep_out(web: httpx.AsyncClient) -> None:
    assert (await web.get("/robots.txt")).text == "User-agent: *\nDisallow: /\n"


async def test_guidance_can_be_narrowed_by_its_review_and_ordered_by_it(web: httpx.AsyncClient, api: StaffApi) -> None:
    await signed_in(web)
    counts = [{"value": "overdue", "label": "Review overdue", "count": 3}]
    api.answers["search"]["facets"] = {"review_state": counts}
    api.asked.clear()
    page = await web.get("/search?q=flu&review_state=overdue&order=-last_reviewed")
    (asked,) = [params for name, params in api.asked if name == "search"]
    expected = {"review_state=overdue", "q=flu", "order=-last_reviewed", "limit=20", "first_type=guidance"}
    assert set(asked.split("&")) == expected
    assert "Review overdue" in page.text
    assert "Last reviewed first" in page.text
