"""Sign-in: exchanges a code from the CMS for a token. Sign-out ends the token there too."""

from __future__ import annotations

import contextlib
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_templates.common.api.api_errors import ApiError, Unavailable
from frontend_templates.common.serving.cookie_names import cookie_name, cookie_path
from frontend_templates.common.serving.forms import from_our_page
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.staff.session import TOKEN, forget, keep

SIGN_IN, SIGNED_IN, SIGN_OUT, SIGNED_OUT = "/sign-in", "/signed-in", "/sign-out", "/signed-out"
COOKIE = "headland_sign_in"
MINUTES = 10
MAX_PATH = 1_500
CODE = re.compile(r"[A-Za-z0-9_:.-]{20,600}", re.ASCII)
PRIVATE = {"cache-control": "private, no-store", "referrer-policy": "no-referrer", "x-robots-tag": "noindex"}


class SignInFailed(ApiError):
    """The code is unknown, used, out of date, or was not asked for by this browser."""

    status = 403
    words = "sign_in_failed"


def sign_in_at(address: str) -> str:
    """Return where a stranger is sent who asked for an address of this site."""
    return f"{SIGN_IN}?{urlencode({'next': address})}"


def own_address(text: str) -> str:
    """Return a path and query of this site, or ``/`` for anything that could lead elsewhere."""
    fine = text.startswith("/") and not text.startswith(("//", "/\\")) and text.isprintable() and "\\" not in text
    return text if fine and len(text) <= MAX_PATH else "/"


class SignIn:
    """The routes of one site."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app
        self.secure = app.site.secure
        self.cookie = cookie_name(COOKIE, self.secure)
        self.path = cookie_path(SIGNED_IN, self.secure)

    async def begin(self, request: Request) -> Response:
        """Send the reader to the CMS, and remember in a cookie that we did and where they wanted to go."""
        state = secrets.token_urlsafe(16)
        target = urlsafe_b64encode(own_address(request.query_params.get("next", "/")).encode()).decode()
        response = RedirectResponse(f"{self.app.site.cms}/sign-in?{urlencode({'state': state})}", 302, PRIVATE)
        response.set_cookie(
            self.cookie,
            f"{state}.{target}",
            max_age=MINUTES * 60,
            path=self.path,
            httponly=True,
            samesite="lax",
            secure=self.secure,
        )
        return response

    async def finish(self, request: Request) -> Response:
        """Take the code, if this browser asked for it, and go on to where the reader wanted to go."""
        state, _, target = request.cookies.get(self.cookie, "").partition(".")
        code = request.query_params.get("code", "")
        returned_state = request.query_params.get("state", "")
        if not state or not secrets.compare_digest(state.encode(), returned_state.encode()) or not CODE.fullmatch(code):
            raise SignInFailed("not asked for")
        try:
            granted = await self.app.client.post("sign-in", {"code": code})
            token, seconds = str(granted["token"]), int(granted["seconds"])
        except Unavailable:
            raise
        except (ApiError, KeyError, TypeError, ValueError) as error:
            raise SignInFailed("refused") from error
        if not TOKEN.fullmatch(token):
            raise SignInFailed("no token")
        response = RedirectResponse(_decoded(target), 303, PRIVATE)
        keep(response, token, seconds, self.secure)
        response.delete_cookie(self.cookie, path=self.path, httponly=True, samesite="lax", secure=self.secure)
        return response

    async def out(self, request: Request) -> Response:
        """End the session here and in the CMS. Raises HTTPException 403 for a form of another site."""
        if not from_our_page(request, self.app.site):
            raise HTTPException(403)
        own_credentials = dict(self.app.site.credentials(request))
        if own_credentials:
            # When the CMS is away the cookie goes all the same; the token runs out by itself.
            with contextlib.suppress(ApiError):
                await self.app.client.ask("POST", f"{self.app.site.api}/sign-out", own_credentials)
        response = RedirectResponse(SIGNED_OUT, 303, PRIVATE)
        forget(response, self.secure)
        return response


def _decoded(target: str) -> str:
    try:
        return own_address(urlsafe_b64decode(target.encode()).decode())
    except ValueError:
        return "/"
