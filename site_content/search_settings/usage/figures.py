"""Figures of the report: totals by day, common searches, searches without results, and clicks by position."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import F, Sum

from site_content.search_settings.usage.count import MIN_COUNT_SHOWN
from site_content.search_settings.usage.models import ClickCount, SearchCount

MAX_ROWS = 500


@dataclass(frozen=True, slots=True)
class QueryFigures:
    """One query over a period. ``position`` is the mean position clicked, or None."""

    query: str
    searches: int
    without_results: int
    clicks: int
    position: float | None

    @property
    def clicked(self) -> float:
        """Clicks for each search, from 0."""
        return self.clicks / self.searches if self.searches else 0.0


def by_day(first: date, last: date, audience: str) -> list[tuple[date, int, int]]:
    """Return (day, searches, without results) for each day of a period, days without any too."""
    rows = SearchCount.objects.filter(day__range=(first, last), audience=audience).values("day")
    totals = {
        row["day"]: (row["all"], row["none"]) for row in rows.annotate(all=Sum("searches"), none=Sum("without_results"))
    }
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    return [(day, *totals.get(day, (0, 0))) for day in days]


def commonest(first: date, last: date, audience: str, only_without_results: bool = False) -> list[QueryFigures]:
    """Return the commonest queries of a period, most first. Those asked fewer than five times are left out."""
    within: dict[str, Any] = {"day__range": (first, last), "audience": audience}
    counts = (
        SearchCount.objects.filter(**within).values("query").annotate(all=Sum("searches"), none=Sum("without_results"))
    )
    column = "none" if only_without_results else "all"
    counts = counts.filter(**{f"{column}__gte": MIN_COUNT_SHOWN}).order_by(f"-{column}", "query")[:MAX_ROWS]
    rows = list(counts)
    clicks = ClickCount.objects.filter(**within, query__in=[row["query"] for row in rows]).values("query")
    reached = {
        row["query"]: (row["times"], row["weighted"] / row["times"])
        for row in clicks.annotate(times=Sum("clicks"), weighted=Sum(F("clicks") * F("position")))
    }
    return [QueryFigures(row["query"], row["all"], row["none"], *reached.get(row["query"], (0, None))) for row in rows]


def by_position(first: date, last: date, audience: str, most: int = 10) -> list[tuple[int, int]]:
    """Return (position, clicks) for the first positions; counts under five are shown as 0."""
    rows = ClickCount.objects.filter(day__range=(first, last), audience=audience, position__lte=most)
    totals = dict(rows.values_list("position").annotate(Sum("clicks")))
    return [(place, times if (times := totals.get(place, 0)) >= MIN_COUNT_SHOWN else 0) for place in range(1, most + 1)]
