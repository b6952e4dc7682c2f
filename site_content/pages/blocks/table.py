"""A table with headers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import BooleanBlock, CharBlock

from site_content.items.details import Role
from site_content.items.schemas import Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text, html_text, inline_html
from site_content.pages.blocks.table_grid import MAX_COLUMNS, MAX_ROWS, TableGridBlock

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class TableValue(Schema):
    """Rows of equal length; a cell is inline HTML."""

    caption: str
    first_row_is_header: bool
    first_column_is_header: bool
    rows: list[list[str]]


class TableBlock(BodyStruct):
    """A table: for comparing, never for layout."""

    caption = CharBlock(
        required=False,
        max_length=300,
        label="Caption",
        help_text="Say what the table shows. Screen readers read this first",
    )
    first_row_is_header = BooleanBlock(required=False, default=True, label="The first row holds headers")
    first_column_is_header = BooleanBlock(required=False, label="The first column holds headers")
    rows = TableGridBlock(label="Table")

    Value = TableValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the table, or None when every cell is empty. What is over the bounds is cut."""
        rows = [
            [inline_html(cell.source, resolver) for cell in row["values"][:MAX_COLUMNS]]
            for row in value["rows"].row_data[:MAX_ROWS]
        ]
        if not any(cell for row in rows for cell in row):
            return None
        return {
            "caption": value["caption"] or "",
            "first_row_is_header": bool(value["first_row_is_header"]),
            "first_column_is_header": bool(value["first_column_is_header"]),
            "rows": rows,
        }

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield the caption and each row as a line."""
        yield from field_text(value["caption"])
        for row in value["rows"]:
            yield from html_text("<br>".join(row))

    class Meta:
        icon = "table"
        label = "Table"
        group = "Lists and tables"
        label_format = "{caption}"
        description = "Rows and columns to compare, with headers."
        preview_value = {
            "caption": "Doses by age",
            "first_row_is_header": True,
            "first_column_is_header": False,
            "rows": [["Age", "Dose"], ["6 to 8 years", "5 ml"]],
        }
