"""Anchors: headings keep the ones they had, and links within a document lead to one that is still there."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

from bs4 import Tag
from django.utils.text import slugify

from site_content.importing.conversion.builder import Block, texts
from site_content.importing.conversion.markup import HEADINGS, attribute
from site_content.pages.blocks.body import anchor_for
from site_content.pages.blocks.heading import ANCHOR

_OWN_LINK = re.compile(r'(<a href="#)([^"]+)(")')
MAX_NEAR = 30


def anchor_of(heading: Tag) -> str:
    """Return the anchor of a heading in its source: its own id, one in it, or that of the section it opens."""
    parent = heading.parent
    opens = parent is not None and parent.name in {"section", "div", "article"} and parent.find(True) is heading
    for holder in (heading, heading.find(id=True), parent if opens else None):
        key = attribute(holder, "id") if isinstance(holder, Tag) else ""
        if key and re.match(ANCHOR, key):
            return key
    return ""


def nearby(body: Tag) -> dict[str, list[str]]:
    """Return, for every element id, the anchors of headings that may stand for it: in it, else above it."""
    near: dict[str, list[str]] = {}
    above: list[str] = []
    for element in body.find_all(True):
        key = attribute(element, "id") or (attribute(element, "name") if element.name == "a" else "")
        if element.name in HEADINGS and (anchor := anchor_of(element)):
            above.insert(0, anchor)
        if key:
            inner = [anchor_of(heading) for heading in element.find_all(list(HEADINGS), limit=2)]
            near.setdefault(key, [anchor for anchor in (*inner, *above[:MAX_NEAR]) if anchor])
    return near


def settle(blocks: list[Block], near: dict[str, list[str]]) -> None:
    """Point links within the document, in place, to anchors its headings will have; others stay as they were."""
    anchors: set[str] = set()
    for block in blocks:
        if block["type"] == "heading":
            anchor_for(block["value"]["text"], anchors, block["value"]["anchor"])

    def lead(match: re.Match[str]) -> str:
        fragment = unescape(match.group(2))
        choices = (fragment, *near.get(fragment, []), slugify(fragment), fragment.lower())
        anchor = next((choice for choice in choices if choice in anchors), fragment)
        return f"{match.group(1)}{escape(anchor)}{match.group(3)}"

    for block in blocks:
        block["value"] = _mapped(block["value"], lambda html: _OWN_LINK.sub(lead, html))


def own_links(blocks: list[Block]) -> bool:
    """Say whether any link leads to a place within the document."""
    return any(_OWN_LINK.search(text) for block in blocks for text in texts(block["value"]))


def _mapped(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value) if "<a " in value else value
    if isinstance(value, list):
        return [_mapped(entry, change) for entry in value]
    if isinstance(value, dict):
        return {key: entry if key == "code" else _mapped(entry, change) for key, entry in value.items()}
    return value
