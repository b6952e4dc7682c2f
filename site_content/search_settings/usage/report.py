"""The report “What people search for”, on a page and as CSV."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.decorators import permission_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from site_content.audiences import AUDIENCES, PUBLIC, SITE_CHOICES
from site_content.search_settings.usage import figures
from site_content.search_settings.usage.chart import bars
from site_content.search_settings.usage.count import MIN_COUNT_SHOWN
from site_content.site.spreadsheet_cells import neutral_cell

PERIODS = (7, 30, 90, 365)
may_see = permission_required("site_content.change_synonymrule", raise_exception=True)


@dataclass(frozen=True, slots=True)
class Period:
    """The days and audience asked for; anything unknown becomes the default."""

    days: int
    audience: str
    first: date
    last: date

    @classmethod
    def of(cls, request: HttpRequest) -> Period:
        """Read ``?days=`` and ``?audience=``."""
        days_text = request.GET.get("days", "")
        days = int(days_text) if days_text in {str(period) for period in PERIODS} else 30
        audience = request.GET.get("audience", "")
        last = timezone.localdate()
        chosen = audience if audience in AUDIENCES else PUBLIC
        return cls(days, chosen, last - timedelta(days=days - 1), last)


@require_safe
@may_see
def searches(request: HttpRequest) -> HttpResponse:
    """Show the report."""
    period = Period.of(request)
    where = (period.first, period.last, period.audience)
    days = figures.by_day(*where)
    total, nothing = sum(day[1] for day in days), sum(day[2] for day in days)
    positions = figures.by_position(*where)
    context: dict[str, Any] = {
        "period": period,
        "periods": PERIODS,
        "audiences": SITE_CHOICES,
        "total": total,
        "nothing": nothing,
        "share": 100 * nothing / total if total else 0,
        "days": days,
        "chart": bars([(f"{day:%-d %B}", whole, none) for day, whole, none in days], "Searches by day"),
        "positions": positions,
        "position_chart": bars([(f"Result {place}", clicks, 0) for place, clicks in positions], "Clicks by position"),
        "commonest": figures.commonest(*where)[:50],
        "without": figures.commonest(*where, only_without_results=True)[:50],
        "fewest": MIN_COUNT_SHOWN,
        "breadcrumbs_items": [{"url": "", "label": "What people search for"}],
    }
    return render(request, "site_content/search_settings/searches.html", context)


@require_safe
@may_see
def searches_csv(request: HttpRequest) -> HttpResponse:
    """Answer the queries of the period as CSV."""
    period = Period.of(request)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    name = f"searches-{period.audience}-{period.first}-to-{period.last}.csv"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    writer = csv.writer(response)
    writer.writerow(["query", "searches", "without results", "clicks", "mean position clicked"])
    for row in figures.commonest(period.first, period.last, period.audience):
        position = "" if row.position is None else f"{row.position:.1f}"
        writer.writerow([neutral_cell(row.query), row.searches, row.without_results, row.clicks, position])
    return response
