"""An item's page: every type, its spellings, its lists, redirects and ends."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import httpx
import pytest
from markupsafe import escape

from tests.frontend_templates.fake_api import FakeApi, example, examples, item, problem

pytestmark = pytest.mark.anyio


@pytest.mark.parametrize("name", sorted(examples()))
async def test_every_example_has_a_page_with_its_title(web: httpx.AsyncClient, api: FakeApi, name: str) -> None:
    found = examples()[name]
    api.put(found)
    page = await web.get(found["path"])
    assert page.status_code == 200, page.headers.get("location")
    assert f"<h1>{escape(found['title'])}</h1>" in page.text
    assert f'<html lang="{found["locale"]}">' in page.text
    assert f'<link rel="canonical" href="https://www.example.org{found["path"]}">' in page.text


async def test_an_unknown_type_and_an_unknown_block_still_say_what_they_hold(
    web: httpx.AsyncClient, api: FakeApi
) -> None:
    body = [
        {"type": "poll", "id": "1", "value": {"question": "Tea or <coffee>?", "options": [{"text": "<b>Tea</b>"}, 7]}},
        {"type": "embed", "id": "2", "value": {"url": "https://example.org/clip"}},
        {"type": "nothing", "id": "3", "value": {}},
        {"type": "../errors/404", "id": "4", "value": "A plain text"},
        # A known block of another shape than its template was written for.
        {"type": "heading", "id": "5", "value": {"words": "Not as agreed"}},
    ]
    api.put(item("/vote", "vote", details={"starts_at": "soon", "body": body}))
    page = await web.get("/vote")
    assert page.status_code == 200
    for text in ("Tea or &lt;coffee&gt;?", "<p>Tea</p>", "<p>7</p>", "A plain text", "Not as agreed"):
        assert text in page.text
    assert '<a href="https://example.org/clip">' in page.text
    assert "We cannot show this part of the page here." in page.text


async def test_an_unknown_type_without_a_body_shows_its_texts(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.put(item("/fair", "event", details={"place": "Town hall", "seats": 40}))
    page = await web.get("/fair")
    assert ("<p>Town hall</p>" in page.text, "<p>40</p>" in page.text) == (True, True)


@pytest.mark.parametrize(
    ("asked", "status", "location"),
    [
        ("/news/flu-season/", 301, "/news/flu-season"),
        ("//news//flu-season", 301, "/news/flu-season"),
        ("/News/Flu-Season?page=2&utm_source=x", 301, "/news/flu-season?page=2"),
        ("/news/flu-season?utm_source=x&fbclid=y", 200, None),
    ],
)
async def test_another_spelling_leads_to_the_one_address(
    web: httpx.AsyncClient, api: FakeApi, asked: str, status: int, location: str | None
) -> None:
    api.put({**example("news/flu-season"), "path": "/news/flu-season"})
    answer = await web.get(httpx.URL("https://www.example.org" + asked))
    assert (answer.status_code, answer.headers.get("location")) == (status, location)
    if status == 200:
        assert '<link rel="canonical" href="https://www.example.org/news/flu-season">' in answer.text


@pytest.mark.parametrize(
    ("location", "permanent", "status", "sent"),
    [
        ("/new/place", True, 301, "/new/place"),
        ("/café", False, 302, "/caf%C3%A9"),
        ("https://example.com/x?a=1", True, 301, "https://example.com/x?a=1"),
        ("javascript:alert(1)", True, 404, None),
        ("//evil.example", True, 404, None),
        ("/old", True, 404, None),
    ],
)
async def test_a_redirect_is_followed_where_it_may_lead(
    web: httpx.AsyncClient, api: FakeApi, location: str, permanent: bool, status: int, sent: str | None
) -> None:
    api.items["/old"] = {"state": "redirect", "path": "/old", "location": location, "permanent": permanent}
    answer = await web.get("/old")
    assert (answer.status_code, answer.headers.get("location")) == (status, sent)


async def test_paths_are_asked_for_as_the_api_writes_them(web: httpx.AsyncClient, api: FakeApi) -> None:
    paths = ["/", "/café & co/a?b", "/by-id/0b0c6e2e-1111-4222-8333-444455556666", "/100%"]
    for path in paths:
        api.put(item(path))
        answer = await web.get("https://www.example.org" + quote(path))
        assert answer.status_code == 200, path
    assert [asked for asked in api.paths() if asked.startswith("content")] == [
        "content/",
        "content/caf%C3%A9%20&%20co/a%3Fb",
        "content?path=%2Fby-id%2F0b0c6e2e-1111-4222-8333-444455556666",
        "content/100%25",
    ]


async def test_a_page_that_is_not_there_offers_a_search(web: httpx.AsyncClient, api: FakeApi) -> None:
    page = await web.get("/conditions/flu-jab_2")
    assert page.status_code == 404
    assert "<h1>Page not found</h1>" in page.text
    assert '<a href="/search?q=flu+jab+2">' in page.text
    assert '<meta name="robots" content="noindex">' in page.text
    assert "Conditions" in page.text


async def test_a_page_taken_away_says_why(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.items["/old"] = problem(410, state="withdrawn", reason="Replaced by <new> advice.", item_title="Old")
    page = await web.get("/old")
    assert page.status_code == 410
    assert "Replaced by &lt;new&gt; advice." in page.text


@pytest.mark.parametrize("path", ["/a/%2e%2e/b", "/" + "x" * 701, "/a%00b", "/a%5Cb", "/%ff"])
async def test_what_no_item_can_be_called_is_not_asked_for(web: httpx.AsyncClient, api: FakeApi, path: str) -> None:
    page = await web.get(httpx.URL("https://www.example.org", raw_path=path.encode()))
    assert page.status_code == 404
    assert [asked for asked in api.paths() if asked.startswith("content")] == []


async def test_guidance_shows_the_part_asked_for_and_the_whole_for_paper(web: httpx.AsyncClient, api: FakeApi) -> None:
    guide = example("guidance/flu")
    api.put(guide)
    first, second = guide["details"]["parts"][:2]
    page = await web.get(second["path"])
    assert f"<h2>{second['title']}</h2>" in page.text
    assert f"<h2>{first['title']}</h2>" not in page.text
    assert f"<title>{second['title']} – {guide['title']} - Headland Health</title>" in page.text
    assert f'<a href="{guide["path"]}">{guide["title"]}</a></li></ol>' in page.text
    assert f'href="{guide["path"]}?view=print"' in page.text
    whole = await web.get(f"{guide['path']}?view=print")
    assert [part["title"] in whole.text for part in guide["details"]["parts"]] == [True] * len(
        guide["details"]["parts"]
    )
    assert '<meta name="robots" content="noindex">' in whole.text
    assert f'<link rel="canonical" href="https://www.example.org{guide["path"]}">' in whole.text


async def test_a_list_has_pages_and_months(web: httpx.AsyncClient, api: FakeApi) -> None:
    news = example("answers/items-news")
    api.put(example("section/news"))
    api.answers["items"] = {**news, "count": 45}
    api.answers["items/months"] = {"results": [{"month": "2026-01", "count": 5}, {"month": "2025-12", "count": 40}]}
    page = await web.get("/news?page=2")
    assert '<a rel="prev" href="/news">' in page.text
    assert '<a rel="next" href="/news?page=3">' in page.text
    assert '<a class="month" href="/news?month=2025-12">December 2025 (40)</a>' in page.text
    assert '<link rel="canonical" href="https://www.example.org/news?page=2">' in page.text
    assert "<title>News (page 2 of 3) - Headland Health</title>" in page.text
    assert 'type="application/atom+xml" title="News" href="/news/feed.atom"' in page.text
    assert "items?type=news&path_prefix=%2Fnews&limit=20&page=2" in api.paths()
    archive = await web.get("/news?month=2025-12")
    assert "<h2>December 2025</h2>" in archive.text
    assert 'href="/news?month=2025-12" aria-current="page"' in archive.text
    assert '<a rel="next" href="/news?month=2025-12&amp;page=2">' in archive.text
    assert (
        "items?type=news&path_prefix=%2Fnews&published_after=2025-12-01&published_before=2025-12-31&limit=20"
        in api.paths()
    )


@pytest.mark.parametrize(
    ("query", "status"),
    [("page=4", 404), ("page=0", 200), ("page=x", 200), ("page=99999", 200), ("month=2025-13", 200)],
)
async def test_pages_of_a_list_are_bounded(web: httpx.AsyncClient, api: FakeApi, query: str, status: int) -> None:
    api.put(example("section/news"))
    api.answers["items"] = {**example("answers/items-news"), "count": 45}
    page = await web.get(f"/news?{query}")
    assert page.status_code == status
    if status == 200:
        assert '<link rel="canonical" href="https://www.example.org/news">' in page.text


@pytest.mark.parametrize(
    ("name", "asked"),
    [("topic/flu", "items?topic=flu&limit=20"), ("author/rhian-tregarth", "items?author=rhian-tregarth&limit=20")],
)
async def test_topics_and_authors_list_what_is_theirs(
    web: httpx.AsyncClient, api: FakeApi, name: str, asked: str
) -> None:
    api.put(example(name))
    api.answers["items"] = example("answers/items-blog")
    page = await web.get(example(name)["path"])
    assert page.text.count('class="card"') == 3
    assert asked in api.paths()


async def test_home_shows_the_newest_and_does_without_when_they_cannot_be_had(
    web: httpx.AsyncClient, api: FakeApi
) -> None:
    api.put(example("home/home"))
    api.answers["items"] = lambda request: (
        example("answers/items-news") if request.url.params["type"] == "news" else httpx.Response(500)
    )
    page = await web.get("/")
    assert (page.status_code, page.text.count('class="latest"')) == (200, 5)


async def test_alerts_show_under_their_path_only(web: httpx.AsyncClient, api: FakeApi) -> None:
    alert = api.answers["site"]["alerts"][0]
    api.answers["site"]["alerts"] = [
        {**alert, "title": "Everywhere", "path_prefix": ""},
        {**alert, "title": "Only news", "path_prefix": "/news"},
    ]
    api.put(item("/news/a"), item("/newsletter"))
    pages = [(await web.get(path)).text for path in ("/news/a", "/newsletter")]
    assert [("Everywhere" in page, "Only news" in page) for page in pages] == [(True, True), (True, False)]


@pytest.mark.parametrize(
    "href",
    [
        "javascript:alert(1)",
        "java\tscript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "/\\evil.example",
        "vbscript:x",
    ],
)
async def test_html_of_a_body_leads_nowhere_it_may_not(web: httpx.AsyncClient, api: FakeApi, href: str) -> None:
    link = f'<a href="{href}" target="_blank">link</a>'
    html = f'<p onclick="x()">Text {link}<script>y()</script><img src=x onerror=z()></p>'
    api.put(item("/bad", details={"body": [{"type": "rich_text", "id": "1", "value": {"html": html}}]}))
    page = await web.get("/bad")
    assert "Text <a>link</a></p>" in page.text


@pytest.mark.parametrize("href", ["https://example.org/a?b=c", "mailto:a@example.org", "tel:111", "/a#b", "#c"])
async def test_html_of_a_body_keeps_good_links(web: httpx.AsyncClient, api: FakeApi, href: str) -> None:
    html = f'<a href="{href}">link</a>'
    api.put(item("/good", details={"body": [{"type": "rich_text", "id": "1", "value": {"html": html}}]}))
    assert html in (await web.get("/good")).text


async def test_built_in_pages_give_way_to_the_cms(web: httpx.AsyncClient, api: FakeApi) -> None:
    assert "<h1>Cookies</h1>" in (await web.get("/cookies")).text
    assert (await web.get("/Cookies/")).headers["location"] == "/cookies"
    api.put(item("/accessibility", title="Ours"))
    assert "<h1>Ours</h1>" in (await web.get("/accessibility")).text


def near(path: str) -> dict[str, Any]:
    """Return what the API finds related: the card of one page."""
    card = example("news/flu-season")["links"]["related"][0]
    return {"results": [{**card, "path": path, "title": "Near by its text"}]}


async def test_where_editors_chose_none_what_is_near_by_its_text_is_related(
    web: httpx.AsyncClient, api: FakeApi
) -> None:
    story = example("news/flu-season")
    address = f"content/by-id/{story['content_id']}/related"
    api.answers[address] = near("/news/near")
    chosen = {**near("/news/chosen")["results"][0], "title": "Chosen by an editor"}
    for related, told, other in (([], "/news/near", "/news/chosen"), ([chosen], "/news/chosen", "/news/near")):
        api.put({**story, "path": f"/news{told}", "links": {**story["links"], "related": related}})
        page = await web.get(f"/news{told}")
        assert (f'href="{told}"' in page.text, f'href="{other}"' in page.text) == (True, False), page.text
    # Asked where there is need, and only there.
    assert [path for path in api.paths() if path.endswith("/related")] == [address]


async def test_a_page_does_without_what_is_related(web: httpx.AsyncClient, api: FakeApi) -> None:
    story = example("news/flu-season")
    api.put({**story, "links": {**story["links"], "related": []}})
    api.answers[f"content/by-id/{story['content_id']}/related"] = problem(503)
    page = await web.get(story["path"])
    assert page.status_code == 200
    assert 'class="related"' not in page.text
    api.put(item("/about-us"))
    await web.get("/about-us")
    assert len([path for path in api.paths() if path.endswith("/related")]) == 1
