"""Page feedback: passes “Was this page useful?” to the API with the path and nothing about the reader."""

from __future__ import annotations

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from frontend_templates.common.api.api_errors import TooMany
from frontend_templates.common.serving.forms import fields, from_our_page
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.readers import ReaderRates, on_behalf, reader_address
from frontend_templates.common.serving.site_app import PageResponse, SiteApp
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.meta import PageMeta
from frontend_templates.common.words.paths import canonical_path, quoted

THANKS = "/feedback/thanks"
MAX_TEXT = 1_200
ANSWERS = {"yes": True, "no": False}
# People do not send several addresses; machines do.
ADDRESS = re.compile(r"https?://|www\.", re.IGNORECASE)
MAX_ADDRESSES = 2


class Feedback:
    """``POST /feedback`` and the page of thanks."""

    def __init__(self, app: SiteApp) -> None:
        self.app = app
        self.rates = ReaderRates(per_second=1 / 6, burst=10, clock=app.clock)

    async def receive(self, request: Request) -> Response:
        """Pass an answer on and thank for it. What a machine sent is thanked for too, and forgotten.

        Raises HTTPException (400, 403, 413, 415) and ApiError.
        """
        if not from_our_page(request, self.app.site):
            raise HTTPException(403)
        form = await fields(request)
        path = canonical_path(form.get("path", ""))
        useful = ANSWERS.get(form.get("useful", ""))
        text = form.get("text", "").replace("\r\n", "\n").strip()
        if path is None or useful is None or len(text) > MAX_TEXT:
            raise HTTPException(400)
        if not is_machine(form, text):
            try:
                if not self.rates.allows(reader_address(request, self.app.site.proxies)):
                    raise TooMany
                document = {"path": path, "useful": useful, "text": printable(text)}
                await self.app.client.post("feedback", document, on_behalf(request, self.app.site))
            except TooMany as error:
                return await self.again(request, path, printable(text), error.retry_after)
        return RedirectResponse(f"{THANKS}?page={quoted(path)}", 303, {"cache-control": "no-store"})

    async def again(self, request: Request, path: str, text: str, wait: int) -> Response:
        """Ask a reader to wait, with what they wrote in the form."""
        visit = self.app.visit(request)
        meta = PageMeta(title=visit.say("error_429_title"), robots="noindex", lang=visit.app.site.language)
        context = visit.context(await visit.shell(THANKS), meta, (), THANKS)
        values = {**context, "back": quoted(path), "about": path, "text": text}
        page = visit.page("feedback_again.html", values, 429)
        page.keep = False
        page.headers = (*page.headers, (b"retry-after", b"%d" % wait))
        return PageResponse(page, self.app.clock())

    async def thanks(self, visit: Visit) -> Page:
        """Show the page of thanks."""
        back = canonical_path(visit.query.first("page", "/")) or "/"
        meta = PageMeta(title=visit.say("feedback_thanks_title"), robots="noindex", lang=visit.app.site.language)
        context = visit.context(await visit.shell(THANKS), meta, (), THANKS)
        return visit.page("feedback_thanks.html", {**context, "back": quoted(back)})


def is_machine(form: dict[str, str], text: str) -> bool:
    """Say whether a machine filled the form: the field people do not see, or a bundle of addresses."""
    return bool(form.get("website")) or len(ADDRESS.findall(text)) > MAX_ADDRESSES


def printable(text: str) -> str:
    """Return the text without control characters; its lines stay."""
    return "".join(sign if sign == "\n" or sign.isprintable() else " " for sign in text)
