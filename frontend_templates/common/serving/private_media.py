"""Private media: passes on what one reader may see with credentials of their own, and stores nothing."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from frontend_templates.common.serving.media import (
    PASSED_STATUSES,
    Media,
    is_name,
    passed_on,
    refusal,
    response_headers,
)

PRIVATE = {"cache-control": "private, no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}
# What the CMS answers to a stranger, or to credentials that are no longer good.
UNKNOWN = {302, 401}


class CredentialsRefused(Exception):
    """The CMS does not know who asks."""


async def private_medium(
    media: Media, request: Request, base: str, name: str, credentials: Mapping[str, str]
) -> Response:
    """Answer with what the CMS has of a name below ``base``: the bytes, 404, or 503 while it is away.

    Raises CredentialsRefused.
    """
    if not is_name(name):
        return refusal(404)
    answer = await media.ask(request, f"{base}{name}", credentials)
    if answer is None:
        return refusal(503)
    if answer.status_code in PASSED_STATUSES:
        headers = response_headers(answer.headers, name) | PRIVATE
        closing = BackgroundTask(answer.aclose)
        return StreamingResponse(passed_on(answer), answer.status_code, headers, background=closing)
    await answer.aclose()
    if answer.status_code in UNKNOWN:
        raise CredentialsRefused
    return refusal(404 if answer.status_code < 500 else 503)
