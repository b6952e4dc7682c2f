"""The health route of a site: says whether this process and its API answer."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from frontend_templates.common.api.api_errors import ApiError
from frontend_templates.common.serving.site_app import SiteApp


def health(app: SiteApp) -> Callable[[Request], Awaitable[Response]]:
    """Return the endpoint. It answers 200 while this process lives: it can show pages without the API."""

    async def tell(request: Request) -> Response:
        try:
            answer = await app.client.get("site", credentials=app.site.credentials(request))
            # An answer out of date is what is shown while no other can be had.
            api = "up" if app.clock() <= answer.revalidate_until or app.site.private else "away"
        except ApiError as error:
            api = "up" if error.status in {401, 403} else "away"
        pages = {"count": len(app.cache), "bytes": app.cache.size}
        return JSONResponse(
            {"status": "ok", "site": app.site.name, "api": api, "pages": pages},
            headers={"cache-control": "no-store", "x-content-type-options": "nosniff"},
        )

    return tell
