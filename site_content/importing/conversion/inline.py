"""Inline text of a paragraph, list item or cell: turns HTML into rich text."""

from __future__ import annotations

import re
from html import escape

from bs4 import Tag

from site_content.importing.conversion.conversion import Conversion, Target
from site_content.importing.conversion.markup import (
    DROPPED,
    HARD,
    HEADINGS,
    INLINE,
    LISTS,
    attribute,
    classes,
    is_text,
    soften,
    text_of,
)

SYNONYM_TAGS = {
    "strong": "strong", "b": "strong", "em": "em", "i": "em", "cite": "em", "dfn": "em", "code": "code", "kbd": "code",
    "samp": "code", "tt": "code", "var": "code", "sub": "sub", "sup": "sup",
    "del": "s", "s": "s", "strike": "s",
}  # fmt: skip
BREAK = "<br/>"
_SPACED_BREAKS = re.compile(r"\s*<br/>\s*")
_MANY_BREAKS = re.compile(r"(?:<br/>){2,}")
# Addresses that may not be links here, and harm nobody as words.
_SPOKEN = re.compile(r"(?:ftps?|sftp|sms|callto|skype|whatsapp|geo|webcal|irc|news|xmpp|im|sip):", re.IGNORECASE)
_FOOTNOTE_MARKS = {"footnote-backref", "headerlink", "anchor-link"}


def inline(node: Tag, conversion: Conversion) -> str:
    """Return what is in ``node`` as inline rich text; inner blocks are parted by ``<br/>``."""
    return tidy("".join(_pieces(node, conversion, in_link=False)))


def element(node: Tag, conversion: Conversion) -> str:
    """Return an inline element itself as rich text, edges untidied: it is joined to what stands beside it."""
    return _element(node, conversion, in_link=False)


def tidy(html: str) -> str:
    """Return inline rich text without spaces round breaks, double breaks or breaks at its edges."""
    html = _MANY_BREAKS.sub(BREAK, _SPACED_BREAKS.sub(BREAK, html)).strip()
    while html.startswith(BREAK):
        html = html[len(BREAK) :].lstrip()
    while html.endswith(BREAK):
        html = html[: -len(BREAK)].rstrip()
    return html


def opening(target: Target) -> str:
    """Return the opening tag of a link as Wagtail keeps it."""
    if target.page is not None:
        fragment = f' fragment="{escape(target.fragment)}"' if target.fragment else ""
        return f'<a linktype="page" id="{target.page}"{fragment}>'
    if target.file is not None:
        return f'<a linktype="document" id="{target.file}">'
    return f'<a href="{escape(target.url)}">'


def linked(text_html: str, target: Target | None) -> str:
    """Return words as a link, or as words when there is nowhere to go."""
    return f"{opening(target)}{text_html}</a>" if target else text_html


def _pieces(node: Tag, conversion: Conversion, in_link: bool) -> list[str]:
    pieces = []
    for child in node.children:
        if is_text(child):
            pieces.append(escape(soften(str(child)), quote=False))
        elif isinstance(child, Tag):
            pieces.append(_element(child, conversion, in_link))
    return pieces


def _element(node: Tag, conversion: Conversion, in_link: bool) -> str:
    name = node.name
    if name in DROPPED:
        return ""
    if name == "br":
        return BREAK
    if name == "img":
        # Pictures in rich text become blocks beside it; what stands for them stays in the sentence only in a link.
        return escape(attribute(node, "alt"), quote=False) if in_link else ""
    if name in HARD:
        return BREAK
    if name == "a":
        return _link(node, conversion, in_link)
    inner = "".join(_pieces(node, conversion, in_link))
    if name in SYNONYM_TAGS:
        return f"<{SYNONYM_TAGS[name]}>{inner}</{SYNONYM_TAGS[name]}>" if inner.strip() else inner
    if name == "q":
        return f"“{inner}”"
    if name in HEADINGS | {"dt", "summary", "legend", "caption"}:
        return f"{BREAK}<strong>{tidy(inner)}</strong>{BREAK}" if inner.strip() else ""
    if name in INLINE:
        return inner
    if name in {"td", "th"}:
        return f"{inner} "
    return f"{BREAK}{inner}{BREAK}"


def _link(node: Tag, conversion: Conversion, in_link: bool) -> str:
    inner = "".join(_pieces(node, conversion, in_link=True))
    href = attribute(node, "href")
    if classes(node) & _FOOTNOTE_MARKS:
        return ""
    if in_link or not node.has_attr("href") or href.startswith("#fn"):
        return inner
    if not text_of(node) and not inner.strip():
        # A link nobody can see: its address is all there is to read.
        named = attribute(node, "title") or attribute(node, "aria-label")
        inner = escape(named or ("" if href.startswith("#") else href), quote=False)
        if not inner:
            return ""
    target = conversion.target(href)
    if target is None and _SPOKEN.match(href) and href not in inner:
        return f"{inner} ({escape(href, quote=False)})"
    # Breaks inside a link come from blocks in it, as in a card that is one link.
    return linked(tidy(inner) if BREAK in inner else inner, target)


def list_html(node: Tag, conversion: Conversion) -> str:
    """Return a list, nested ones in it, as rich text; an empty string when it says nothing."""
    items: list[str] = []
    for child in node.children:
        if is_text(child):
            if str(child).strip():
                items.append(escape(soften(str(child)).strip(), quote=False))
        elif isinstance(child, Tag) and child.name in LISTS and items:
            # A list set directly in a list belongs to the item before it.
            items[-1] += list_html(child, conversion)
        elif isinstance(child, Tag) and child.name not in DROPPED:
            items.append(item_html(child, conversion))
    return wrap_items([item for item in items if item], node.name, list_start(node))


def list_start(node: Tag) -> int:
    """Return the number a list begins with."""
    start = attribute(node, "start")
    return int(start) if start.isascii() and start.isdecimal() and len(start) < 6 else 1


def wrap_items(items: list[str], name: str, start: int = 1) -> str:
    """Return items as a list of the kind ``name``."""
    if not items:
        return ""
    name = "ol" if name == "ol" else "ul"
    first = f' start="{start}"' if name == "ol" and start != 1 else ""
    return f"<{name}{first}>" + "".join(f"<li>{item}</li>" for item in items) + f"</{name}>"


def item_html(node: Tag, conversion: Conversion) -> str:
    """Return a list item's contents: its words, then the lists in it, in order."""
    if node.name in LISTS:
        return list_html(node, conversion)
    if node.name not in {"li", "div", "p", "section"} or node.find(["ul", "ol"]) is None:
        return inline(node, conversion) if node.name not in INLINE else tidy(element(node, conversion))
    parts: list[str] = []
    words: list[str] = []

    def end_words() -> None:
        paragraph = tidy("".join(words))
        words.clear()
        if paragraph:
            parts.append((BREAK if parts and not parts[-1].endswith(("</ul>", "</ol>")) else "") + paragraph)

    for child in node.children:
        if isinstance(child, Tag) and child.name not in DROPPED and (child.name in LISTS or child.find(["ul", "ol"])):
            end_words()
            parts.append(item_html(child, conversion))
        elif is_text(child):
            words.append(escape(soften(str(child)), quote=False))
        elif isinstance(child, Tag):
            words.append(element(child, conversion))
    end_words()
    return "".join(parts)
