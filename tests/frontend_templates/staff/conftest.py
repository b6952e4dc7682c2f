"""The staff site over a CMS that is not there, for every test of it."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest

from frontend_templates.common.app import make_app
from frontend_templates.staff.routes import staff_routes
from frontend_templates.staff.site import staff_site
from tests.frontend_templates.staff.staff_api import ENVIRONMENT, URL, StaffApi


@pytest.fixture
def api() -> StaffApi:
    return StaffApi()


@pytest.fixture
async def web(api: StaffApi) -> AsyncIterator[httpx.AsyncClient]:
    """A browser, which keeps cookies."""
    app = make_app(staff_site(ENVIRONMENT), staff_routes, httpx.MockTransport(api))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=URL) as browser:
        yield browser
