"""Posted forms: accept only small ones that come from our own pages."""

from __future__ import annotations

import json
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from frontend_templates.common.site import Site

MAX_FIELDS = 20
FORM = "application/x-www-form-urlencoded"
# A beacon of a text is sent as text/plain.
JSON = {"application/json", "text/plain"}


async def fields(request: Request, json_too: bool = False) -> dict[str, str]:
    """Return the fields of a posted form, the first of each name. Raises HTTPException 400, 413 or 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    body = await request.body()
    if kind == FORM:
        try:
            pairs = parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=MAX_FIELDS)
        except ValueError as error:
            raise HTTPException(400) from error
        return dict(reversed(pairs))
    if json_too and kind in JSON:
        try:
            values = json.loads(body)
        except ValueError as error:
            raise HTTPException(400) from error
        if not isinstance(values, dict) or len(values) > MAX_FIELDS:
            raise HTTPException(400)
        return {str(name): str(value) for name, value in values.items() if isinstance(value, str | int | bool)}
    raise HTTPException(415)


def from_our_page(request: Request, site: Site) -> bool:
    """Say whether a browser sent this from a page of the site. What says nothing of its origin may pass."""
    fetched = request.headers.get("sec-fetch-site")
    if fetched is not None:
        return fetched in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return origin is None or origin in {site.url, f"{request.url.scheme}://{request.headers.get('host', '')}"}
