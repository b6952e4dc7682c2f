"""A heading inside the body."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Literal

from wagtail.blocks import CharBlock, ChoiceBlock, RegexBlock

from site_content.items.details import Role, SearchText, SectionText
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

ANCHOR = r"\A(?:[^\s\"<>`\\%#]{1,100})?\Z"
LEVELS = (("2", "Main heading"), ("3", "Subheading"), ("4", "Smaller subheading"))


class HeadingValue(Schema):
    """A heading; ``anchor`` is unique in the body (``publish_body`` makes it)."""

    text: str
    level: Literal[2, 3, 4]
    anchor: str


class HeadingBlock(BodyStruct):
    """A heading: readers skim by them and screen readers jump between them."""

    text = CharBlock(label="Heading", max_length=200)
    level = ChoiceBlock(choices=LEVELS, default="2", label="Level")
    # Imported headings keep the one they had, so that links from elsewhere go on leading to them.
    anchor = RegexBlock(
        regex=ANCHOR,
        required=False,
        label="Anchor",
        help_text="Name for links to this heading, as in #symptoms. Leave empty to make it from the heading",
    )

    Value = HeadingValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"text", "level", "anchor"}``, the anchor as given or empty, or None for an empty heading."""
        text = " ".join(str(value["text"] or "").split())
        if not text:
            return None
        level = str(value["level"])
        own_anchor = str(value["anchor"] or "")
        anchor = own_anchor if re.match(ANCHOR, own_anchor) else ""
        return {"text": text, "level": int(level) if level in dict(LEVELS) else 2, "anchor": anchor}

    def texts(self, value: dict[str, Any]) -> Iterator[SearchText]:
        """Yield the heading as one that can be opened."""
        yield SectionText(Role.HEADINGS, value["text"], anchor=value["anchor"])

    class Meta:
        icon = "title"
        label = "Heading"
        group = "Text"
        label_format = "{text}"
        description = "Divides a long page into sections. Guidance pages list their headings as contents."
        preview_value = {"text": "When to get help", "level": "2", "anchor": ""}
