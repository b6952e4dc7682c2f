"""The body conversion: turns HTML into raw StreamField blocks (docs/item-format.md) and loses no text."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from bs4 import Tag

from site_content.importing.conversion import notices, pictures
from site_content.importing.conversion.anchors import anchor_of, nearby, settle
from site_content.importing.conversion.boxes import MAX_LINE, boxed
from site_content.importing.conversion.builder import Block, Builder, visible
from site_content.importing.conversion.code_listing import code_blocks
from site_content.importing.conversion.conversion import Conversion
from site_content.importing.conversion.inline import element, item_html, linked, list_html, list_start, tidy, wrap_items
from site_content.importing.conversion.markup import (
    DROPPED,
    HARD,
    HEADINGS,
    INLINE,
    LISTS,
    attribute,
    has,
    is_text,
    parse,
    soften,
    squeeze,
    text_of,
)
from site_content.importing.conversion.tables import table_blocks
from site_content.pages.blocks.body_block import MAX_TEXT

# What an expander takes is more than other boxes do.
MAX_EXPANDER = 20_000
MAX_CELL = 2_000


def to_blocks(html: str, conversion: Conversion) -> list[Block]:
    """Return a document's HTML as raw body blocks. Raises Unreadable for what is over the bounds."""
    body = parse(html)
    near = nearby(body)
    for drawing in body.find_all("svg"):
        if label := squeeze(drawing.get_text(" ")) or attribute(drawing, "aria-label"):
            conversion.problems.append(f"drawing left out: {label[:200]!r}")
    builder = Builder()
    walk(body, builder, conversion)
    blocks = builder.finish()
    settle(blocks, near)
    return blocks


