"""A button that is a link."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from site_content.items.details import Role
from site_content.items.schemas import Link, Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text
from site_content.pages.blocks.link import LinkBlock, to_link

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class CallToActionValue(Schema):
    """A link shown as a button."""

    link: Link


class CallToActionBlock(BodyStruct):
    """The one thing a reader should do next."""

    link = LinkBlock(label="Goes to")

    Value = CallToActionValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"link"}``, or None when there is nothing to show."""
        link = to_link(value["link"], resolver)
        return {"link": link} if link else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the button's text."""
        yield from field_text(value["link"]["text"])

    class Meta:
        icon = "arrow-right-full"
        label = "Call to action"
        group = "Links and files"
        description = "A button for the one thing readers should do next."
        preview_value = {"link": {"text": "Book a flu vaccine", "url": "https://example.org/book"}}
