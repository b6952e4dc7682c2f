"""What is counted: the parts of a document that must not be lost, the same for a source and for an item."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from lxml import html
from lxml.html import HtmlElement

Kind = Literal["heading", "list item", "link", "table cell", "image", "quote", "code line"]
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNREAD = ("script", "style", "svg", "template", "head")
LISTS = ("ul", "ol")
_SPACE = re.compile(r"[\s\u200b]+")
_INVISIBLE = re.compile("\u200b")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its letters (without white space) and where it leads (links: the href, images: the src)."""

    kind: Kind
    letters: str
    target: str = ""


def letters(text: str) -> str:
    """Return text without white space: line breaks and indents are no part of what is said."""
    return _SPACE.sub("", text)


def read(element: HtmlElement, without: tuple[str, ...] = ()) -> str:
    """Return the text of an element as people read it, leaving out elements named in ``without``."""
    if not isinstance(element.tag, str) or element.tag in UNREAD:
        return ""
    said = [element.text or ""]
    for child in element:
        said.append(
            "" if child.tag in without else f" {read(child, without)} " if _is_block(child) else read(child, without)
        )
        said.append(child.tail or "")
    return "".join(said)


def parse(source: str) -> HtmlElement:
    """Return HTML parsed, in a root of its own."""
    return html.fragment_fromstring(source, create_parent="div")


def said(*sources: str) -> list[str]:
    """Return the words people read in HTML, in order."""
    return _INVISIBLE.sub("", " ".join(read(parse(source)) for source in sources)).split()


def parts_of_html(source: str) -> list[Part]:
    """Return every part of a piece of HTML, in order."""
    return [part for element in parse(source).iter() if isinstance(element.tag, str) for part in _parts(element)]


def _parts(element: HtmlElement) -> list[Part]:
    tag = element.tag
    if any(above.tag in UNREAD for above in element.iterancestors()):
        return []
    if tag in HEADINGS:
        return [Part("heading", letters(read(element)))]
    if tag == "li":
        return [Part("list item", letters(read(element, (*LISTS, "table", "pre"))))]
    if tag in ("td", "th"):
        return [Part("table cell", letters(read(element)))]
    if tag == "a" and element.get("href") is not None:
        return [Part("link", letters(read(element)), element.get("href", "").strip())]
    if tag == "img":
        return [
            Part("image", letters(element.get("alt") or element.get("title") or ""), element.get("src", "").strip())
        ]
    if tag == "blockquote":
        return [Part("quote", letters(read(element)))]
    if tag == "pre":
        return code_lines(element.text_content())
    return []


def code_lines(code: str) -> list[Part]:
    """Return the lines of a listing, each with its spaces: in code they count."""
    return [Part("code line", line.rstrip()) for line in code.splitlines() if line.strip()]


def _is_block(element: HtmlElement) -> bool:
    return element.tag in {"br", "p", "div", "li", "td", "th", "tr", "section", "figcaption", *LISTS, *HEADINGS}
