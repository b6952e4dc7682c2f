"""Text set apart from what surrounds it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class InsetValue(Schema):
    """Cleaned HTML."""

    html: str


class InsetBlock(BodyStruct):
    """A note beside the flow of the text."""

    html = text_block(label="Text")

    Value = InsetValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"html"}``."""
        return {"html": html_of(value["html"], resolver)}

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the text."""
        yield from html_text(value["html"])

    class Meta:
        icon = "info-circle"
        label = "Inset text"
        group = "Highlights"
        description = "Sets a short note apart. For anything about safety use a callout."
        preview_value = {"html": "<p>You can book up to two weeks ahead.</p>"}
