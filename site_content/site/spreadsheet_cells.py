"""Cells of an export that a spreadsheet shows as they stand, whoever wrote them (OWASP, CSV injection).

Every export passes here: Wagtail's reports and lists by ``connect()``, our own by ``neutral_cell``.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What begins a formula, full-width forms too, and what spreadsheets pass over before one.
_SIGN = r"[=+\-@\uff1d\uff0b\uff0d\uff20]"
_BLANK = r"\s\ufeff\u200b-\u200f\u2060"
# The last alternative begins a command of DDE.
_FORMULA = re.compile(rf"[{_BLANK}]*{_SIGN}|[\t\r\n]")
_DIGITS = r"[+-]?[0-9]{1,30}(?:[.,][0-9]{1,30})?%?"
_NUMBER = re.compile(_DIGITS)
# In many countries a spreadsheet begins a new cell at each semicolon, whatever is quoted; others at these.
_CUT = r";,|\t\r\n"
_AFTER_A_CUT = re.compile(rf"([{_CUT}][{_BLANK}\"]*)(?={_SIGN})(?!{_DIGITS}[ \"]*(?:[{_CUT}]|\Z))")
# What no XLSX file may hold (XML 1.0).
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def neutral_cell(value: Any) -> Any:
    """Return a value for a cell: an apostrophe stands before what would begin a formula; numbers stay numbers.

    Also where a spreadsheet may cut the text into two cells, for it takes each by itself.
    """
    if not isinstance(value, str):
        return value
    text = _NOT_XML.sub("", value)
    if _NUMBER.fullmatch(text):
        return text
    text = _AFTER_A_CUT.sub(r"\1'", text)
    return f"'{text}" if _FORMULA.match(text) else text


def connect() -> None:
    """Let each export of Wagtail's mixin pass through ``neutral_cell``: its rows and its headings."""
    for name in ("preprocess_field_value", "get_heading"):
        method = getattr(SpreadsheetExportMixin, name)
        if not hasattr(method, "__wrapped__"):
            setattr(SpreadsheetExportMixin, name, _neutral(method))


def _neutral(method: Any) -> Any:
    @wraps(method)
    def call(*args: Any, **kwargs: Any) -> Any:
        return neutral_cell(method(*args, **kwargs))

    return call
