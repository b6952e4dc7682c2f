"""Staff actions: send a person's forms to the CMS in their name, then lead back to a page."""

from __future__ import annotations

import re
from urllib.parse import quote, urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_templates.common.serving.forms import fields, from_our_page
from frontend_templates.common.serving.site_app import SiteApp
from frontend_templates.common.words.paths import quoted
from frontend_templates.common.words.query import SEARCH, Query
from frontend_templates.staff.sign_in import PRIVATE, own_address

UUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.ASCII)
KEY = re.compile(r"[0-9]{1,15}", re.ASCII)
MAX_NAME, MAX_QUESTION = 120, 2_000


class Actions:
    """Each raises HTTPException (400, 403, 413, 415) and ApiError."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app

    async def bookmark(self, request: Request) -> Response:
        """Keep or remove a bookmark: ``content_id``, ``action`` keep|remove, ``back``."""
        form = await self._fields(request)
        content_id, action = form.get("content_id", "").lower(), form.get("action", "")
        if not UUID.fullmatch(content_id) or action not in {"keep", "remove"}:
            raise HTTPException(400)
        await self._send(request, "PUT" if action == "keep" else "DELETE", f"bookmarks/{content_id}")
        return back_to(form.get("back", "/bookmarks"))

    async def save_search(self, request: Request) -> Response:
        """Save a search: ``name``, ``query`` (a query string); or remove one: ``remove`` (its key)."""
        form = await self._fields(request)
        key = form.get("remove", "")
        if key:
            if not KEY.fullmatch(key):
                raise HTTPException(400)
            await self._send(request, "DELETE", f"searches/{key}")
            return back_to("/searches")
        names = (*SEARCH, *self.app.site.choices)
        query = str(Query.parse(form.get("query", ""), names).without("page"))
        name = " ".join(form.get("name", "").split())[:MAX_NAME]
        if not query or not name:
            raise HTTPException(400)
        await self._send(request, "POST", "searches", {"name": name, "query": query})
        return back_to("/searches")

    async def ask(self, request: Request) -> Response:
        """Put a question to a page's owner: ``content_id``, ``text``, ``page``."""
        form = await self._fields(request)
        content_id, text = form.get("content_id", "").lower(), form.get("text", "").replace("\r\n", "\n").strip()
        page = own_address(form.get("page", "/"))
        if not UUID.fullmatch(content_id) or not 0 < len(text) <= MAX_QUESTION:
            raise HTTPException(400)
        await self._send(request, "POST", "questions", {"content_id": content_id, "text": text})
        return back_to(f"/asked?{urlencode({'page': page})}")

    async def answered(self, request: Request) -> Response:
        """Note that a question was answered: ``key``."""
        form = await self._fields(request)
        key = form.get("key", "")
        if not KEY.fullmatch(key):
            raise HTTPException(400)
        await self._send(request, "DELETE", f"questions/{key}")
        return back_to("/tasks")

    async def _fields(self, request: Request) -> dict[str, str]:
        if not from_our_page(request, self.app.site):
            raise HTTPException(403)
        return await fields(request)

    async def _send(self, request: Request, method: str, path: str, document: dict[str, str] | None = None) -> None:
        headers = self.app.site.credentials(request)
        await self.app.client.ask(method, f"{self.app.site.api}/{path}", headers, document)


def back_to(address: str) -> Response:
    """Return the answer to a form: go on to a page of this site."""
    path, mark, query = own_address(address).partition("?")
    return RedirectResponse(quoted(path) + mark + quote(query, safe="=&%+"), 303, PRIVATE)
