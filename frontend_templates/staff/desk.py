"""The editors' desk: shows each part as a number, a chart and a table."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from frontend_templates.staff.chart import Words, horizontal_bars, vertical_bars

# The parts in the order they are shown, and the columns of their tables.
COLUMNS = {
    "reviews": ("title", "owner", "due"),
    "approvals": ("title", "task", "days"),
    "calendar": ("title", "what", "at"),
    "ageing": ("title", "published"),
    "not_found": ("query", "audience", "times"),
    "usefulness": ("title", "audience", "share", "yes", "no"),
    "alternatives": ("title", "audience", "images"),
    "readability": ("title", "audience", "lix", "words"),
}
# Those whose bars are days or months.
IN_TIME = {"reviews", "calendar"}
# Less than this share of readers found a page useful: it needs somebody.
POOR = 50


def part(name: str, figures: Mapping[str, Any], word: Words) -> dict[str, Any]:
    """Return a part as the template shows it: ``{"name", "count", "chart", "columns", "rows"}``."""
    draw = vertical_bars if name in IN_TIME else horizontal_bars
    rows = list(figures["rows"])
    return {
        "name": name,
        "count": count(name, rows),
        "chart": draw(figures["bars"], word),
        "columns": COLUMNS[name],
        "rows": rows,
    }


def count(name: str, rows: list[Mapping[str, Any]]) -> int:
    """Return how many rows of a part need somebody now."""
    if name == "reviews":
        return sum(bool(row.get("overdue")) for row in rows)
    if name == "usefulness":
        return sum(int(row["share"]) < POOR for row in rows)
    return len(rows)
