"""The search page, its feed, suggestions and beacons."""

from __future__ import annotations

import html
import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.frontend_templates.fake_api import API, FakeApi, example, problem

pytestmark = pytest.mark.anyio


def links(page: httpx.Response, name: str) -> dict[str, str]:
    """Return text → address of the links of a class."""
    found = re.findall(rf'<a class="{name}" href="([^"]*)"[^>]*>(.*?)</a>', page.text)
    return {html.unescape(text): html.unescape(url) for url, text in found}


@pytest.fixture
def found(api: FakeApi) -> Any:
    """What the API finds; tests may change it."""
    answer = example("answers/search")
    api.answers["search"] = answer
    return answer


async def test_without_words_only_the_form_is_shown(web: httpx.AsyncClient, api: FakeApi) -> None:
    page = await web.get("/search?utm_source=x")
    assert page.status_code == 200
    assert "count" not in page.text
    assert [asked for asked in api.paths() if asked.startswith("search")] == []
    assert '<meta name="robots" content="noindex">' in page.text


async def test_a_slash_too_many_loses_no_words(web: httpx.AsyncClient) -> None:
    answer = await web.get("/search/?q=flu+jab&type=news&utm_source=x")
    assert (answer.status_code, answer.headers["location"]) == (301, "/search?q=flu+jab&type=news")


async def test_results_facets_and_chips(web: httpx.AsyncClient, api: FakeApi, found: Any) -> None:
    page = await web.get("/search?q=flu&type=news&topic=old-topic&published_after=2026-01-01&page=2")
    assert "search?q=flu&type=news&topic=old-topic&published_after=2026-01-01&page=2&limit=20" in api.paths()
    assert '<p class="count">23</p>' in page.text
    assert "<mark>Flu</mark> vaccine" in page.text
    options = links(page, "option")
    assert options["Type: News (7)"] == "/search?q=flu&topic=old-topic&published_after=2026-01-01"
    assert (
        options["Type: Guidance (11)"]
        == "/search?q=flu&type=guidance&type=news&topic=old-topic&published_after=2026-01-01"
    )
    # A chosen filter that finds nothing can still be taken away.
    assert options["Topic: old-topic (0)"] == "/search?q=flu&type=news&published_after=2026-01-01"
    assert links(page, "chip") == {
        "Type: News": "/search?q=flu&topic=old-topic&published_after=2026-01-01",
        "Topic: old-topic": "/search?q=flu&type=news&published_after=2026-01-01",
        "Published after: 1 January 2026": "/search?q=flu&type=news&topic=old-topic",
    }
    assert links(page, "order")["Newest first"].endswith("published_after=2026-01-01&order=-published_at")
    assert '<link rel="alternate" type="application/atom+xml"' in page.text


async def test_ten_thousand_results_have_five_hundred_pages(web: httpx.AsyncClient, found: Any) -> None:
    found["count"] = 12_345
    page = await web.get("/search?q=a&page=499")
    assert '<p class="count">12,345</p>' in page.text
    assert '<a rel="next" href="/search?q=a&amp;page=500">' in page.text
    last = await web.get("/search?q=a&page=500")
    assert (last.status_code, 'rel="next"' in last.text) == (200, False)


async def test_nothing_found_gives_advice_and_a_suggestion(web: httpx.AsyncClient, found: Any) -> None:
    found.update(count=0, results=[], suggestion="vaccine & “flu”")
    page = await web.get("/search?q=vacine")
    assert '<p class="advice">' in page.text
    assert links(page, "suggestion") == {"vaccine & “flu”": "/search?q=vaccine+%26+%E2%80%9Cflu%E2%80%9D"}


async def test_what_a_minus_keeps_out_is_named_with_a_way_back(web: httpx.AsyncClient, found: Any) -> None:
    found["excluded"] = [{"text": "jab & <b>", "query": "flu jab"}]
    page = await web.get("/search?q=flu+-jab&type=news&page=2")
    assert links(page, "excluded") == {"jab & <b>": "/search?q=flu+jab&type=news"}


@pytest.mark.parametrize("markup", ["<img src=x onerror=alert(1)>", "<mark onclick=x>a</mark>", "<script>x</script>"])
async def test_highlights_hold_marks_only(web: httpx.AsyncClient, found: Any, markup: str) -> None:
    found["results"] = found["results"][:1]
    found["results"][0]["highlights"]["title"] = f"<mark>Flu</mark> {markup}"
    page = await web.get("/search?q=flu")
    assert "<mark>Flu</mark>" in page.text
    assert not re.search(r"<img|onclick|<script>", page.text)


async def test_words_of_a_reader_are_escaped(web: httpx.AsyncClient, found: Any) -> None:
    page = await web.get("/search", params={"q": '"><script>alert(1)</script>'})
    assert "<script>alert" not in page.text


