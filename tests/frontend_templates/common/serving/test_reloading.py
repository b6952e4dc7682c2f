"""A changed template shows at the next request where that is asked for, and never in production."""

from __future__ import annotations

import json
import logging
import shutil
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from starlette.types import ASGIApp

from frontend_templates.common.app import make_app
from frontend_templates.common.serving import reloading
from frontend_templates.common.serving.no_index import NoIndex
from frontend_templates.common.serving.page_door import PageDoor
from frontend_templates.common.serving.reloading import TemplateReload
from frontend_templates.common.site import Site
from frontend_templates.common.words import strings
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.conftest import ENVIRONMENT, TEMPLATES, URL
from tests.frontend_templates.fake_api import Clock, FakeApi, example

pytestmark = pytest.mark.anyio
NEWS = "/news/flu-season"


@pytest.fixture
def templates(tmp_path: Path) -> Path:
    """Templates that a test may change."""
    return Path(shutil.copytree(TEMPLATES, tmp_path / "templates"))


@pytest.fixture
def app(site: Site, templates: Path, api: FakeApi, clock: Clock) -> ASGIApp:
    """The public site as ``make run`` starts it."""
    api.put({**example("news/flu-season"), "path": NEWS}, example("home/home"))
    site = replace(site, templates=templates, shared_templates=templates, reload=True)
    return make_app(site, public_routes, api.transport(), clock)


async def test_a_change_shows_at_the_next_request_though_the_page_was_in_memory(
    web: httpx.AsyncClient, templates: Path, api: FakeApi
) -> None:
    before = await web.get(NEWS)
    assert (await web.get(NEWS)).content == before.content
    asked = len(api.asked)
    layout = templates / "layout.html"
    layout.write_text(layout.read_text().replace("</body>", "<p>Changed</p></body>"))
    after = await web.get(NEWS)
    assert ("Changed" in before.text, "Changed" in after.text) == (False, True)
    assert before.headers["etag"] != after.headers["etag"]
    # What the API said is as good as it was.
    assert len(api.asked) == asked


async def test_a_new_template_is_found(web: httpx.AsyncClient, templates: Path) -> None:
    own = templates / "types" / "news.html"
    own.unlink(missing_ok=True)
    default = await web.get(NEWS)
    own.write_text("<!doctype html><title>Own</title>")
    assert (await web.get(NEWS)).text == "<!doctype html><title>Own</title>"
    own.unlink()
    assert (await web.get(NEWS)).content == default.content


async def test_a_template_that_is_broken_shows_again_once_it_is_mended(web: httpx.AsyncClient, templates: Path) -> None:
    layout = templates / "layout.html"
    whole = layout.read_text()
    good = await web.get(NEWS)
    layout.write_text("{% if %}")
    assert (await web.get(NEWS)).status_code == 500
    layout.write_text(whole)
    assert (await web.get(NEWS)).content == good.content


async def test_texts_change_too_and_broken_ones_leave_the_old(
    web: httpx.AsyncClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture,
    site: Site, api: FakeApi,
) -> None:  # fmt: skip
    folder = Path(shutil.copytree(strings.FOLDER, tmp_path / "strings"))
    for module in (strings, reloading):
        monkeypatch.setattr(module, "FOLDER", folder)
    app = make_app(replace(site, reload=True), public_routes, api.transport())
    assert isinstance(app, TemplateReload)
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as browser:
        await browser.get(NEWS)
        words = json.loads((folder / "en.json").read_text())
        (folder / "en.json").write_text(json.dumps(words | {"home": "Front door"}))
        await browser.get(NEWS)
        assert app.running.renderer.strings("home") == "Front door"
        (folder / "en.json").write_text("{")
        with caplog.at_level(logging.ERROR):
            assert (await browser.get(NEWS)).status_code == 200
        assert app.running.renderer.strings("home") == "Front door"
        assert "the changed texts cannot be read" in caplog.text


@pytest.mark.parametrize(
    ("environment", "reloads"),
    [
        ({}, False),
        ({"HEADLAND_RELOAD": "0"}, False),
        ({"HEADLAND_RELOAD": "1"}, True),
        ({"HEADLAND_RELOAD": "1", "HEADLAND_ENV": "production"}, False),
    ],
)
def test_the_environment_decides_and_production_has_nothing_in_front_of_its_pages(
    environment: dict[str, str], reloads: bool, api: FakeApi
) -> None:
    for site in (public_site(ENVIRONMENT | environment), staff_site(ENVIRONMENT | environment)):
        app = make_app(site, transport=api.transport())
        assert type(app) is (TemplateReload if reloads else NoIndex if site.private else PageDoor)
