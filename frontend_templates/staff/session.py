"""The session: holds the CMS token in a cookie that scripts cannot read, and sends it with each API request."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from starlette.requests import HTTPConnection
from starlette.responses import Response

from frontend_templates.common.api.api_errors import ApiError, SignInNeeded
from frontend_templates.common.api.page_requests import PageRequests
from frontend_templates.common.serving.cookie_names import cookie_name

COOKIE = "headland_staff"
# What the CMS's tokens are made of: nothing else is sent on or set.
TOKEN = re.compile(r"headland_[A-Za-z0-9_-]{20,80}", re.ASCII)
NOBODY: dict[str, Any] = {"name": "", "email": "", "may_edit": False, "admin_url": None, "bookmarks": []}


def credentials_by(secure: bool) -> Callable[[HTTPConnection], dict[str, str]]:
    """Return the function from a request to the headers that speak for whoever is signed in; none for a stranger."""
    name = cookie_name(COOKIE, secure)

    def credentials(connection: HTTPConnection) -> dict[str, str]:
        token = connection.cookies.get(name, "")
        return {"authorization": f"Bearer {token}"} if TOKEN.fullmatch(token) else {}

    return credentials


async def shell(requests: PageRequests) -> Mapping[str, Any]:
    """Return what every staff page shows of the reader. Raises SignInNeeded."""
    try:
        return {"me": await requests.get("me")}
    except SignInNeeded:
        raise
    except ApiError:
        return {"me": NOBODY}


def keep(response: Response, token: str, seconds: int, secure: bool) -> None:
    """Set the cookie."""
    name = cookie_name(COOKIE, secure)
    response.set_cookie(name, token, max_age=seconds, path="/", httponly=True, samesite="lax", secure=secure)


def forget(response: Response, secure: bool) -> None:
    """Delete the cookie."""
    response.delete_cookie(cookie_name(COOKIE, secure), path="/", httponly=True, samesite="lax", secure=secure)
