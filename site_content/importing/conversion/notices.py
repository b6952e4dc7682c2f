"""Notices: turn patterns of health and government sites into blocks: insets, warnings, do and don't, buttons."""

from __future__ import annotations

import re
from copy import copy
from html import escape
from typing import Any

from bs4 import Tag

from site_content.importing.conversion import pictures
from site_content.importing.conversion.boxes import MAX_LINE, Walk, boxed
from site_content.importing.conversion.builder import Builder, visible
from site_content.importing.conversion.conversion import Conversion
from site_content.importing.conversion.inline import inline
from site_content.importing.conversion.markup import HARD, HEADINGS, attribute, classes, has, text_of
from site_content.pages.blocks.body_block import MAX_ITEMS, MAX_TEXT

# class → level of a callout. The newer and the older names of the NHS design system, GOV.UK's notices, and what
# documentation tools make of "!!! warning".
CALLOUTS = {
    "nhsuk-warning-callout": "warning",
    "nhsuk-care-card--non-urgent": "non-urgent",
    "nhsuk-care-card--urgent": "urgent",
    "nhsuk-care-card--immediate": "emergency",
    "nhsuk-care-card--emergency": "emergency",
    "nhsuk-card--care--non-urgent": "non-urgent",
    "nhsuk-card--care--urgent": "urgent",
    "nhsuk-card--care--emergency": "emergency",
    "help-notice": "warning",
    "govuk-warning-text": "warning",
    "admonition": "information",
}
INSETS = {"nhsuk-inset-text", "govuk-inset-text", "info-notice", "application-notice", "call-to-action", "callout"}
EXPANDERS = {"nhsuk-details", "nhsuk-expander"}
DO_LISTS = {"nhsuk-do-dont-list", "nhsuk-dos-and-donts-list"}
CONTACTS = {"contact", "vcard"}
GALLERIES = {"wp-block-gallery", "gallery", "blocks-gallery-grid"}
BUTTONS = {"nhsuk-button", "govuk-button", "gem-c-button", "md-button", "wp-block-button__link",
           "nhsuk-action-link__link", "nhsuk-action-link"}  # fmt: skip
_HIDDEN_PREFIX = re.compile(r"\A(?:non-urgent advice|urgent advice|immediate action required|important):\s*", re.I)
_NOT = re.compile(r"don.?t|do not|avoid", re.IGNORECASE)
MAX_DO_HEADING = 100
MAX_POINT = 1_000


def take(node: Tag, builder: Builder, conversion: Conversion, walk: Walk) -> bool:
    """Add ``node`` as the block it means and return True, or return False when it is just a container."""
    names = classes(node)
    level = next((CALLOUTS[name] for name in CALLOUTS if name in names), None)
    if level is None and names & INSETS and _begins_with_heading(node):
        level = "information"  # an inset has no heading, a callout does
    if level is not None:
        return _take_callout(node, level, builder, conversion, walk)
    if names & DO_LISTS:
        return _take_do_dont(node, builder, conversion)
    if names & INSETS:
        html, others = boxed(node, conversion, walk)
        if visible(html):
            builder.add_block("inset", {"html": html})
        builder.add_blocks(others)
        return True
    if names & GALLERIES and pictures.take_gallery(node, builder, conversion):
        return True
    if "wp-block-button" in names and take_button(node, builder, conversion):
        return True
    if names & CONTACTS and node.find_parent(class_=list(CONTACTS)) is None:
        return _take_contact(node, builder, conversion, walk)
    return False


def _comes_first(part: Tag, whole: Tag) -> bool:
    """Say whether nothing is read before a part, so that it may be set above the rest."""
    return text_of(whole).startswith(text_of(part))


def _begins_with_heading(node: Tag) -> bool:
    first = node.find(True)
    return isinstance(first, Tag) and first.name in HEADINGS and not first.find("a", href=True) and bool(text_of(first))


def _take_callout(node: Tag, level: str, builder: Builder, conversion: Conversion, walk: Walk) -> bool:
    heading = node.find([*HEADINGS, "p"], class_=re.compile("title|label|heading")) or node.find(list(HEADINGS))
    title = ""
    fit = isinstance(heading, Tag) and not heading.find("a", href=True) and len(text_of(heading)) <= MAX_LINE
    if isinstance(heading, Tag) and fit and _comes_first(heading, node):
        title = _HIDDEN_PREFIX.sub("", text_of(heading))
        heading.extract()
    html, others = boxed(node, conversion, walk)
    if visible(html):
        builder.add_block("callout", {"level": level, "heading": title or level.capitalize(), "html": html})
    elif title:
        builder.add_flow(f"<p><strong>{escape(title, quote=False)}</strong></p>")
    builder.add_blocks(others)
    return True


