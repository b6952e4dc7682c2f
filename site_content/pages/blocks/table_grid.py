"""The grid editor of the table block: Wagtail's typed table with one kind of cell, kept as plain rows.

Stored as ``[[html, …], …]``: a header row is the first row, so that it may hold links like any other, and importers
write rows without knowing the editor.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from wagtail.contrib.typed_table_block.blocks import TypedTable, TypedTableBlock, TypedTableBlockValidationError

from site_content.pages.blocks.body_block import INLINE_FEATURES, text_block

MAX_ROWS = 200
MAX_COLUMNS = 20


class TableGridBlock(TypedTableBlock):
    """Rows of rich text cells."""

    cell = text_block(INLINE_FEATURES, max_length=2_000, required=False, label="Add column")

    def to_python(self, value: Any) -> TypedTable:
        """Return the editor's table from stored rows; short rows are filled up."""
        rows = [row for row in value or [] if isinstance(row, list)]
        width = max((len(row) for row in rows), default=0)
        cell = self.child_blocks["cell"]
        return TypedTable(
            columns=[{"block": cell, "heading": ""} for _ in range(width)],
            row_data=[
                {"values": [cell.normalize(text or "") for text in [*row, *[""] * (width - len(row))]]} for row in rows
            ],
            caption="",
        )

    def normalize(self, value: Any) -> TypedTable:
        """Return a table from rows, or a table as it is."""
        return value if isinstance(value, TypedTable) else self.to_python(value)

    def bulk_to_python(self, values: list[Any]) -> list[TypedTable]:
        """Return a table for each stored value."""
        return [self.to_python(value) for value in values]

    def get_prep_value(self, table: TypedTable) -> list[list[str]]:
        """Return the rows to store."""
        return [[cell.source for cell in row["values"]] for row in table.row_data]

    def get_api_representation(self, table: TypedTable, context: Any = None) -> list[list[str]]:
        """Return the rows."""
        return self.get_prep_value(table)

    def clean(self, table: TypedTable) -> TypedTable:
        """Refuse an empty or too large table."""
        if len(table.row_data) > MAX_ROWS or len(table.columns) > MAX_COLUMNS:
            message = f"A table can have up to {MAX_ROWS} rows and {MAX_COLUMNS} columns. Split it, or offer a file."
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError(message)])
        if not self.is_deferred_validation and not any(cell.source for row in table.row_data for cell in row["values"]):
            raise TypedTableBlockValidationError(non_block_errors=[ValidationError("Fill in at least one cell.")])
        return super().clean(table)

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        """Return this class, not the plain typed table, whose stored form is another."""
        return ("site_content.pages.blocks.table_grid.TableGridBlock", [], self._constructor_kwargs)

    def deconstruct_with_lookup(self, lookup: Any) -> tuple[str, list[Any], dict[str, Any]]:
        """Return the same: the cell is part of the class."""
        return self.deconstruct()

    @classmethod
    def construct_from_lookup(cls, lookup: Any, *args: Any, **options: Any) -> TableGridBlock:
        """Build from what ``deconstruct`` returned."""
        return cls(*args, **options)

    class Meta:
        default = [["", ""], ["", ""], ["", ""]]
        icon = "table"
