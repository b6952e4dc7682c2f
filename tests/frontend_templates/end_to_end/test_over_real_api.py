"""The public site in a process of its own over the real public API, as readers meet them."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from markupsafe import escape

from scripts.services.processes import free_port
from tests.bench.servers import Server, delivery, public_site
from tests.cms.bank import Bank
from tests.frontend_templates.example_copy import example_bank, publish, write_public_copy
from tests.frontend_templates.fake_api import example, examples

pytestmark = pytest.mark.serial
NEWS = "/news/flu-season-starts-early"
# What the issue promises from publishing to reading.
PROMPT = 2.0


@dataclass
class Running:
    """The API and the site, with what is published."""

    bank: Bank
    data: Path
    site: Server
    web: httpx.Client
    api: ExitStack
    port: int

    def publish(self, item: dict[str, Any]) -> None:
        """Publish an item and let the copy follow."""
        publish(self.bank, item)
        write_public_copy(self.bank, self.data)

    def start_api(self) -> None:
        """Start the API on its port."""
        self.api.enter_context(delivery(self.data, self.port))


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data, bank, port = tmp_path_factory.mktemp("data"), example_bank(), free_port()
    write_public_copy(bank, data)
    with ExitStack() as api:
        api.enter_context(delivery(data, port))
        with public_site(f"http://127.0.0.1:{port}") as site, httpx.Client(base_url=site.url, trust_env=False) as web:
            yield Running(bank, data, site, web, api, port)


def within(seconds: float, true: Callable[[], bool]) -> bool:
    """Say whether something became so in time."""
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.02)
    return True


def test_every_example_is_shown(running: Running) -> None:
    for name, item in examples().items():
        if name == "home/bare":
            continue
        page = running.web.get(item["path"])
        assert page.status_code == 200, name
        assert str(escape(item["title"])) in page.text, name
        assert f'<link rel="canonical" href="{running.site.url}{item["path"]}">' in page.text, name


def test_every_link_inside_the_site_is_an_address_of_it(running: Running) -> None:
    pages = [running.web.get(item["path"]).text for item in examples().values()]
    found = {href for page in pages for href in re.findall(r'(?:href|action)="([^"]*)"', page)}
    odd = [href for href in found if not re.match(r"(?:https?://|mailto:|tel:|/(?!/)|#|\?)", href)]
    assert odd == []


def test_ends_are_told(running: Running) -> None:
    moved = running.web.get("/old")
    assert (moved.status_code, moved.headers["location"]) == (301, "/news")
    assert [running.web.get(path).status_code for path in ("/gone", "/recalled", "/nowhere")] == [410, 410, 404]
    assert "It was wrong." in running.web.get("/recalled").text


def test_lists_feeds_and_the_sitemap(running: Running) -> None:
    paths = {item["path"] for name, item in examples().items() if name.startswith("news/")}
    feed = ElementTree.fromstring(running.web.get("/news/feed.atom").content)
    links = {found.attrib["href"] for found in feed.iterfind(".//{*}entry/{*}link")}
    assert links == {f"{running.site.url}{path}" for path in paths}
    sitemap = ElementTree.fromstring(running.web.get("/sitemap.xml").content)
    assert {found.text for found in sitemap.iterfind(".//{*}loc")} == {
        f"{running.site.url}{item['path']}" for item in examples().values()
    }
    assert all(path in running.web.get("/news").text for path in paths)


def test_search_finds_filters_and_suggests(running: Running) -> None:
    page = running.web.get("/search?q=flu&type=news&utm_source=x")
    assert page.status_code == 200
    assert f'href="{example("news/flu-season")["path"]}"' in page.text
    assert f'href="{example("guidance/flu")["path"]}"' not in page.text.partition("<main")[2].partition("</main")[0]
    assert "<mark>" in page.text
    assert running.web.get("/suggest?q=fl").json()["results"] != []
    for query in ("q=" + "x" * 400, "q=%22%2A%28%00", "q=a&topic=%F0%9F%92%89", "type=none", "q=a&page=500"):
        assert running.web.get(f"/search?{query}").status_code in {200, 404}, query


def test_what_readers_tell_is_taken(running: Running) -> None:
    said = {"path": NEWS, "useful": "yes", "text": "Clear", "website": ""}
    assert running.web.post("/feedback", data=said).status_code == 303
    page = running.web.get("/search?q=flu")
    query_id = re.search(r'data-query-id="([^"]+)"', page.text)
    said = {"query_id": query_id[1] if query_id else "", "position": "1"}
    assert query_id is not None
    assert running.web.post("/search/click", data=said).status_code == 204


def test_what_is_published_shows_in_time_everywhere(running: Running) -> None:
    item = {**example("news/flu-season"), "title": "Changed while readers look"}
    paths = [item["path"], "/news", "/news/feed.atom", "/search?q=changed"]
    for path in paths:
        assert "while readers look" not in running.web.get(path).text
    began = time.monotonic()
    running.publish(item)
    for path in paths:
        left = PROMPT - (time.monotonic() - began)
        assert within(left, partial(shows, running.web, path, "while readers look")), path


def shows(web: httpx.Client, path: str, text: str) -> bool:
    """Say whether a text is on a page."""
    return text in web.get(path).text


def test_what_is_withdrawn_goes_in_time(running: Running) -> None:
    item = {**example("standard/when-to-call-111"), "path": "/short-lived", "content_id": "7" * 32, "title": "Brief"}
    running.publish(item)
    assert within(PROMPT, lambda: running.web.get("/short-lived").status_code == 200)
    running.bank.ended("/short-lived", "withdrawn", reason="No more.")
    write_public_copy(running.bank, running.data)
    assert within(PROMPT, lambda: running.web.get("/short-lived").status_code == 410)


def test_with_the_api_killed_warm_pages_answer_and_cold_ones_say_so(running: Running) -> None:
    warm = running.web.get(NEWS)
    search = running.web.get("/search?q=flu")
    running.api.close()
    time.sleep(1.2)
    for _ in range(20):
        page = running.web.get(NEWS)
        assert (page.status_code, page.content) == (200, warm.content)
    assert running.web.get("/search?q=flu").content == search.content
    cold = running.web.get("/never-asked-before")
    assert (cold.status_code, cold.headers["cache-control"]) == (503, "private, no-store")
    assert int(cold.headers["retry-after"]) > 0
    # The menus are there, and nothing is slow: nobody waits for what is away.
    assert 'href="/news"' in cold.text
    began = time.monotonic()
    for number in range(20):
        assert running.web.get(f"/cold-{number}").status_code == 503
    assert time.monotonic() - began < 5
    assert within(5, lambda: running.web.get("/health").json()["api"] == "away")
    running.start_api()
    assert within(20, lambda: running.web.get("/never-asked-before").status_code == 404)
    assert running.web.get(NEWS).status_code == 200


def test_a_cookie_changes_nothing(running: Running) -> None:
    plain = running.web.get(NEWS)
    other = httpx.get(f"{running.site.url}{NEWS}", headers={"cookie": "sessionid=x; a=b"}, trust_env=False)
    assert (other.content, "set-cookie" in other.headers) == (plain.content, False)
