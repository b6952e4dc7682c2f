"""Previews: a draft as its readers would see it, for the editor who asked for it in the CMS.

The CMS sends the editor here with a token that works once. It is exchanged for a key, which a cookie holds.
No other page looks at it, so nothing public depends on a cookie.
"""

from __future__ import annotations

import re
from typing import Any

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_templates.common.api.api_errors import ApiError, NotFound, SignInNeeded, Unavailable
from frontend_templates.common.pages.content_page import item_page
from frontend_templates.common.serving.cookie_names import cookie_name, cookie_path
from frontend_templates.common.serving.error_pages import error_page
from frontend_templates.common.serving.media import refusal
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.private_media import PRIVATE, CredentialsRefused, private_medium
from frontend_templates.common.serving.security_headers import security_headers
from frontend_templates.common.serving.site_app import PageResponse, SiteApp
from frontend_templates.common.words.paths import canonical_path, quoted

PATH = "/preview"
CMS_MEDIA = "/api/preview/media/"
COOKIE = "headland_preview"
MAX_TOKEN = 100
# What our own keys and tokens are made of (base64url): nothing else is ever sent on or set.
SECRET = re.compile(rf"[A-Za-z0-9_-]{{16,{MAX_TOKEN}}}", re.ASCII)
MAX_SECONDS = 3_600


class PreviewExpired(ApiError):
    """The token or key is unknown, used or out of date."""

    status = 403
    words = "preview_over"


class Previews:
    """``/preview?token=``, ``/preview/<path>`` and ``/preview/~media/<name>`` of one site."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app
        # Editors see previews in a frame of the CMS.
        self.headers = tuple(
            (name, b"no-referrer" if name == b"referrer-policy" else value)
            for name, value in security_headers(app.site, framed_by=f"'self' {app.site.cms}")
        )

    async def begin(self, request: Request) -> Response:
        """Exchange the token for a key and go on to the draft's page."""
        token = request.query_params.get("token", "")
        if not SECRET.fullmatch(token):
            return await self._refused(request, PreviewExpired("no token"))
        try:
            grant = await self.app.client.ask(
                "POST", f"{self.app.site.cms_from_here}/api/preview/exchange", document={"token": token}
            )
            key, path, seconds = str(grant["key"]), canonical_path(str(grant["path"])), int(grant["seconds"])
        except (ApiError, KeyError, TypeError, ValueError) as error:
            return await self._refused(request, error)
        if not SECRET.fullmatch(key) or path is None or grant.get("audience") != self.app.site.audience:
            return await self._refused(request, PreviewExpired("not for this site"))
        response = RedirectResponse(f"{PATH}{quoted(path)}", 303, PRIVATE)
        response.set_cookie(
            cookie_name(COOKIE, self.app.site.secure),
            key,
            max_age=max(0, min(seconds, MAX_SECONDS)),
            path=cookie_path(PATH, self.app.site.secure),
            httponly=True,
            samesite="lax",
            secure=self.app.site.secure,
        )
        return response

    async def show(self, request: Request) -> Response:
        """Show the draft that the cookie's key opens, at its own path or one of its parts'."""
        key = request.cookies.get(cookie_name(COOKIE, self.app.site.secure), "")
        if not SECRET.fullmatch(key):
            return await self._refused(request, PreviewExpired("no key"))
        address = f"{self.app.site.cms_from_here}/api/preview/item"
        try:
            item = await self.app.client.ask("GET", address, {"authorization": f"Preview {key}"})
            return await self._page(request, item)
        except Exception as error:
            return await self._refused(request, error)

    async def medium(self, request: Request) -> Response:
        """Answer with a picture or file of the draft that the cookie's key opens."""
        key = request.cookies.get(cookie_name(COOKIE, self.app.site.secure), "")
        credentials = {"authorization": f"Preview {key}"}
        if not SECRET.fullmatch(key):
            return refusal(404)
        name = request.path_params["path"]
        try:
            return await private_medium(self.app.media, request, CMS_MEDIA, name, credentials)
        except CredentialsRefused:
            return refusal(404)

    async def _page(self, request: Request, item: Any) -> Response:
        path = canonical_path(request.scope["path"].removeprefix(PATH) or "/")
        if not isinstance(item, dict) or path is None:
            raise NotFound("no draft")
        visit = self.app.visit(request)
        visit.preview, visit.path = True, path
        visit.extra["editor_url"] = self.app.site.cms
        page = await item_page(visit, item, path, await visit.shell(path))
        return self._bare(page)

    async def _refused(self, request: Request, error: Exception) -> Response:
        # What is round a draft on the staff site is its reader's: an editor, who is signed in to the CMS, is signed in
        # here on the way.
        elsewhere = isinstance(error, Unavailable) or (isinstance(error, SignInNeeded) and self.app.site.sign_in)
        if isinstance(error, ApiError) and not elsewhere:
            return self._bare(await error_page(self.app.visit(request), PreviewExpired.status, PreviewExpired("over")))
        return self._bare(await self.app.failure(request, error))

    def _bare(self, page: Page) -> Response:
        own_names = {name for name, _ in self.headers} | {b"x-frame-options"}
        page.headers = (*(header for header in page.headers if header[0] not in own_names), *self.headers)
        page.keep = False
        return PageResponse(page, self.app.clock())
