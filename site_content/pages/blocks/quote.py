"""A quotation."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import INLINE_FEATURES, BodyStruct, field_text, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class QuoteValue(Schema):
    """Somebody's words, and whose they are."""

    html: str
    attribution: str
    role: str


class QuoteBlock(BodyStruct):
    """A quotation set apart from the text."""

    html = text_block(INLINE_FEATURES, label="Words")
    attribution = CharBlock(required=False, max_length=200, label="Who said it")
    role = CharBlock(required=False, max_length=200, label="Their role", help_text="For example: Practice nurse, Leeds")

    Value = QuoteValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"html", "attribution", "role"}``."""
        return {
            "html": html_of(value["html"], resolver),
            "attribution": value["attribution"] or "",
            "role": value["role"] or "",
        }

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the words and the name."""
        yield from html_text(value["html"])
        yield from field_text(value["attribution"], value["role"])

    class Meta:
        icon = "openquote"
        label = "Quote"
        group = "Text"
        description = "Somebody's own words, with their name."
        preview_value = {"html": "<p>It was over in a minute.</p>", "attribution": "Amina", "role": "Parent"}
