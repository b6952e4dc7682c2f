"""“Is this page useful?”: passed on without the reader, and not for machines."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest

from frontend_templates.common.app import make_app
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site
from tests.frontend_templates.conftest import ENVIRONMENT
from tests.frontend_templates.fake_api import API, FakeApi

pytestmark = pytest.mark.anyio
ACCEPTED = httpx.Response(202)


async def test_an_answer_is_passed_on_and_thanked_for(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["feedback"] = ACCEPTED
    text = "Clear,\r\nbut\x00 long " + "x" * 500
    said = {"path": "/Conditions/Flu/", "useful": "no", "text": text, "website": ""}
    answer = await web.post("/feedback", data=said)
    assert (answer.status_code, answer.headers["location"]) == (303, "/feedback/thanks?page=/conditions/flu")
    kept = "Clear,\nbut  long " + "x" * 500
    assert api.sent == [(f"{API}/feedback", {"path": "/conditions/flu", "useful": False, "text": kept})]
    thanks = await web.get(answer.headers["location"])
    assert (thanks.status_code, '<a href="/conditions/flu">back</a>' in thanks.text) == (200, True)
    assert "set-cookie" not in {*answer.headers, *thanks.headers}


@pytest.mark.parametrize(
    "said",
    [
        {"path": "/a", "useful": "yes", "website": "http://spam.example"},
        {"path": "/a", "useful": "yes", "text": "http://a.example https://b.example www.c.example"},
    ],
)
async def test_a_machine_is_thanked_and_forgotten(web: httpx.AsyncClient, api: FakeApi, said: dict[str, str]) -> None:
    assert (await web.post("/feedback", data=said)).status_code == 303
    assert api.sent == []


@pytest.mark.parametrize(
    ("said", "headers", "status"),
    [
        ({"path": "/a", "useful": "maybe"}, {}, 400),
        ({"useful": "yes", "path": "/a\\b"}, {}, 400),
        ({"path": "/a", "useful": "yes", "text": "x" * 1_201}, {}, 400),
        ({"path": "/a", "useful": "yes", "text": "x" * 70_000}, {}, 413),
        ({"path": "/a", "useful": "yes"}, {"origin": "https://evil.example"}, 403),
        ({"path": "/a", "useful": "yes"}, {"sec-fetch-site": "cross-site"}, 403),
        ({"path": "/a", "useful": "yes"}, {"content-type": "multipart/form-data; boundary=x"}, 415),
    ],
)
async def test_what_is_not_an_answer_is_refused(
    web: httpx.AsyncClient, api: FakeApi, said: dict[str, str], headers: dict[str, str], status: int
) -> None:
    answer = await web.post("/feedback", data=said, headers=headers)
    assert (answer.status_code, api.sent) == (status, [])


async def test_too_many_are_told_to_wait_and_lose_no_word(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["feedback"] = ACCEPTED
    form = {"path": "/a", "useful": "yes", "text": "Long & <clear>"}
    answers = [await web.post("/feedback", data=form) for _ in range(11)]
    assert [answer.status_code for answer in answers] == [303] * 10 + [429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "Long &amp; &lt;clear&gt;</textarea>" in answers[-1].text
    assert '<input type="hidden" name="path" value="/a">' in answers[-1].text


async def test_the_wait_that_the_api_asks_for_is_passed_on(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["feedback"] = httpx.Response(429, headers={"retry-after": "17"}, json={"status": 429})
    answer = await web.post("/feedback", data={"path": "/a", "useful": "no", "text": "Mine"})
    assert (answer.status_code, answer.headers["retry-after"], "Mine</textarea>" in answer.text) == (429, "17", True)


async def test_one_reader_does_not_silence_others(api: FakeApi) -> None:
    """With the real templates: what was written stands in the page's own form."""
    api.answers["feedback"] = ACCEPTED
    site = replace(public_site(ENVIRONMENT), proxies=1, token="x")
    app = make_app(site, public_routes, api.transport())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=site.url) as client:
        for address, times in (("192.0.2.1", 12), ("192.0.2.2", 2)):
            headers = {"x-forwarded-for": f"203.0.113.9, {address}"}
            form = {"path": "/a", "useful": "yes"}
            statuses = [(await client.post("/feedback", data=form, headers=headers)).status_code for _ in range(times)]
            assert statuses == [303] * min(times, 10) + [429] * max(0, times - 10)
        again = await client.post("/feedback", data={**form, "text": "Mine"}, headers={"x-forwarded-for": "192.0.2.1"})
        assert (again.status_code, again.text.count("Mine</textarea>")) == (429, 1)


async def test_a_reader_is_told_when_it_could_not_be_taken(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.away = True
    assert (await web.post("/feedback", data={"path": "/", "useful": "yes"})).status_code == 503


@pytest.mark.parametrize("page", ["//evil.example", "https://evil.example", "javascript:alert(1)"])
async def test_thanks_lead_back_to_our_pages_only(web: httpx.AsyncClient, page: str) -> None:
    answer = await web.get("/feedback/thanks", params={"page": page})
    assert 'href="/' in answer.text
    assert 'href="//' not in answer.text
    assert 'href="javascript' not in answer.text
