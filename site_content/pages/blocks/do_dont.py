"""Do and don't lists."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, ListBlock, StructBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import (
    INLINE_FEATURES,
    MAX_ITEMS,
    BodyStruct,
    field_text,
    html_text,
    inline_html,
    text_block,
)

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class AdviceListValue(Schema):
    """A heading and its points; each point is inline HTML."""

    heading: str
    items: list[str]


class DoDontValue(Schema):
    """Two lists side by side; one of them may be empty."""

    do: AdviceListValue
    dont: AdviceListValue


class AdviceListBlock(StructBlock):
    """One of the two lists."""

    heading = CharBlock(required=False, max_length=100, label="Heading")
    items = ListBlock(
        text_block(INLINE_FEATURES, max_length=1_000, label="Point"), default=[], max_num=MAX_ITEMS, label="Points"
    )


class DoDontBlock(BodyStruct):
    """Two lists: do, and don't."""

    do = AdviceListBlock(label="Do", default={"heading": "Do"})
    dont = AdviceListBlock(label="Don't", default={"heading": "Don't"})

    Value = DoDontValue

    def clean(self, value: Any) -> Any:
        """Refuse two empty lists."""
        cleaned = super().clean(value)
        if not self.is_deferred_validation and not cleaned["do"]["items"] and not cleaned["dont"]["items"]:
            raise StructBlockValidationError(non_block_errors=[ValidationError("Add at least one point.")])
        return cleaned

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"do", "dont"}``, or None when neither says anything."""
        lists = {
            name: {
                "heading": value[name]["heading"] or "",
                "items": [html for point in value[name]["items"] if (html := inline_html(point.source, resolver))],
            }
            for name in ("do", "dont")
        }
        return lists if lists["do"]["items"] or lists["dont"]["items"] else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield every heading and point."""
        for part in (value["do"], value["dont"]):
            yield from field_text(part["heading"])
            yield from html_text(*part["items"])

    class Meta:
        icon = "tick-inverse"
        label = "Do and don't"
        group = "Highlights"
        description = "Short lists of what helps and what does harm."
        preview_value = {
            "do": {"heading": "Do", "items": ["<p>rest and sleep</p>"]},
            "dont": {"heading": "Don't", "items": ["<p>take antibiotics for flu</p>"]},
        }
