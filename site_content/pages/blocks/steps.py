"""Steps in order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock, ListBlock, StructBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import MAX_ITEMS, BodyStruct, field_text, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class StepValue(Schema):
    """One step."""

    heading: str
    html: str


class StepsValue(Schema):
    """Steps in order."""

    title: str
    steps: list[StepValue]


class StepBlock(StructBlock):
    """One step."""

    heading = CharBlock(max_length=200, label="Step")
    html = text_block(required=False, label="What to do")


class StepsBlock(BodyStruct):
    """Numbered steps."""

    title = CharBlock(required=False, max_length=200, label="Title")
    steps = ListBlock(StepBlock(label="Step"), min_num=1, max_num=MAX_ITEMS, label="Steps")

    Value = StepsValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"title", "steps"}``, or None without a step."""
        steps = [{"heading": step["heading"] or "", "html": html_of(step["html"], resolver)} for step in value["steps"]]
        return {"title": value["title"] or "", "steps": steps} if steps else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the title and every step."""
        yield from field_text(value["title"])
        for step in value["steps"]:
            yield from field_text(step["heading"])
            yield from html_text(step["html"])

    class Meta:
        icon = "list-ol"
        label = "Steps"
        group = "Lists and tables"
        description = "Something done in order, one step at a time."
        preview_value = {
            "title": "How to wash your hands",
            "steps": [{"heading": "Wet", "html": "<p>Use running water.</p>"}, {"heading": "Soap", "html": ""}],
        }
