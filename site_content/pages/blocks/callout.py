"""A notice whose level tells readers how soon to act."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from wagtail.blocks import CharBlock, ChoiceBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

LEVELS = (
    ("information", "Information: good to know"),
    ("warning", "Warning: take care"),
    ("non-urgent", "Non-urgent: see a GP or pharmacist"),
    ("urgent", "Urgent: call 111 or be seen today"),
    ("emergency", "Emergency: call 999 or go to A&E now"),
)


class CalloutValue(Schema):
    """A notice and its level."""

    level: Literal["information", "warning", "non-urgent", "urgent", "emergency"]
    heading: str
    html: str


class CalloutBlock(BodyStruct):
    """Advice that must not be missed."""

    level = ChoiceBlock(choices=LEVELS, label="How soon must readers act?")
    heading = CharBlock(max_length=200, label="Heading")
    html = text_block(label="Text")

    Value = CalloutValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"level", "heading", "html"}``. An unknown level is a warning: advice is never toned down."""
        level = value["level"] if value["level"] in dict(LEVELS) else "warning"
        return {"level": level, "heading": value["heading"] or "", "html": html_of(value["html"], resolver)}

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the heading and the text."""
        if value["heading"]:
            yield Role.HEADINGS, value["heading"]
        yield from html_text(value["html"])

    class Meta:
        icon = "warning"
        label = "Callout"
        group = "Highlights"
        description = "A warning, or advice on when and where to get help, from information to emergency."
        preview_value = {
            "level": "urgent",
            "heading": "Ask for an urgent GP appointment if:",
            "html": "<ul><li>your cough has lasted three weeks</li></ul>",
        }
