"""Text with links, lists and emphasis."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import RichTextBlock

from site_content.items.details import Role
from site_content.items.html import plain_text
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BODY_FEATURES, MAX_BODY_TEXT, BodyBlock, html_of, html_text

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class RichTextValue(Schema):
    """Cleaned HTML."""

    html: str


class TextBlock(BodyBlock, RichTextBlock):
    """Paragraphs, lists, links and emphasis."""

    Value = RichTextValue

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"features": BODY_FEATURES, "max_length": MAX_BODY_TEXT, **options})

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"html"}``, or None for empty text."""
        html = html_of(value, resolver)
        return {"html": html} if plain_text(html) or "<hr" in html else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the text."""
        yield from html_text(value["html"])

    class Meta:
        icon = "pilcrow"
        label = "Text"
        group = "Text"
        description = "Paragraphs, lists, links and emphasis. Use the Heading block for headings."
        preview_value = "<p>Flu is a common infection. <b>Most people feel better in a week.</b></p>"