def walk(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add everything in ``node`` to the builder."""
    for child in list(node.children):
        if is_text(child):
            builder.add_words(escape(soften(str(child)), quote=False))
        elif isinstance(child, Tag) and child.name not in DROPPED:
            take(child, builder, conversion)


def take(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add one element to the builder."""
    if node.name in INLINE:
        _take_inline(node, builder, conversion)
    elif node.name in TAKERS:
        TAKERS[node.name](node, builder, conversion)
    elif len(text_of(node)) > MAX_TEXT or not notices.take(node, builder, conversion, walk):
        _take_container(node, builder, conversion)


def _take_container(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    walk(node, builder, conversion)
    builder.end_paragraph()


def _take_inline(node: Tag, builder: Builder, conversion: Conversion) -> None:
    if not has(node, HARD | HEADINGS | LISTS):
        builder.add_words(element(node, conversion))
    elif node.name == "a" and has(node, {"img"}):
        pictures.take_linked(node, builder, conversion)
    elif node.name == "a" and node.has_attr("href"):
        # A card that is one link: what is in it stays in order, and the link follows.
        walk(node, builder, conversion)
        builder.end_paragraph()
        builder.add_words(linked(escape(text_of(node), quote=False), conversion.target(attribute(node, "href"))))
        builder.end_paragraph()
    else:
        walk(node, builder, conversion)


def _take_paragraph(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    if not notices.take_button(node, builder, conversion):
        walk(node, builder, conversion)
    builder.end_paragraph()


def _take_heading(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    for mark in filter(_is_own_anchor, node.find_all("a", href=True)):
        mark.extract()
    text = text_of(node)
    links = [link for link in node.find_all("a", href=True) if text_of(link)]
    if text and len(text) <= MAX_LINE and not builder.boxed:
        level = min(max(int(node.name[1]), 2), 4)
        builder.add_block("heading", {"text": text, "level": str(level), "anchor": anchor_of(node)})
        # A heading holds no links: they follow it.
        for link in links:
            builder.add_words(element(link, conversion))
            builder.end_paragraph()
    elif text:
        builder.add_words(f"<strong>{tidy(''.join(_words(node, conversion)))}</strong>")
        builder.end_paragraph()
    for hard in node.find_all(list(HARD)):
        take(hard, builder, conversion)


def _is_own_anchor(link: Tag) -> bool:
    """Documentation tools set a ¶ or # beside a heading that links to itself."""
    return attribute(link, "href").startswith("#") and text_of(link) in {"", "¶", "#", "§", "🔗"}


def _words(node: Tag, conversion: Conversion) -> list[str]:
    return [
        element(child, conversion) if isinstance(child, Tag) else escape(soften(str(child)), quote=False)
        for child in node.children
        if isinstance(child, Tag) or is_text(child)
    ]


def _take_list(node: Tag, builder: Builder, conversion: Conversion) -> None:
    items = node.find_all("li", recursive=False)
    if node.name == "ol" and items and notices.take_steps(node, items, builder, conversion, walk):
        return
    if not has(node, HARD):
        builder.add_flow(list_html(node, conversion))
        return
    # Blocks cannot stand in a list: it is parted after the item they are in, and goes on counting.
    done: list[str] = []
    start = list_start(node)
    for child in node.children:
        if not isinstance(child, Tag) or child.name in DROPPED:
            if is_text(child) and str(child).strip():
                done.append(escape(soften(str(child)).strip(), quote=False))
            continue
        words = item_html(child, conversion)
        done += [words] if words else []
        hards = [hard for hard in child.find_all(list(HARD)) if hard.find_parent(list(HARD)) is None]
        if hards:
            builder.add_flow(wrap_items(done, node.name, start))
            start, done = start + len(done), []
            for hard in hards:
                take_hard(hard, builder, conversion)
    builder.add_flow(wrap_items(done, node.name, start))


def take_hard(node: Tag, builder: Builder, conversion: Conversion) -> None:
    """Add a picture, table, listing or player found inside words; a picture keeps the link round it."""
    link = node.find_parent("a")
    if node.name == "img" and link is not None:
        pictures.take_picture(node, "", builder, conversion)
    else:
        take(node, builder, conversion)


def _take_item(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.add_item(item_html(node, conversion))
    for hard in node.find_all(list(HARD)):
        take_hard(hard, builder, conversion)


def _take_table(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    if any(len(text_of(cell)) > MAX_CELL for cell in node.find_all(["td", "th"])):
        # A table that holds whole pages is there for the looks: its cells are read one after another.
        _take_container(node, builder, conversion)
        return
    caption = node.find("caption", recursive=False)
    if isinstance(caption, Tag) and (caption.find("a", href=True) or len(text_of(caption)) > 300):
        walk(caption, builder, conversion)
        builder.end_paragraph()
    for value in table_blocks(node, conversion):
        builder.add_block("table", value)
    for hard in node.find_all(list(HARD - {"table"})):
        take_hard(hard, builder, conversion)


def _take_code(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    for value in code_blocks(node):
        builder.add_block("code", value)
    for link in node.find_all("a", href=True):
        builder.add_words(element(link, conversion))
        builder.end_paragraph()


def _take_quote(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    source = node.find(["cite", "footer"])
    said_by = ""
    if isinstance(source, Tag) and not source.find("a", href=True) and 0 < len(text_of(source)) <= MAX_LINE:
        # Only where it stands by itself, at the end: a cite within a sentence is a title.
        holder = source.parent
        alone = source.name == "footer" or holder is node or (holder is not None and text_of(holder) == text_of(source))
        if alone and text_of(node).endswith(text_of(source)):
            said_by = text_of(source).lstrip("—–- ")
            source.extract()
    html, others = boxed(node, conversion, walk)
    if visible(html) and len(visible(html)) <= MAX_TEXT and "<ul" not in html and "<ol" not in html:
        builder.add_block("quote", {"html": html, "attribution": said_by, "role": ""})
    elif visible(html):
        builder.add_flow(f"<blockquote>{html}</blockquote>")
        builder.add_flow(f"<p>{escape(said_by, quote=False)}</p>" if said_by else "")
    builder.add_blocks(others)


def _take_details(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    summary = node.find("summary")
    title = text_of(summary) if isinstance(summary, Tag) else ""
    links: list[Any] = summary.find_all("a", href=True) if isinstance(summary, Tag) else []
    if isinstance(summary, Tag) and (len(title) > MAX_LINE or links):
        summary.name = "p"
    elif isinstance(summary, Tag):
        summary.extract()
    if len(text_of(node)) > MAX_EXPANDER:
        builder.add_flow(
            f"<p><strong>{escape(title, quote=False)}</strong></p>" if title and len(title) <= MAX_LINE else ""
        )
        _take_container(node, builder, conversion)
        return
    html, others = boxed(node, conversion, walk)
    if visible(html):
        builder.add_block("expander", {"title": title if 0 < len(title) <= MAX_LINE else "More", "html": html})
    elif title and len(title) <= MAX_LINE:
        builder.add_flow(f"<p><strong>{escape(title, quote=False)}</strong></p>")
    builder.add_blocks(others)


def _take_rule(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.add_flow("<hr/>")


def _take_definitions(node: Tag, builder: Builder, conversion: Conversion) -> None:
    builder.end_paragraph()
    for child in node.find_all(["dt", "dd"]):
        if child.find_parent("dl") is not node:
            continue
        if child.name == "dt" and not has(child, HARD | LISTS):
            words = tidy("".join(_words(child, conversion)))
            builder.add_flow(f"<p><strong>{words}</strong></p>" if visible(words) else "")
        else:
            _take_container(child, builder, conversion)


TAKERS: dict[str, Callable[[Tag, Builder, Conversion], None]] = {
    **dict.fromkeys(HEADINGS, _take_heading),
    **dict.fromkeys(LISTS, _take_list),
    "li": _take_item,
    "p": _take_paragraph,
    "table": _take_table,
    "pre": _take_code,
    "blockquote": _take_quote,
    "details": _take_details,
    "hr": _take_rule,
    "dl": _take_definitions,
    "img": lambda node, builder, conversion: pictures.take_picture(node, "", builder, conversion),
    "area": pictures.take_area,
    "noscript": lambda node, builder, conversion: pictures.take_noscript(node, builder, conversion, walk),
    "figure": lambda node, builder, conversion: pictures.take_figure(node, builder, conversion, walk),
    **dict.fromkeys(("iframe", "video", "audio", "object", "embed"), pictures.take_player),
}