def _take_do_dont(node: Tag, builder: Builder, conversion: Conversion) -> bool:
    items = node.find_all("li")
    if not 0 < len(items) <= MAX_ITEMS or has(node, HARD) or any(item.find("li") for item in items):
        return False
    if any(len(text_of(item)) > MAX_POINT for item in items):
        return False
    heading = node.find(list(HEADINGS))
    title = text_of(heading) if isinstance(heading, Tag) else ""
    rest = text_of(node)
    inside = " ".join([title, *(text_of(item) for item in items)])
    if len(title) > MAX_DO_HEADING or len(rest.replace(" ", "")) != len(inside.replace(" ", "")):
        # Something besides heading and points: as a container nothing of it is lost.
        return False
    side = "dont" if _NOT.search(title) else "do"
    points = [html for item in items if (html := inline(item, conversion))]
    builder.end_flow()
    last = builder.blocks[-1] if builder.blocks else None
    if last and last["type"] == "do_dont" and not last["value"][side]["items"]:
        last["value"][side] = {"heading": title, "items": points}
    else:
        empty: dict[str, Any] = {"heading": "", "items": []}
        value = {"do": empty, "dont": dict(empty), side: {"heading": title, "items": points}}
        builder.add_block("do_dont", value)
    return True


def _take_contact(node: Tag, builder: Builder, conversion: Conversion, walk: Walk) -> bool:
    name_holder = node.find(class_=["fn", "org"]) or node.find(list(HEADINGS))
    name = ""
    fit = (
        isinstance(name_holder, Tag) and not name_holder.find("a", href=True) and len(text_of(name_holder)) <= MAX_LINE
    )
    if isinstance(name_holder, Tag) and fit and _comes_first(name_holder, node):
        name = text_of(name_holder)
        name_holder.extract()
    html, others = boxed(node, conversion, walk)
    if not visible(html) and not name:
        return False
    value = {"name": name or "Contact", "html": html, "phone": "", "email": "", "opening_hours": ""}
    builder.add_block("contact", {**value, "link": None})
    builder.add_blocks(others)
    return True


def take_button(node: Tag, builder: Builder, conversion: Conversion) -> bool:
    """Add a paragraph that is nothing but a button as a call to action; return False for any other."""
    links = node.find_all("a", href=True)
    if len(links) != 1 or not (classes(links[0]) | classes(node)) & BUTTONS:
        return False
    text = text_of(links[0])
    href = attribute(links[0], "href")
    if not text or text != text_of(node) or len(text) > MAX_LINE or has(node, HARD) or href.startswith("#"):
        return False
    target = conversion.target(href)
    if target is None or target.url.startswith("#"):
        return False
    link = {"text": text, "page": target.page, "file": target.file, "url": target.url}
    builder.add_block("call_to_action", {"link": link})
    return True


def take_steps(node: Tag, items: list[Tag], builder: Builder, conversion: Conversion, walk: Walk) -> bool:
    """Add a numbered list whose every item begins with a heading as steps; return False for any other."""
    headings = [item.find(list(HEADINGS)) for item in items]
    fit = all(
        isinstance(heading, Tag) and 0 < len(text_of(heading)) <= MAX_LINE and not heading.find("a", href=True)
        for heading in headings
    )
    if (
        not fit
        or has(node, HARD)
        or any(len(item.find_all(list(HEADINGS))) > 1 for item in items)
        or len(items) > MAX_ITEMS
    ):
        return False
    if any(len(text_of(item)) > MAX_TEXT for item in items):
        return False
    steps = []
    for number, item in enumerate(map(copy, items), 1):
        heading = item.find(list(HEADINGS))
        assert isinstance(heading, Tag)
        before = heading.find_previous_sibling(True)
        if isinstance(before, Tag) and text_of(before) == str(number):
            before.extract()  # a number drawn by hand: steps are numbered
        if not _comes_first(heading, item):
            return False
        heading.extract()
        html, others = boxed(item, conversion, walk)
        if others:
            return False
        steps.append({"heading": text_of(heading), "html": html})
    builder.add_block("steps", {"title": "", "steps": steps})
    return True
