"""The content page: shows the item at a path."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from frontend_templates.common.api.api_errors import ApiError, Forbidden, NotFound, SignInNeeded
from frontend_templates.common.links import safe_href
from frontend_templates.common.pages.listing import Listing, Month, feed_path, filters_of, listing_of, month_of
from frontend_templates.common.serving.page import Page
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.json_ld import graph
from frontend_templates.common.words.meta import PageMeta, item_meta, script_json
from frontend_templates.common.words.paths import canonical_path, content_address, quoted

LATEST = 3
# Their readers are shown what else there is on the subject.
WITH_RELATED = frozenset(("news", "blog", "guidance"))
ONE_PART: dict[str, Any] = {"slug": "", "body": [], "contents": [], "previous": None, "next": None}


async def content_page(visit: Visit) -> Page:
    """Answer any path that is no route of its own. Raises ApiError."""
    path = canonical_path(visit.path)
    if path is None:
        raise NotFound("no item can be here")
    shell = asyncio.ensure_future(visit.shell(path))
    try:
        address, parameters = content_address(path)
        # Only the staff site knows of a choice: there one path may have an item for each audience.
        if audience := visit.query.first("audience"):
            parameters = {**parameters, "audience": audience}
        item = await visit.requests.get(address, parameters)
    except (SignInNeeded, Forbidden):
        shell.cancel()
        raise
    except ApiError:
        # Known before the reader is answered: an error page shows the site's name and navigation too.
        values = await shell
        if path in visit.app.site.built_in:
            return built_in_page(visit, path, values)
        raise
    return await item_page(visit, item, path, await shell)


def built_in_page(visit: Visit, path: str, shell: Mapping[str, Any]) -> Page:
    """Answer with a page that comes with the site, where the CMS has none."""
    if visit.path != path:
        return visit.redirect(quoted(path), permanent=True)
    template = visit.app.site.built_in[path]
    kind = template.removesuffix(".html")
    meta = PageMeta(
        title=visit.say(f"{kind}_title"),
        canonical=visit.app.site.absolute(path),
        robots="noindex" if visit.app.site.private else "",
        lang=visit.app.site.language,
        kind=kind,
    )
    home = {"title": visit.say("home"), "path": "/"}
    return visit.page(template, visit.context(shell, meta, [home], path))


async def item_page(visit: Visit, item: dict[str, Any], path: str, shell: Mapping[str, Any]) -> Page:
    """Answer with an item: its page, or a redirect to where it is."""
    if item.get("state") == "redirect":
        location = safe_href(item.get("location"))
        if not location or location == path:
            raise NotFound("a redirect that leads nowhere")
        return visit.redirect(location, bool(item.get("permanent")))
    parts = parts_of(item)
    part = next((each for each in parts if each["path"] == path), parts[0] if parts else None)
    canonical = str(part["path"] if part else item["path"])
    if visit.path != canonical and not visit.preview:
        return visit.redirect(visit.query.url(quoted(canonical)), permanent=True)
    filters = filters_of(item)
    if parts and visit.query.first("view") == "print":
        return print_page(visit, item, parts, shell)
    month = month_of(visit.query, visit) if filters else None
    listing = await listing_of(visit, item, filters, month) if filters else None
    title = title_of(visit, item, part, parts, listing, month)
    address = address_of(visit, canonical, listing, month)
    meta = item_meta(
        visit.app.site,
        item,
        address,
        title,
        feed=None if visit.app.site.private else feed_of(item, listing),
        json_ld=script_json(graph(visit.app.site, shell["site"]["name"], item, address, title)),
    )
    context = visit.context(shell, meta, trail_of(item, part, parts), canonical)
    context |= {"item": item, "part": part, "parts": parts, "listing": listing, "related": await related(visit, item)}
    context["print_url"] = f"{quoted(item['path'])}?view=print" if parts else None
    if item.get("type") == "home":
        context |= await latest(visit)
    if month is not None:
        return visit.page("archive.html", {**context, "month": month})
    return visit.html(visit.app.renderer.item(item, context))


def parts_of(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the parts of a guide; one empty part for a guide without any, none for what has no parts."""
    parts = (item.get("details") or {}).get("parts")
    if not isinstance(parts, list):
        return []
    guide_parts = [part for part in parts if isinstance(part, dict) and isinstance(part.get("path"), str)]
    return guide_parts or [{**ONE_PART, "title": item["title"], "path": item["path"]}]


def print_page(visit: Visit, item: dict[str, Any], parts: list[dict[str, Any]], shell: Mapping[str, Any]) -> Page:
    """Answer with a whole guide on one page, for paper."""
    meta = item_meta(visit.app.site, item, item["path"], item["title"], robots="noindex")
    context = visit.context(shell, meta, item.get("breadcrumbs") or [], item["path"])
    return visit.page("print_guide.html", {**context, "item": item, "parts": parts})


def title_of(
    visit: Visit,
    item: Mapping[str, Any],
    part: Mapping[str, Any] | None,
    parts: list[dict[str, Any]],
    listing: Listing | None,
    month: Month | None,
) -> str:
    """Return what tells this page from all others of the site."""
    title = str((item.get("meta") or {}).get("seo_title") or item["title"])
    if part is not None and part is not parts[0]:
        title = visit.say("title_of_part", part=part["title"], title=title)
    if month is not None:
        title = visit.say("title_of_month", title=title, month=month.label)
    if listing is not None and listing.page > 1:
        title = visit.say("title_of_page", title=title, page=listing.page, pages=listing.pages)
    return title


def address_of(visit: Visit, path: str, listing: Listing | None, month: Month | None) -> str:
    """Return the canonical path and query of what is shown."""
    query = visit.query.without("view")
    if listing is None or listing.page == 1:
        query = query.without("page")
    if month is None:
        query = query.without("month")
    return query.url(quoted(path))


def feed_of(item: Mapping[str, Any], listing: Listing | None) -> dict[str, str] | None:
    """Return the feed a page names in its head: its list's, or on the home page the whole site's."""
    if listing is None and item.get("type") != "home":
        return None
    return {"title": str(item["title"]), "url": feed_path(str(item["path"]))}


def trail_of(item: Mapping[str, Any], part: Mapping[str, Any] | None, parts: list[dict[str, Any]]) -> list[Any]:
    """Return the breadcrumbs: from a later part of a guide they lead to the guide too."""
    trail = list(item.get("breadcrumbs") or [])
    if part is not None and part is not parts[0]:
        trail.append({"title": item["title"], "path": item["path"]})
    return trail


async def related(visit: Visit, item: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the related pages that editors chose, else those that are near by their text; none is no fault."""
    chosen: list[dict[str, Any]] = (item.get("links") or {}).get("related") or []
    if chosen or visit.preview or item.get("type") not in WITH_RELATED:
        return chosen
    answer = await visit.requests.optional(f"content/by-id/{item['content_id']}/related", {"results": []})
    return list(answer["results"])


async def latest(visit: Visit) -> dict[str, list[dict[str, Any]]]:
    """Return the newest news and blog stories, for the home page; it does without when they cannot be had."""
    kinds = ("news", "blog")
    lists = await asyncio.gather(
        *(
            visit.requests.optional("items", {"results": []}, {"type": kind, "limit": LATEST, **visit.app.site.latest})
            for kind in kinds
        )
    )
    return {f"latest_{kind}": list(answer["results"]) for kind, answer in zip(kinds, lists, strict=True)}
