"""Titles, summaries and slugs: make ones that fit from what a document has."""

from __future__ import annotations

import re
from html import escape
from pathlib import PurePosixPath
from typing import Any

from django.utils.text import slugify

from site_content.importing.addresses import normal
from site_content.importing.sources.source import SourceDocument
from site_content.items.html import plain_text

MAX_TITLE = 255
MAX_SUMMARY = 400
GENERATED_SUMMARY = 300
MAX_SLUG = 80
_BREAK = re.compile(r"<br\s*/?>")
_SENTENCE = re.compile(r".*[.!?](?=\s)", re.DOTALL)
_DATE_PREFIX = re.compile(r"\A\d{4}-?\d{2}-?\d{2}[-_]")


def shorten(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of text: all, else sentences if half fits, else words and …."""
    text = " ".join(text.split())
    if len(text) <= limit:
        return text
    sentences = _SENTENCE.match(text[: limit + 1])
    if sentences and len(sentences.group(0)) * 2 > limit:
        return sentences.group(0).strip()
    return text[: limit - 1].rsplit(" ", 1)[0].rstrip(",;:–- ") + "…"


def title_of(document: SourceDocument, blocks: list[dict[str, Any]]) -> str:
    """Return the title: given, else the first heading, else from its address; never empty, at most MAX_TITLE."""
    heading = next((block["value"]["text"] for block in blocks if block["type"] == "heading"), "")
    title = document.title or heading or _from_address(document).replace("-", " ").capitalize() or "Untitled"
    return shorten(title, MAX_TITLE)


def summary_of(document: SourceDocument, blocks: list[dict[str, Any]]) -> str:
    """Return the summary: given, else the first paragraph's beginning."""
    if document.summary:
        return shorten(document.summary, MAX_SUMMARY)
    for block in blocks:
        value = block["value"]
        source = value if block["type"] == "rich_text" else value.get("html", "") if isinstance(value, dict) else ""
        for line in plain_text(_BREAK.sub(" ", source)).split("\n"):
            if " " in line and len(line) > 20 and not line.startswith("Picture: "):
                return shorten(line, GENERATED_SUMMARY)
    return ""


def unshortened(document: SourceDocument, title: str, summary: str) -> str:
    """Return, as rich text for the top of the body, a title or summary that had to be shortened."""
    lost = [
        text for text, shortened in ((document.title, title), (document.summary, summary)) if text and text != shortened
    ]
    return "".join(f"<p>{escape(text, quote=False)}</p>" for text in lost)


def slug_of(document: SourceDocument, title: str) -> str:
    """Return the slug the document asks for: its own, else from its address, else from its title."""
    address = slugify(_from_address(document))
    # A number is what a database calls it, not what people do.
    slug = slugify(document.slug) or ("" if address.isdecimal() else address) or slugify(title) or address
    return slug[:MAX_SLUG].strip("-") or "page"


def free_slug(base: str, sibling_slugs: set[str]) -> str:
    """Return ``base``, or with -2, -3 … what no sibling has; and add it to ``sibling_slugs``."""
    slug, number = base, 1
    while slug in sibling_slugs:
        number += 1
        slug = f"{base[: MAX_SLUG - 8]}-{number}"
    sibling_slugs.add(slug)
    return slug


def _from_address(document: SourceDocument) -> str:
    name = PurePosixPath(normal(document.address) or normal(document.source_id)).name
    return slugify(_DATE_PREFIX.sub("", name).replace("_", "-"))
