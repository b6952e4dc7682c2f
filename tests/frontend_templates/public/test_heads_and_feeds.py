"""What a page says to machines: structured data, Open Graph, feeds."""

from __future__ import annotations

import json
import re
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest

from tests.frontend_templates.fake_api import FakeApi, example, item

pytestmark = pytest.mark.anyio


def json_ld(page: httpx.Response) -> list[dict[str, Any]]:
    """Return the structured data of a page."""
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert found is not None
    graph: list[dict[str, Any]] = json.loads(found[1])["@graph"]
    return graph


async def test_a_shared_page_shows_its_picture(web: httpx.AsyncClient, api: FakeApi) -> None:
    news = example("news/flu-season")
    social = {**news["image"], "url": "https://media.example.org/social.jpg"}
    api.put(
        news,
        item("/own", "blog", meta={**news["meta"], "social_image": social}),
        item("/none", image=None, meta={**news["meta"], "noindex": True, "description": "x" * 400}),
    )
    own, lead, none = [(await web.get(path)).text for path in ("/own", news["path"], "/none")]
    assert '<meta property="og:image" content="https://media.example.org/social.jpg">' in own
    assert f'<meta property="og:image" content="https://www.example.org{news["image"]["url"]}">' in lead
    assert ('<meta property="og:type" content="article">' in lead, "og:image" in none) == (True, False)
    assert '<meta name="robots" content="noindex">' in none
    assert f'<meta name="description" content="{"x" * 300}">' in none


@pytest.mark.parametrize(
    ("name", "kind", "more"),
    [
        ("news/flu-season", "NewsArticle", {"headline", "author", "datePublished", "dateModified", "publisher"}),
        ("blog/two-authors", "BlogPosting", {"headline", "author", "mainEntityOfPage"}),
        ("guidance/flu", "MedicalWebPage", {"lastReviewed", "about"}),
        ("author/rhian-tregarth", "ProfilePage", {"mainEntity"}),
        ("section/conditions", "CollectionPage", {"name"}),
    ],
)
async def test_structured_data_says_what_the_page_is(
    web: httpx.AsyncClient, api: FakeApi, name: str, kind: str, more: set[str]
) -> None:
    api.put(example(name))
    found = json_ld(await web.get(example(name)["path"]))
    assert found[0]["@type"] == kind
    assert more - found[0].keys() == set()
    assert found[0]["url"] == f"https://www.example.org{example(name)['path']}"
    assert [node["@type"] for node in found[1:]] == ["BreadcrumbList"]


async def test_structured_data_cannot_end_its_element(web: httpx.AsyncClient, api: FakeApi) -> None:
    title = "</script><script>alert(1)</script><!--"
    api.put(item("/bad", title=title))
    page = await web.get("/bad")
    assert "<script>alert" not in page.text
    assert json_ld(page)[0]["name"] == title


async def test_a_list_has_a_feed(web: httpx.AsyncClient, api: FakeApi) -> None:
    cards = example("answers/items-news")["results"]
    cards[0]["title"] = "Less < more & \x0b “so”"
    api.put(example("section/news"))
    api.answers["items"] = {"count": 2, "next": None, "previous": None, "results": cards}
    answer = await web.get("/news/feed.atom")
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    atom = {"a": "http://www.w3.org/2005/Atom"}
    feed = ElementTree.fromstring(answer.content)
    assert feed.findtext("a:id", "", atom) == "https://www.example.org/news/feed.atom"
    assert feed.findtext("a:updated", "", atom) == max(card["updated_at"] for card in cards)
    entries = feed.findall("a:entry", atom)
    assert [entry.findtext("a:id", "", atom) for entry in entries] == [
        f"urn:uuid:{card['content_id']}" for card in cards
    ]
    assert entries[0].findtext("a:title", "", atom) == "Less < more &  “so”"
    assert entries[0].find("a:link", atom).attrib["href"] == f"https://www.example.org{cards[0]['path']}"  # type: ignore[union-attr]


async def test_only_lists_have_feeds(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.put(example("news/flu-season"), example("home/home"))
    assert (await web.get(example("news/flu-season")["path"] + "/feed.atom")).status_code == 404
    assert (await web.get("/feed.atom")).status_code == 200
    assert "items?type=news%2Cblog&limit=30" in api.paths()
