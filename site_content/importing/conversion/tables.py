"""Tables: expand merged cells, and split what is too large instead of cutting it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from bs4 import Tag

from site_content.importing.conversion.conversion import Conversion
from site_content.importing.conversion.inline import inline
from site_content.importing.conversion.markup import Unreadable, text_of

MAX_ROWS = 200
MAX_COLUMNS = 20
MAX_SPAN = 1_000
MAX_CAPTION = 300
MAX_CELLS = 100_000


@dataclass
class Grid:
    """A table's cells as rich text; ``heads`` says of each row whether every cell in it is a header."""

    rows: list[list[str]] = field(default_factory=list)
    heads: list[bool] = field(default_factory=list)
    first_column: bool = False


def table_blocks(node: Tag, conversion: Conversion) -> list[dict[str, Any]]:
    """Return a table as one ``table`` value, or as several when it has more rows or columns than one may have."""
    grid = read_grid(node, conversion)
    if not any(cell for row in grid.rows for cell in row):
        return []
    caption = node.find("caption", recursive=False)
    head = bool(grid.heads and grid.heads[0])
    values: list[Any] = []
    for part in _split(grid, head):
        values.append(
            {
                "caption": text_of(caption)[:MAX_CAPTION] if caption and not values else "",
                "first_row_is_header": head,
                "first_column_is_header": grid.first_column,
                "rows": part,
            }
        )
    return values


def read_grid(node: Tag, conversion: Conversion) -> Grid:
    """Return the cells of a table, own rows only.

    A cell over several rows is repeated in each, so that every row can be read by itself; over several columns it
    stands in the first, a header in each. Raises Unreadable over MAX_CELLS.
    """
    grid = Grid()
    waiting: dict[int, tuple[int, str]] = {}  # column → (rows left, words) of cells that reach down
    row_heads: list[bool] = []
    if len(node.find_all(["td", "th"], limit=MAX_CELLS + 1)) > MAX_CELLS:
        raise Unreadable(f"a table of more than {MAX_CELLS:,} cells")
    rows = [row for row in node.find_all("tr") if row.find_parent("table") is node]
    for inner in node.find_all("table"):
        # A table in a cell: its words stay there, as a cell holds nothing but words.
        for part in (inner, *inner.find_all("tr")):
            part.name = "div"
    for row in rows:
        cells = row.find_all(["td", "th"], recursive=False)
        line: list[str] = []
        for cell in cells:
            _fill(line, waiting)
            words = inline(cell, conversion)
            down, across = _span(cell, "rowspan"), _span(cell, "colspan")
            for step in range(across):
                content = words if step == 0 or cell.name == "th" else ""
                if down > 1:
                    waiting[len(line)] = (down - 1, content)
                line.append(content)
        _fill(line, waiting)
        if not cells and not any(line):
            continue
        in_head = row.find_parent("thead") is not None
        grid.rows.append(line)
        grid.heads.append(bool(cells) and (in_head or all(cell.name == "th" for cell in cells)))
        if cells and not grid.heads[-1]:
            row_heads.append(cells[0].name == "th")
    grid.first_column = bool(row_heads) and sum(row_heads) * 2 > len(row_heads)
    width = max((len(line) for line in grid.rows), default=0)
    if width * len(grid.rows) > MAX_CELLS:
        raise Unreadable(f"a table of more than {MAX_CELLS:,} cells")
    grid.rows = [line + [""] * (width - len(line)) for line in grid.rows]
    return grid


def _fill(line: list[str], waiting: dict[int, tuple[int, str]]) -> None:
    """Put cells that reach down from rows above where the line now stands."""
    while len(line) in waiting:
        column = len(line)
        rows_left, words = waiting.pop(column)
        if rows_left > 1:
            waiting[column] = (rows_left - 1, words)
        line.append(words)


def _span(cell: Tag, name: str) -> int:
    try:
        return min(max(int(str(cell.get(name) or 1)), 1), MAX_SPAN if name == "rowspan" else MAX_COLUMNS)
    except ValueError:
        return 1


def _split(grid: Grid, head: bool) -> list[list[list[str]]]:
    """Return the rows in pieces of at most MAX_ROWS × MAX_COLUMNS, headers repeated in each."""
    width = len(grid.rows[0])
    pieces = []
    for start in range(0, width, MAX_COLUMNS):
        columns = [row[start : start + MAX_COLUMNS] for row in grid.rows]
        top = columns[:1] if head else []
        rest = columns[len(top) :]
        step = MAX_ROWS - len(top)
        pieces += [top + rest[first : first + step] for first in range(0, max(len(rest), 1), step)]
    return [piece for piece in pieces if any(cell for row in piece for cell in row)]
