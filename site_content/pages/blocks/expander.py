"""An expander: text that a reader opens."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text, html_of, html_text, text_block

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class ExpanderValue(Schema):
    """A title, and what it opens."""

    title: str
    html: str


class ExpanderBlock(BodyStruct):
    """Detail only some readers need."""

    title = CharBlock(
        max_length=200, label="Title", help_text="Say what is inside, so that readers can decide whether to open it"
    )
    html = text_block(max_length=20_000, label="Text")

    Value = ExpanderValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"title", "html"}``."""
        return {"title": value["title"] or "", "html": html_of(value["html"], resolver)}

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the title and the text: hidden detail is findable."""
        yield from field_text(value["title"])
        yield from html_text(value["html"])

    class Meta:
        icon = "collapse-down"
        label = "Expander"
        group = "Text"
        label_format = "{title}"
        description = "Hides detail that only some readers need. Never hide safety advice."
        preview_value = {"title": "How we work this out", "html": "<p>We count calls in the last hour.</p>"}
