"""The block builder: gathers words into paragraphs, and paragraphs and lists into rich text blocks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from site_content.importing.conversion.inline import BREAK, tidy, wrap_items
from site_content.importing.conversion.markup import Unreadable

Block = dict[str, Any]
# A rich text field an editor can still work with; longer text is parted between paragraphs.
MAX_RICH_TEXT = 60_000
# No page for people has more.
MAX_BLOCKS = 5_000
_TAG = re.compile(r"<[^>]*>")
_SPACES = re.compile(r"\s+")


def visible(html: str) -> str:
    """Return the words of rich text."""
    return _SPACES.sub(" ", _TAG.sub(" ", html)).strip()


def texts(value: Any) -> Iterator[str]:
    """Yield every text of a block's raw value, HTML as it stands."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list | dict):
        for entry in value.values() if isinstance(value, dict) else value:
            yield from texts(entry)


class Builder:
    """Blocks so far, the rich text not yet a block, the words not yet a paragraph, the items not yet a list.

    ``boxed``: what is gathered stands in a box, which holds no headings.
    """

    def __init__(self, boxed: bool = False) -> None:
        self.boxed = boxed
        self.blocks: list[Block] = []
        self._flow: list[str] = []
        self._words: list[str] = []
        self._items: list[str] = []

    def add_words(self, html: str) -> None:
        """Add inline rich text to the paragraph under way."""
        if html.strip():
            self._end_items()
        if html:
            self._words.append(html)

    def end_paragraph(self) -> None:
        """End the paragraph under way; nothing happens when it says nothing."""
        text = tidy("".join(self._words))
        self._words.clear()
        if visible(text.replace(BREAK, "")):
            self._flow.append(f"<p>{text}</p>")

    def add_item(self, html: str) -> None:
        """Add a list item that stood outside any list."""
        self.end_paragraph()
        if html:
            self._items.append(html)

    def add_flow(self, html: str) -> None:
        """Add a finished paragraph or list."""
        self.end_paragraph()
        self._end_items()
        if html:
            self._flow.append(html)

    def add_block(self, kind: str, value: Any) -> None:
        """Add a block of its own."""
        self.end_flow()
        if len(self.blocks) >= MAX_BLOCKS:
            raise Unreadable(f"more than {MAX_BLOCKS:,} blocks")
        self.blocks.append({"type": kind, "value": value})

    def add_blocks(self, blocks: list[Block]) -> None:
        """Add blocks made elsewhere, after everything under way."""
        self.end_flow()
        self.blocks += blocks

    def end_flow(self) -> None:
        """Make blocks of the rich text under way."""
        self.end_paragraph()
        self._end_items()
        last = self.blocks[-1] if self._flow and self.blocks else None
        piece = self.blocks.pop()["value"] if last and last["type"] == "rich_text" else ""
        for html in self._flow:
            if piece and len(piece) + len(html) > MAX_RICH_TEXT:
                self.blocks.append({"type": "rich_text", "value": piece})
                piece = ""
            piece += html
        if piece:
            self.blocks.append({"type": "rich_text", "value": piece})
        self._flow.clear()

    def finish(self) -> list[Block]:
        """Return every block."""
        self.end_flow()
        return self.blocks

    def _end_items(self) -> None:
        if self._items:
            items, self._items = self._items, []
            self._flow.append(wrap_items(items, "ul"))
