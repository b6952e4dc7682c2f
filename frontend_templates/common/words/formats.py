"""Numbers and pictures as a page writes them."""

from __future__ import annotations

from typing import Any

from frontend_templates.common.links import safe_href

KILO = 1000


def number(value: Any) -> str:
    """Return 10000 as "10,000"."""
    return f"{value:,}" if isinstance(value, int) else str(value)


def file_size(size: Any) -> str:
    """Return bytes as "14 KB" or "1.2 MB"; empty for what is no size."""
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        return ""
    if size < KILO:
        return f"{size} bytes"
    if size < KILO**2:
        return f"{round(size / KILO)} KB"
    return f"{size / KILO**2:.1f} MB"


def srcset(image: Any) -> str:
    """Return an image's sources as "url 320w, url 640w"; what is not a source is left out."""
    sources = image.get("sources", []) if isinstance(image, dict) else []
    pairs = [
        f"{url} {source['width']}w"
        for source in sources
        if isinstance(source, dict)
        and isinstance(source.get("width"), int)
        and (url := safe_href(source.get("url")))
        and "," not in url
    ]
    return ", ".join(pairs)


def headings(body: Any) -> list[dict[str, Any]]:
    """Return ``[{text, level, anchor}]`` of a body's heading blocks."""
    results = []
    for block in body if isinstance(body, list) else []:
        value = block.get("value") if isinstance(block, dict) and block.get("type") == "heading" else None
        if isinstance(value, dict) and value.get("text") and value.get("anchor"):
            results.append({"text": value["text"], "level": value.get("level", 2), "anchor": value["anchor"]})
    return results
