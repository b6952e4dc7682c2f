"""Source markup: parses HTML within bounds, and answers the converters' questions about its tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from bs4 import BeautifulSoup, NavigableString, Tag
from bs4.element import PreformattedString
from lxml.html import defs

MAX_DEPTH = 100
MAX_CHARACTERS = 5_000_000
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
LISTS = {"ul", "ol"}
# Never content: code that runs, drawings, form controls, what the parser puts round a fragment.
DROPPED = {
    "script", "style", "svg", "template", "head", "title", "link", "meta", "input", "canvas", "param", "source",
    "track", "col", "colgroup", "base",
}  # fmt: skip
# What cannot stand inside rich text, so that it becomes a block of its own.
HARD = {"img", "table", "pre", "iframe", "video", "audio", "object", "embed"}
INLINE = {
    "a", "abbr", "acronym", "b", "bdi", "bdo", "big", "br", "button", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "ins", "kbd", "label", "mark", "math", "q", "rb", "rp", "rt", "ruby", "s", "samp",
    "small", "span", "strike", "strong", "sub", "sup", "time", "tt", "u", "var", "wbr",
}  # fmt: skip
ELEMENTS = {*defs.tags, "bdi", "data", "dialog", "main", "nobr", "picture", "rb", "rtc", "search", "slot", "template"}
# Also the zero-width space: a place to break a line, within words that must be found whole.
_ILLEGAL = re.compile("[\u200b\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SPACE = re.compile(r"[ \t\r\n\f]+")
_PAGE = re.compile(r"<(?:!doctype|html|head|body)\b", re.IGNORECASE)


class Unreadable(Exception):
    """A document that is too large or nested too deep to take."""


def readable(text: str) -> str:
    """Return text without what no text may hold: control characters, halves of characters."""
    return _ILLEGAL.sub("", text)


def parse(html: str) -> Tag:
    """Return the body of an HTML fragment or page. Raises Unreadable over MAX_CHARACTERS or MAX_DEPTH."""
    if len(html) > MAX_CHARACTERS:
        raise Unreadable(f"more than {MAX_CHARACTERS:,} characters")
    html = readable(html)
    # Without a body the parser takes the beginning of a fragment for a page's head.
    soup = BeautifulSoup(html if _PAGE.search(html[:1000]) else f"<html><body>{html}", "lxml")
    body = soup.body
    if body is None:
        return soup.new_tag("body")
    for empty in body.find_all(["source", "track"]):
        # Elements newer than the parser, which takes what follows for their contents.
        for child in reversed(list(empty.contents)):
            empty.insert_after(child.extract())
    level, depth = [body], 0
    while level:
        depth += 1
        if depth > MAX_DEPTH:
            raise Unreadable(f"nested more than {MAX_DEPTH} deep")
        level = [child for node in level for child in node.children if isinstance(child, Tag)]
    _restore_placeholders(body, html)
    return body


def _restore_placeholders(body: Tag, html: str) -> None:
    """Make words again of what was typed as words and taken for a tag: ``<your name>``, never closed."""
    lowered = html.lower()
    closed: dict[str, bool] = {}
    for element in body.find_all(lambda tag: tag.name not in ELEMENTS and tag.name.isalnum()):
        name = element.name
        if name not in closed:
            closed[name] = re.search(rf"</{name}\b|<{name}\b[^<>]*/>", lowered) is not None
        if not closed[name] and not any(element.attrs.values()) and element.find_parent("math") is None:
            element.insert_before(f"<{' '.join([element.name, *element.attrs])}>")
            element.unwrap()


def is_text(node: object) -> bool:
    """Say whether a node is text people read (comments and declarations are not)."""
    return isinstance(node, NavigableString) and not isinstance(node, PreformattedString)


def has(node: Tag, names: set[str]) -> bool:
    """Say whether an element of one of these names lies in ``node``."""
    return node.find(list(names)) is not None


def text_of(node: Tag) -> str:
    """Return the text people read in an element, one space between words."""
    return squeeze("".join(_texts(node)))


def squeeze(text: str) -> str:
    """Return text with one space between words and none round it."""
    return _SPACE.sub(" ", text).strip()


def soften(text: str) -> str:
    """Return text in which every run of white space is one space; edges keep theirs."""
    return _SPACE.sub(" ", text)


def classes(node: Tag) -> set[str]:
    """Return an element's classes."""
    names: Any = node.get("class") or []
    return set(names if isinstance(names, list) else str(names).split())


def attribute(node: Tag, name: str) -> str:
    """Return an attribute's text, or an empty one."""
    value = node.get(name)
    return value.strip() if isinstance(value, str) else ""


def _texts(node: Tag) -> Iterator[str]:
    for child in node.children:
        if is_text(child):
            yield str(child)
        elif isinstance(child, Tag) and child.name not in DROPPED:
            gap = "" if child.name in INLINE - {"br"} else " "
            yield gap
            yield from _texts(child)
            yield gap
