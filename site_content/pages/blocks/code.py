"""Computer code, shown exactly as written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import RegexBlock, TextBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class CodeValue(Schema):
    """Code as typed; ``language`` may be empty."""

    language: str
    code: str


class CodeBlock(BodyStruct):
    """A listing."""

    language = RegexBlock(
        regex=r"\A[A-Za-z0-9#+.\-]{0,40}\Z",
        required=False,
        label="Language",
        help_text="For example: python, json. Leave empty for plain text",
    )
    code = TextBlock(max_length=50_000, label="Code", rows=8)

    Value = CodeValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"language", "code"}``, or None without code."""
        if not (value["code"] or "").strip():
            return None
        return {"language": (value["language"] or "")[:40], "code": value["code"]}

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the code as it stands: it is plain text, not HTML. Nobody looks for a page by it."""
        yield Role.MINOR, value["code"]

    class Meta:
        icon = "code"
        label = "Code"
        group = "Lists and tables"
        description = "Program code, shown exactly as you write it."
        preview_value = {"language": "json", "code": '{"status": "ok"}'}