@pytest.mark.parametrize(
    ("query", "asked", "error"),
    [
        ("q=a&published_after=31/01/2026", "search?q=a&limit=20", "“31/01/2026” is not a date"),
        ("q=a&published_before=0000-01-01", "search?q=a&limit=20", "is not a date"),
        ("q=a&order=random&page=0&limit=9", "search?q=a&limit=20", None),
        ("q=a&q=b&page=1", "search?q=a&limit=20", None),
        ("q=%00%01a%0A", "search?q=a&limit=20", None),
        ("q=" + "x" * 500, "search?q=" + "x" * 400 + "&limit=20", None),
        ("q=a%ff%fe", "search?q=a%EF%BF%BD%EF%BF%BD&limit=20", None),
        ("type=news&type=news&type=blog", "search?type=blog&type=news&limit=20", None),
    ],
)
async def test_what_a_reader_types_is_bounded(
    web: httpx.AsyncClient, api: FakeApi, found: Any, query: str, asked: str, error: str | None
) -> None:
    page = await web.get(f"/search?{query}")
    assert page.status_code == 200
    assert asked in api.paths()
    assert (error or "") in page.text
    assert ('class="error"' in page.text) == (error is not None)


async def test_a_query_string_without_end_is_refused(web: httpx.AsyncClient, found: Any) -> None:
    for query in ("q=" + "x" * 5_000, "&".join(f"tag={n}" for n in range(300))):
        page = await web.get(f"/search?{query}")
        assert (page.status_code, page.headers["cache-control"]) == (414, "private, no-store")
        assert "<h1>The address is too long</h1>" in page.text


async def test_what_the_api_refuses_is_told(web: httpx.AsyncClient, api: FakeApi) -> None:
    errors = [{"parameter": "q", "message": "Use other words."}]
    api.answers["search"] = problem(400, detail="Bad", errors=errors)
    page = await web.get("/search?q=a")
    assert (page.status_code, '<p class="error">Use other words.</p>' in page.text) == (200, True)


async def test_a_search_that_cannot_be_made_is_a_503(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["search"] = httpx.Response(503)
    page = await web.get("/search?q=a")
    assert (page.status_code, page.headers["retry-after"]) == (503, "10")
    # The rest of the site is there.
    assert "Conditions" in page.text


async def test_one_choice_is_one_page(web: httpx.AsyncClient, api: FakeApi, found: Any) -> None:
    await web.get("/search?type=news&q=flu&tag=a&tag=b")
    before = len(api.asked)
    again = await web.get("/search?tag=b&tag=a&q=flu&type=news&utm_campaign=x")
    assert (again.status_code, len(api.asked)) == (200, before)


async def test_the_feed_of_a_search(web: httpx.AsyncClient, api: FakeApi, found: Any) -> None:
    answer = await web.get("/search/feed.atom?q=flu&type=news&page=3")
    feed = ElementTree.fromstring(answer.content)
    atom = {"a": "http://www.w3.org/2005/Atom"}
    assert feed.findtext("a:title", "", atom) == "flu – Search"
    assert len(feed.findall("a:entry", atom)) == len(found["results"])
    assert "search?q=flu&type=news&order=-published_at&limit=30" in api.paths()
    assert (await web.get("/search/feed.atom")).status_code == 404


async def test_suggestions(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["suggest"] = example("answers/suggest")
    answer = await web.get("/suggest?q=fl")
    shown = [{"title": each["title"], "url": each["path"]} for each in example("answers/suggest")["results"]]
    assert (answer.headers["content-type"], answer.json()) == ("application/json", {"results": shown})
    assert (await web.get("/suggest?q=f")).json() == {"results": []}
    api.answers["suggest"] = httpx.Response(500)
    assert (await web.get("/suggest?q=flu")).json() == {"results": []}


@pytest.mark.parametrize(
    ("said", "status", "sent"),
    [
        ({"query_id": "q1", "position": "3"}, 204, {"query_id": "q1", "kind": "click", "position": 3}),
        ({"query_id": "q1", "kind": "search"}, 204, {"query_id": "q1", "kind": "search"}),
        ({"query_id": "q1", "position": "0"}, 400, None),
        ({"query_id": "q1", "position": "-1"}, 400, None),
        ({"query_id": "q1"}, 400, None),
        ({"query_id": "", "position": "1"}, 400, None),
        ({"query_id": "x" * 1_001, "position": "1"}, 400, None),
        ({"query_id": "q1", "position": "1", "kind": "buy"}, 400, None),
    ],
)
@pytest.mark.parametrize("as_json", [True, False])
async def test_beacons(
    web: httpx.AsyncClient, api: FakeApi, said: dict[str, str], status: int, sent: Any, as_json: bool
) -> None:
    api.answers["search/events"] = httpx.Response(202)
    answer = await (web.post("/search/click", json=said) if as_json else web.post("/search/click", data=said))
    assert answer.status_code == status
    assert api.sent == ([] if sent is None else [(f"{API}/search/events", sent)])


async def test_a_beacon_waits_for_nobody_and_takes_nothing_from_elsewhere(web: httpx.AsyncClient, api: FakeApi) -> None:
    said = {"query_id": "q1", "position": 1}
    api.away = True
    assert (await web.post("/search/click", json=said)).status_code == 204
    foreign = await web.post("/search/click", json=said, headers={"sec-fetch-site": "cross-site"})
    assert foreign.status_code == 403
    for content, kind in ((b"{", "application/json"), (b"[]", "text/plain")):
        bad = await web.post("/search/click", content=content, headers={"content-type": kind})
        assert bad.status_code == 400
    assert (await web.post("/search/click", content=b"x", headers={"content-type": "image/png"})).status_code == 415
    assert (await web.post("/search", json=said)).status_code == 405
