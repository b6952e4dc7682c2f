"""The health routes of a site: say whether this process and its API answer.

``/health`` answers 200 while this process lives, as it can show pages without the API. ``/health/ready`` says whether
readers are better sent here than to another host: it asks the API at that moment, past every cache.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontend_templates.common.api.api_errors import ApiError, HostRefused
from frontend_templates.common.serving.site_app import SiteApp

Endpoint = Callable[[Request], Awaitable[Response]]
HEADERS = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
# The API knows nobody here: that it says so is an answer.
STRANGER = {401, 403}


def health(app: SiteApp) -> Endpoint:
    """Return the endpoint of ``/health``."""

    async def tell(request: Request) -> Response:
        try:
            answer = await app.client.get("site", credentials=app.site.credentials(request))
            # An answer out of date is what is shown while no other can be had.
            api = "up" if app.clock() <= answer.revalidate_until or app.site.private else "away"
        except ApiError as error:
            api = "up" if error.status in STRANGER else "away"
        pages = {"count": len(app.cache), "bytes": app.cache.size}
        return JSONResponse({"status": "ok", "site": app.site.name, "api": api, "pages": pages}, headers=HEADERS)

    return tell


async def live(request: Request) -> Response:
    """Answer 200 while this process answers at all."""
    return JSONResponse({"status": "ok"}, headers=HEADERS)


def ready(app: SiteApp) -> Endpoint:
    """Return the endpoint of ``/health/ready``: 200, or 503 with the reasons in words."""

    async def tell(request: Request) -> Response:
        reasons = await api_reasons(app)
        value: dict[str, Any] = {"status": "unavailable" if reasons else "ok", "reasons": reasons}
        return JSONResponse(value, 503 if reasons else 200, {**HEADERS, **({"retry-after": "2"} if reasons else {})})

    return tell


async def api_reasons(app: SiteApp) -> list[str]:
    """Return why pages cannot be made; nothing when the API answers and accepts this site.

    A private site's API is the CMS, which turns strangers away before it reads anything: its own readiness counts too.
    """
    addresses = [f"{app.client.base}/site"]
    if app.site.private:
        addresses.append(f"{app.site.cms_from_here}/health/ready")
    for address in addresses:
        try:
            await app.client.ask("GET", address)
        except HostRefused:
            return ["api_refuses_host"]
        except ApiError as error:
            if error.status not in STRANGER or not app.site.private:
                return ["api_away" if error.status >= 500 else "api_refuses"]
    return []
