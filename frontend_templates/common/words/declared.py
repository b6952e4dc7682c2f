"""Declared facets and dated types: tell the sites what content types declare, before any request to the API.

``declared.json`` holds it. ``scripts.openapi`` takes it out of the API's description, and ``make check`` compares them.
"""

from __future__ import annotations

import json
from typing import Any

from frontend_templates.common.site import COMMON

_DECLARED: dict[str, Any] = json.loads((COMMON / "declared.json").read_text(encoding="utf-8"))
#: The name of each facet, as the API's parameter is called → ``label`` by language, and ``pages``: its values' type.
FACETS: dict[str, dict[str, Any]] = _DECLARED["facets"]
#: Types whose pages are told by date: their cards show the day, and the site's feed has them.
DATED: tuple[str, ...] = tuple(_DECLARED["dated"])


def facet_label(name: str, language: str) -> str:
    """Return what readers call a facet; in English where it has no label in their language."""
    labels: dict[str, str] = FACETS[name]["label"]
    return labels.get(language) or labels["en"]


def facet_of_pages(item_type: str) -> str:
    """Return the facet whose values are the pages of a type; empty for none."""
    return next((name for name, facet in FACETS.items() if facet.get("pages") == item_type), "")
