"""Real documents as entries, from a folder beside the project that not every machine has."""

import json
import re
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from search.entry import Entry, FacetValue

FILE = Path(__file__).parents[3] / "shared" / "content" / "real_content.jsonl"
needs_real_content = pytest.mark.skipif(not FILE.is_file(), reason="no real content beside the project")
_LEADING = re.compile(r"^(app/views/|app/|docs/articles/posts/|content_schemas/examples/)")
_ENDING = re.compile(r"(/index)?\.\w+$")


def real_entries() -> list[Entry]:
    """Every real document as an entry under ``/real/``."""
    with FILE.open(encoding="utf-8") as lines:
        return [_entry(number, json.loads(line)) for number, line in enumerate(lines, 1)]


def _entry(number: int, document: dict[str, Any]) -> Entry:
    path = "/real/" + _ENDING.sub("", _LEADING.sub("", document["id"]))
    text = re.sub(r"<[^>]+>|\]\([^)]*\)|[#*>`]", " ", document["body"])
    section = document.get("section") or document["kind"]
    return Entry(
        id=document["id"],
        audience="public",
        type=document["kind"],
        path=path,
        title=document["title"],
        version=number,
        card={"title": document["title"], "path": path},
        summary=document["description"],
        headings="\n".join(re.findall(r"^#+ (.*)$", document["body"], re.MULTILINE)),
        body=text,
        facets={"topic": [FacetValue(section, section)]},
        published_at=_date(document.get("date") or document.get("date_updated")),
    )


def _date(text: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(text.replace("Z", "+00:00")) if text else None
    except ValueError:
        return None
