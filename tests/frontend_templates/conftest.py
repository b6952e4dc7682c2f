"""The public site over an API in memory, with templates of the tests' own: what is shown, not how it looks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from jinja2.bccache import Bucket, BytecodeCache
from starlette.types import ASGIApp

from frontend_templates.common.app import make_app
from frontend_templates.common.site import Site
from frontend_templates.common.words.rendering import SiteEnvironment
from frontend_templates.public.routes import public_routes
from frontend_templates.public.site import public_site
from tests.frontend_templates.fake_api import CMS, Clock, FakeApi

URL = "https://www.example.org"
TEMPLATES = Path(__file__).parent / "templates"
ENVIRONMENT = {"HEADLAND_API_URL": "http://api.test", "HEADLAND_CMS_URL": CMS, "HEADLAND_PUBLIC_URL": URL}


class Compiled(BytecodeCache):
    """Compiled templates in memory: every test makes a site, and compiling takes most of the time of that."""

    def __init__(self) -> None:
        self.code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if bucket.key in self.code:
            bucket.bytecode_from_string(self.code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.code[bucket.key] = bucket.bytecode_to_string()


SiteEnvironment.compiled = Compiled()


@pytest.fixture
def anyio_backend() -> str:
    return "asyncio"


@pytest.fixture
def api() -> FakeApi:
    return FakeApi()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def site() -> Site:
    return replace(public_site(ENVIRONMENT), templates=TEMPLATES, shared_templates=TEMPLATES)


@pytest.fixture
def app(site: Site, api: FakeApi, clock: Clock) -> ASGIApp:
    return make_app(site, public_routes, api.transport(), clock)


@pytest.fixture
async def web(app: ASGIApp) -> AsyncIterator[httpx.AsyncClient]:
    """A browser that follows nothing and keeps no cookies."""
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url=URL, headers={"accept-encoding": "identity"}) as browser:
        yield browser
