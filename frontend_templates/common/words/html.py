"""HTML cleaning: makes HTML from the API safe once more, whatever an item holds."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import Any

import nh3
from markupsafe import Markup

from frontend_templates.common.links import safe_href

# What docs/item-format.md allows in a body's html.
TAGS = {
    *("p", "ul", "ol", "li", "a", "strong", "em", "b", "i", "code", "br", "sup", "sub", "h2", "h3", "h4", "hr"),
    *("blockquote", "s"),
}
SCHEMES = {"http", "https", "mailto", "tel"}
MARKS = {"mark"}
# Values that mean something to programs only.
NOT_TEXT = {"id", "type", "url", "anchor", "content_id", "level", "provider", "language", "sources", "audience", "path"}
MACHINE = re.compile(r"(?:https?://|/)\S*|[0-9a-f]{8}-[0-9a-f-]{27}", re.IGNORECASE)
# A text with one of our tags in it is html; any other "<" is meant as written.
MARKUP = re.compile(rf"</?(?:{'|'.join(sorted(TAGS))})\b[^>]*>", re.IGNORECASE)
MAX_DEPTH = 12


def _safe(tag: str, attribute: str, value: str) -> str | None:
    if tag == "ol":  # a list that goes on after a picture goes on counting
        return value if value.isascii() and value.isdecimal() and len(value) < 6 else None
    return safe_href(value) or None


_BODY = nh3.Cleaner(
    tags=TAGS,
    attributes={"a": {"href"}, "ol": {"start"}},
    attribute_filter=_safe,
    url_schemes=SCHEMES,
    link_rel=None,
)
_MARKED = nh3.Cleaner(tags=MARKS, attributes={}, link_rel=None)
_TEXT = nh3.Cleaner(tags=set(), attributes={}, link_rel=None)


def clean(value: Any) -> Markup:
    """Return a body's html with nothing in it but the tags and addresses it may have."""
    return Markup(_BODY.clean(value)) if isinstance(value, str) else Markup("")  # noqa: S704


def marked(value: Any) -> Markup:
    """Return a highlight: text in which only ``<mark>`` is markup."""
    return Markup(_MARKED.clean(value)) if isinstance(value, str) else Markup("")  # noqa: S704


def plain(value: str) -> str:
    """Return the text of html, on one line."""
    return " ".join(html.unescape(_TEXT.clean(value.replace("<", " <"))).split())


def texts(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every text a reader could use in a value of any shape, in order: for blocks nobody has a template for."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        text = plain(value) if MARKUP.search(value) else value.strip()
        if text and not MACHINE.fullmatch(text):
            yield text
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield str(value)
    elif isinstance(value, dict):
        for name, part in value.items():
            if name not in NOT_TEXT:
                yield from texts(part, depth + 1)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part, depth + 1)


def addresses(value: Any, depth: int = 0) -> Iterator[str]:
    """Yield every address in a value of any shape that a page may lead to."""
    if depth > MAX_DEPTH:
        return
    if isinstance(value, str):
        if MACHINE.fullmatch(value) and (url := safe_href(value)):
            yield url
    elif isinstance(value, dict | list):
        for part in value.values() if isinstance(value, dict) else value:
            yield from addresses(part, depth + 1)
