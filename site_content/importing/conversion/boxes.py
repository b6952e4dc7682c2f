"""Boxes (inset, callout, quote, expander): hold rich text, and move out what a box cannot hold."""

from __future__ import annotations

from collections.abc import Callable

from bs4 import Tag

from site_content.importing.conversion.builder import Block, Builder
from site_content.importing.conversion.conversion import Conversion

MAX_LINE = 200
Walk = Callable[[Tag, Builder, Conversion], None]


def boxed(node: Tag, conversion: Conversion, walk: Walk) -> tuple[str, list[Block]]:
    """Return what is in ``node`` as one piece of rich text, and the blocks that must follow the box.

    Headings become strong paragraphs, quotes paragraphs, so that the order of the words stays.
    """
    inner = Builder(boxed=True)
    walk(node, inner, conversion)
    html, others = "", []
    for block in inner.finish():
        value = block["value"]
        if block["type"] == "rich_text":
            html += value
        elif block["type"] in {"quote", "inset"} and not value.get("attribution"):
            html += value["html"]
        else:
            others.append(block)
    return html, others
