"""Search beacons: report that a search was shown and which result a reader opened. They count, and name nobody."""

from __future__ import annotations

import contextlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from frontend_templates.common.api.api_errors import ApiError
from frontend_templates.common.serving.forms import fields, from_our_page
from frontend_templates.common.serving.readers import ReaderRates, on_behalf, reader_address
from frontend_templates.common.serving.site_app import SiteApp

MAX_ID = 1_000
LAST_POSITION = 1_000
KINDS = {"click", "search"}


class SearchEvents:
    """``POST /search/click``."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app
        self.rates = ReaderRates(per_second=2, burst=120, clock=app.clock)

    async def receive(self, request: Request) -> Response:
        """Pass an event on; 204 whether or not the API could take it: nobody waits for a beacon.

        Raises HTTPException (400, 403, 413, 415).
        """
        if not from_our_page(request, self.app.site):
            raise HTTPException(403)
        form = await fields(request, json_too=True)
        kind, query_id, position = form.get("kind", "click"), form.get("query_id", ""), form.get("position", "")
        if kind not in KINDS or not 0 < len(query_id) <= MAX_ID or not query_id.isprintable():
            raise HTTPException(400)
        event: dict[str, str | int] = {"query_id": query_id, "kind": kind}
        if kind == "click":
            if not (position.isascii() and position.isdigit() and 1 <= int(position[:6]) <= LAST_POSITION):
                raise HTTPException(400)
            event["position"] = int(position[:6])
        if self.rates.allows(reader_address(request, self.app.site.proxies)):
            with contextlib.suppress(ApiError):
                await self.app.client.post("search/events", event, on_behalf(request, self.app.site))
        return Response(status_code=204, headers={"cache-control": "no-store"})
