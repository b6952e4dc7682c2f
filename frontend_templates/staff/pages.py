"""The staff site's own pages: home with tasks, bookmarks, saved searches, tasks, the editors' desk."""

from __future__ import annotations

import asyncio
from typing import Any

from frontend_templates.common.pages.content_page import content_page
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.meta import PageMeta
from frontend_templates.common.words.paths import canonical_path
from frontend_templates.staff.desk import COLUMNS, part
from frontend_templates.staff.sign_in import own_address

NONE: dict[str, Any] = {"count": 0, "results": []}


async def home(visit: Visit) -> Page:
    """Answer ``/``: the CMS's home page with what is the reader's own beside it."""
    # Whatever is asked for: the public home page is on the public site.
    visit.query = visit.query.without("audience")
    names = ("tasks", "bookmarks", "searches")
    answers = await asyncio.gather(*(visit.requests.optional(name, NONE) for name in names))
    visit.extra.update(zip(names, answers, strict=True))
    return await content_page(visit)


async def bookmarks(visit: Visit) -> Page:
    """Answer ``/bookmarks``."""
    return await _own(visit, "bookmarks")


async def searches(visit: Visit) -> Page:
    """Answer ``/searches``: the saved searches."""
    return await _own(visit, "searches")


async def tasks(visit: Visit) -> Page:
    """Answer ``/tasks``."""
    return await _own(visit, "tasks")


async def desk(visit: Visit) -> Page:
    """Answer ``/desk``. Raises Forbidden for who does not edit."""
    shell, figures = await asyncio.gather(visit.shell("/desk"), visit.requests.get("desk"))
    parts = [part(name, figures[name], visit.say) for name in COLUMNS if name in figures]
    return _page(visit, shell, "desk", {"parts": parts})


async def ask(visit: Visit) -> Page:
    """Answer ``/ask?page=``: the form for a question to a page's owner. Raises NotFound for a page there is not."""
    path = canonical_path(visit.query.first("page", "/")) or "/"
    item = await visit.requests.get("content", {"path": path, "audience": visit.query.first("audience")})
    return _page(visit, await visit.shell("/ask"), "ask", {"item": item})


async def question_thanks(visit: Visit) -> Page:
    """Answer ``/asked``: thanks for a question."""
    back = own_address(visit.query.first("page", "/"))
    return _page(visit, await visit.shell("/asked"), "asked", {"back": back})


async def signed_out(visit: Visit) -> Page:
    """Answer ``/signed-out``. Nothing is asked of the API: the reader is a stranger now."""
    return _page(visit, visit.shell_for_strangers(), "signed_out", {})


async def _own(visit: Visit, name: str) -> Page:
    shell, answer = await asyncio.gather(visit.shell(f"/{name}"), visit.requests.get(name))
    return _page(visit, shell, name, {name: answer})


def _page(visit: Visit, shell: Any, kind: str, values: dict[str, Any]) -> Page:
    meta = PageMeta(title=visit.say(f"{kind}_title"), robots="noindex", lang=visit.app.site.language, kind=kind)
    home = {"title": visit.say("home"), "path": "/"}
    return visit.page(f"{kind}.html", {**visit.context(shell, meta, [home], f"/{kind}"), **values})
