"""The emergency list that a new site begins with, as search reads it."""

from pathlib import Path

import yaml

from search.answers import Answer

FILE = Path(__file__).parents[2] / "site_content" / "search_settings" / "emergencies.yaml"


def emergencies() -> list[Answer]:
    """Every answer of the list, in both languages."""
    rows = yaml.safe_load(FILE.read_text(encoding="utf-8"))
    return [
        Answer("emergency", tuple(row["queries"].splitlines()), row["title"], locale=row.get("locale", "en"))
        for row in rows
    ]
