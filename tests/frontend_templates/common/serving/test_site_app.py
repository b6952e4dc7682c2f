"""The app around the pages: watching the log, health, methods, assets, a private site."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.datastructures import Headers
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

from frontend_templates.common.api.api_client import ApiClient
from frontend_templates.common.api.watch import BEYOND, watch
from frontend_templates.common.app import make_app
from frontend_templates.common.assets import FOLDER, FOREVER, Assets
from frontend_templates.common.pages.search_page import search_page
from frontend_templates.common.site import Site
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.conftest import ENVIRONMENT, TEMPLATES, URL
from tests.frontend_templates.fake_api import API, CMS, Clock, FakeApi, example, problem

pytestmark = pytest.mark.anyio


async def until(true: Callable[[], bool]) -> None:
    """Wait until something is so; fails after two seconds."""
    async with asyncio.timeout(2):
        while not true():
            await asyncio.sleep(0.002)


async def test_the_watch_notices_changes_and_survives_failures(api: FakeApi) -> None:
    client = ApiClient(API, 1_000_000, api.transport())
    api.answers["changes"] = {"head": 7}
    watching = asyncio.ensure_future(watch(client, 0.002))
    await until(lambda: client.generation == 1)
    asked = len(api.asked)
    await until(lambda: len(api.asked) > asked + 3)
    assert client.generation == 1
    api.answers["changes"] = {"head": 8}
    await until(lambda: client.generation == 2)
    assert api.paths()[0] == f"changes?after={BEYOND}&limit=1"
    api.away = True
    await until(lambda: len(api.asked) > asked + 8)
    api.away = False
    # What happened while it was away is not known.
    await until(lambda: client.generation == 3)
    api.answers["changes"] = problem(404)
    await asyncio.wait_for(watching, 2)
    await client.close()


async def test_health(web: httpx.AsyncClient, api: FakeApi, clock: Clock) -> None:
    said = (await web.get("/health")).json()
    assert said == {"status": "ok", "site": "public", "api": "up", "pages": {"count": 0, "bytes": 0}}
    api.away = True
    clock.pass_(100)
    answer = await web.get("/health")
    assert (answer.status_code, answer.json()["api"], answer.headers["cache-control"]) == (200, "away", "no-store")


async def test_ready_asks_the_api_at_that_moment(web: httpx.AsyncClient, api: FakeApi) -> None:
    assert (await web.get("/health/live")).json() == {"status": "ok"}
    answer = await web.get("/health/ready")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "reasons": []})
    troubles: list[tuple[dict[str, Any], str]] = [
        ({"away": True}, "api_away"),
        ({"failing": 503}, "api_away"),
        ({"failing": 401}, "api_refuses"),
        ({"failing": 400}, "api_refuses"),
    ]
    for trouble, reason in troubles:
        for name, value in trouble.items():
            setattr(api, name, value)
        answer = await web.get("/health/ready")
        assert (answer.status_code, answer.json()) == (503, {"status": "unavailable", "reasons": [reason]})
        assert (answer.headers["retry-after"], answer.headers["cache-control"]) == ("2", "no-store")
        assert (await web.get("/health/live")).status_code == 200
        api.away, api.failing = False, 0
    assert (await web.get("/health/ready")).status_code == 200


async def test_an_api_that_refuses_our_host_is_our_trouble_not_the_readers(
    web: httpx.AsyncClient, api: FakeApi
) -> None:
    refusal = problem(400, code="host_refused")
    api.answers |= {"site": refusal, "navigation": refusal}
    api.items["/news/a"] = refusal
    answer = await web.get("/news/a")
    assert (answer.status_code, "retry-after" in answer.headers) == (503, True)
    assert (await web.get("/health/ready")).json()["reasons"] == ["api_refuses_host"]


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
async def test_pages_are_read_only(web: httpx.AsyncClient, api: FakeApi, method: str) -> None:
    answer = await web.request(method, "/news/a", content=b"x")
    assert (answer.status_code, answer.headers["cache-control"]) == (405, "private, no-store")
    assert api.sent == []


async def test_a_body_without_end_is_refused(web: httpx.AsyncClient) -> None:
    answer = await web.post("/search/click", content=b"x" * 70_000, headers={"content-type": "application/json"})
    assert answer.status_code == 413


@pytest.fixture
def built(tmp_path: Path) -> Assets:
    """Assets as the build leaves them."""
    css = b"body { color: black }\n" * 100
    (tmp_path / "site.1a2b.css").write_bytes(css)
    (tmp_path / "site.1a2b.css.br").write_bytes(b"brotli form")
    (tmp_path / "icon.3c4d.png").write_bytes(b"x" * 1_000)
    manifest = {"site.css": "site.1a2b.css", "favicon.ico": "icon.3c4d.png"}
    (tmp_path / "manifest.json").write_text(json.dumps(manifest))
    return Assets(tmp_path)


async def test_built_files_are_served_for_ever(built: Assets) -> None:
    assert (built.url("site.css"), built.url("absent.js")) == ("/assets/site.1a2b.css", "/assets/absent.js")
    sheet = built.files["site.1a2b.css"]
    answer = sheet.response(Headers({"accept-encoding": "gzip, br"}), FOREVER)
    assert (answer.body, answer.headers["content-encoding"], answer.headers["vary"]) == (
        b"brotli form",
        "br",
        "accept-encoding",
    )
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    plain = sheet.response(Headers({}), FOREVER)
    assert (plain.body, "content-encoding" in plain.headers) == (sheet.body, False)
    assert built.files["icon.3c4d.png"].forms == {}


def test_a_manifest_that_names_an_absent_file_stops_the_site(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text('{"site.css": "gone.css"}')
    with pytest.raises(FileNotFoundError):
        Assets(tmp_path)


async def test_the_assets_of_the_site_answer(web: httpx.AsyncClient) -> None:
    for built in Assets().names.values():
        answer = await web.get(f"/assets/{built}")
        assert (answer.status_code, answer.content) == (200, (FOLDER / built).read_bytes())
    assert (await web.get("/assets/..%2Fassets.py")).status_code == 404


@pytest.fixture
def private(api: FakeApi, clock: Clock) -> ASGIApp:
    """A private site as the staff site is going to be: a reader's token goes to the API."""
    site = replace(
        staff_site(ENVIRONMENT),
        templates=TEMPLATES,
        shared_templates=TEMPLATES,
        api=API,
        credentials=lambda connection: {"authorization": f"Bearer {connection.cookies.get('who', '')}"},
        sign_in=lambda path: f"{CMS}/sign-in?next={path}",
    )

    def routes(app: Any) -> list[BaseRoute]:
        return [Route("/search", app.endpoint(search_page))]

    return make_app(site, routes, api.transport(), clock)


