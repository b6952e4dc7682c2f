"""Markdown tables as people write them: keep bars within code and rows longer than the first, which GFM would cut."""

from __future__ import annotations

import re

_RULE = re.compile(r"[ ]{0,3}\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*\Z")
_CODE = re.compile(r"(?<!\\)(`+)(?!`)(.+?)(?<!`)\1(?!`)")
_BAR = re.compile(r"(?<!\\)\|")


def whole_tables(text: str) -> str:
    """Return Markdown in which no cell of a table is lost: bars in code are escaped, short first rows are filled up."""
    if "|" not in text:
        return text
    lines = text.split("\n")
    number = 1
    while number < len(lines):
        if "|" in lines[number - 1] and "|" in lines[number] and _RULE.match(lines[number]):
            end = next((at for at in range(number, len(lines)) if "|" not in lines[at]), len(lines))
            rows = [_with_bars_escaped(line) for line in lines[number - 1 : end]]
            lines[number - 1 : end] = _widened(rows)
            number = end
        number += 1
    return "\n".join(lines)


def _with_bars_escaped(row: str) -> str:
    return _CODE.sub(lambda code: _BAR.sub(r"\\|", code.group(0)), row)


def _widened(rows: list[str]) -> list[str]:
    """Return the rows, the first two lengthened to the longest. Rows that begin differently are left alone."""
    widths = [_width(row) for row in rows]
    missing = max(widths) - widths[0]
    if missing <= 0 or widths[0] != widths[1]:
        return rows
    head, rule = (row.rstrip().removesuffix("|") for row in rows[:2])
    return [head + "| " * missing + "|", rule + "|---" * missing + "|", *rows[2:]]


def _width(row: str) -> int:
    inner = row.strip().removeprefix("|")
    inner = inner[:-1] if inner.endswith("|") and not inner.endswith("\\|") else inner
    return len(_BAR.findall(inner)) + 1
