"""The list of a section, topic or author page: shows its items page by page and month by month."""

from __future__ import annotations

import asyncio
import math
import re
from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from frontend_templates.common.api.api_errors import NotFound
from frontend_templates.common.serving.visit import Visit
from frontend_templates.common.words.dates import month_label
from frontend_templates.common.words.declared import facet_of_pages
from frontend_templates.common.words.paths import quoted, slug
from frontend_templates.common.words.query import Query

LIMIT = 20
# The API counts pages up to this many results; beyond it a reader narrows by month.
MAX_RESULTS_BY_PAGE = 10_000
MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])", re.ASCII)
FEED = "/feed.atom"


@dataclass(frozen=True)
class Listing:
    """One page of a list, as templates get it. ``months`` are ``{label, url, count, current}``, newest first."""

    results: list[dict[str, Any]]
    count: int
    page: int
    pages: int
    previous_url: str | None
    next_url: str | None
    months: list[dict[str, Any]]
    feed_url: str | None


@dataclass(frozen=True)
class Month:
    """A month of an archive: ``value`` is "2026-01", ``label`` "January 2026"."""

    value: str
    label: str

    @property
    def days(self) -> dict[str, str]:
        """The first and last day, as the API's filters: dates are days by the site's clock, here and there."""
        year, month = map(int, self.value.split("-"))
        last = monthrange(year, month)[1]
        return {"published_after": f"{self.value}-01", "published_before": f"{self.value}-{last:02}"}


def filters_of(item: Mapping[str, Any]) -> dict[str, str] | None:
    """Return the API's filters for what belongs to a page's list; None for a page without a list."""
    details: Mapping[str, Any] = item.get("details") or {}
    path = str(item.get("path"))
    listing = details.get("listing")
    if isinstance(listing, dict) and listing.get("type"):
        return {"type": str(listing["type"]), "path_prefix": str(listing.get("path_prefix") or path)}
    if facet := facet_of_pages(str(item.get("type"))):
        return {facet: str(item.get("facet_value") or slug(path))}
    return None


def feed_path(path: str) -> str:
    """Return where a list's feed is."""
    return f"{'' if path == '/' else quoted(path)}{FEED}"


def month_of(query: Query, visit: Visit) -> Month | None:
    """Return the month asked for; None for none, or for what is no month."""
    match = MONTH.fullmatch(query.first("month"))
    if match is None or match[1] == "0000":
        return None
    return Month(match[0], month_label(int(match[1]), int(match[2]), visit.say))


async def listing_of(visit: Visit, item: Mapping[str, Any], filters: Mapping[str, str], month: Month | None) -> Listing:
    """Ask for one page of a list and its months. Raises NotFound beyond the last page, and other ApiErrors."""
    number = visit.query.number("page", MAX_RESULTS_BY_PAGE // LIMIT)
    parameters = {**filters, **(month.days if month else {}), "limit": LIMIT, "page": number if number > 1 else ""}
    answer, months = await asyncio.gather(
        visit.requests.get("items", parameters), visit.requests.optional("items/months", {"results": []}, filters)
    )
    count = int(answer["count"])
    pages = max(1, math.ceil(min(count, MAX_RESULTS_BY_PAGE) / LIMIT))
    if number > pages:
        raise NotFound("beyond the last page")
    path = quoted(str(item["path"]))
    query = visit.query.without("view") if month else visit.query.without("view").without("month")
    address = pager(query, path)
    return Listing(
        results=list(answer["results"]),
        count=count,
        page=number,
        pages=pages,
        previous_url=address(number - 1) if number > 1 else None,
        next_url=address(number + 1) if number < pages else None,
        months=[month_link(row, path, month, visit) for row in months["results"] if MONTH.fullmatch(row["month"])],
        feed_url=None if visit.app.site.private else feed_path(str(item["path"])),
    )


def pager(query: Query, path: str) -> Any:
    """Return a function from a page's number to its address; the first page has no number."""
    rest = query.without("page")
    return lambda number: (rest.plus("page", str(number)) if number > 1 else rest).url(path)


def month_link(row: Mapping[str, Any], path: str, current: Month | None, visit: Visit) -> dict[str, Any]:
    """Return a month of the archive as templates get it."""
    year, month = map(int, row["month"].split("-"))
    rest = visit.query.without("page").without("view").without("month")
    return {
        "label": month_label(year, month, visit.say),
        "url": rest.plus("month", row["month"]).url(path),
        "count": row["count"],
        "current": current is not None and current.value == row["month"],
    }