async def test_a_private_site_keeps_nothing_and_asks_for_each_reader(private: ASGIApp, api: FakeApi) -> None:
    api.cache_control = "private, no-store"
    api.put(example("guidance/flu"))

    def greet(request: httpx.Request) -> Any:
        who = request.headers["authorization"]
        if who == "Bearer ":
            return problem(401)
        return {**example("answers/site"), "name": f"For {who}"}

    api.answers["site"] = greet
    async with httpx.AsyncClient(transport=httpx.ASGITransport(private), base_url=URL) as browser:
        for who in ("ann", "bo"):
            page = await browser.get("/conditions/flu", headers={"cookie": f"who={who}"})
            assert f"For Bearer {who}" in page.text
            assert page.headers["cache-control"] == "private, no-store"
            assert ("etag" in page.headers, '<meta name="robots" content="noindex">' in page.text) == (False, True)
        nobody = await browser.get("/conditions/flu")
        assert (nobody.status_code, nobody.headers["location"]) == (302, f"{CMS}/sign-in?next=/conditions/flu")
        assert nobody.headers["cache-control"] == "private, no-store"


async def test_production_insists_on_https(site: Site, api: FakeApi) -> None:
    app = make_app(replace(site, production=True, media_url="https://media.example.org/m/"), transport=api.transport())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as browser:
        headers = (await browser.get("/nowhere")).headers
    assert headers["strict-transport-security"] == "max-age=31536000"
    assert "img-src 'self' https://media.example.org;" in headers["content-security-policy"]
