"""sitemap.xml and robots.txt."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from starlette.routing import BaseRoute, Route

from frontend_templates.common.app import make_app
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.common.site import Site
from frontend_templates.public.sitemap import Sitemap
from tests.frontend_templates.conftest import URL
from tests.frontend_templates.fake_api import Clock, FakeApi

pytestmark = pytest.mark.anyio
SPACE = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def many(count: int, paths: str = "/news/{}") -> Any:
    """Answer lists of ``count`` items by cursor, as the API does."""

    def answer(request: httpx.Request) -> Any:
        params = request.url.params
        cursor = params.get("cursor", "*")
        start, limit = 0 if cursor == "*" else int(cursor), int(params["limit"])
        cards = [
            {"path": paths.format(number), "updated_at": "2026-01-05T09:00:00Z"}
            for number in range(start, min(start + limit, count))
        ]
        more = start + limit < count
        following = f"http://api.test/items?{params.set('cursor', str(start + limit))}" if more else None
        return {"count": count, "next": following, "previous": None, "results": cards}

    return answer


def locations(answer: httpx.Response) -> list[str]:
    return [found.text or "" for found in ElementTree.fromstring(answer.content).iterfind(".//s:loc", SPACE)]


async def test_every_page_is_in_the_sitemap(web: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["items"] = many(250, "/né&w/{}")
    answer = await web.get("/sitemap.xml")
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    assert locations(answer) == [f"{URL}/n%C3%A9&w/{number}" for number in range(250)]
    assert answer.text.count("<lastmod>2026-01-05T09:00:00Z</lastmod>") == 250
    assert len(api.asked) == 4
    await web.get("/sitemap.xml")
    assert len(api.asked) == 4


async def test_it_is_made_again_after_a_time(web: httpx.AsyncClient, api: FakeApi, clock: Clock) -> None:
    api.answers["items"] = many(3)
    assert len(locations(await web.get("/sitemap.xml"))) == 3
    api.answers["items"] = many(4)
    clock.pass_(301)
    assert len(locations(await web.get("/sitemap.xml"))) == 4
    api.away = True
    clock.pass_(1_000)
    assert len(locations(await web.get("/sitemap.xml"))) == 4


@pytest.fixture
async def small_parts(site: Site, api: FakeApi, clock: Clock) -> AsyncIterator[httpx.AsyncClient]:
    """The site with parts of 200 addresses."""

    def routes(app: SiteApp) -> list[BaseRoute]:
        sitemap = Sitemap(app, part=200)
        return [
            Route("/sitemap.xml", app.endpoint(sitemap.whole)),
            Route("/sitemap-{number:int}.xml", app.endpoint(sitemap.one_part)),
        ]

    transport = httpx.ASGITransport(make_app(site, routes, api.transport(), clock))
    async with httpx.AsyncClient(transport=transport, base_url=URL) as browser:
        yield browser


async def test_many_pages_are_in_parts(small_parts: httpx.AsyncClient, api: FakeApi) -> None:
    api.answers["items"] = many(450)
    index = await small_parts.get("/sitemap.xml")
    assert locations(index) == [f"{URL}/sitemap-{number}.xml" for number in (1, 2, 3)]
    # The last first: where it begins is not known yet.
    parts = [locations(await small_parts.get(f"/sitemap-{number}.xml")) for number in (3, 1, 2)]
    assert [len(part) for part in parts] == [50, 200, 200]
    assert sorted(parts[1] + parts[2] + parts[0]) == sorted(f"{URL}/news/{number}" for number in range(450))
    for path in ("/sitemap-4.xml", "/sitemap-0.xml", "/sitemap-1000.xml", "/sitemap-01.xml"):
        assert (await small_parts.get(path)).status_code == 404


async def test_crawlers_are_told_where_to_go(web: httpx.AsyncClient) -> None:
    answer = await web.get("/robots.txt")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "User-agent: *",
        "Disallow: /search",
        "Disallow: /suggest",
        "Disallow: /preview",
        "Disallow: /feedback",
        "",
        "Sitemap: https://www.example.org/sitemap.xml",
    ]
