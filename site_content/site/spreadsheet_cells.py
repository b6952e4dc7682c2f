"""Cells of an export that a spreadsheet shows as they stand, whoever wrote them (OWASP, CSV injection).

Every export passes here: Wagtail's reports and lists by ``connect()``, our own by ``neutral_cell``.
"""

from __future__ import annotations

import re
from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

# What begins a formula, full-width forms too; what spreadsheets pass over before one; and what begins a command of DDE.
_FORMULA = re.compile(r"[\s\ufeff\u200b-\u200f\u2060]*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
_NUMBER = re.compile(r"[+-]?\d{1,30}(?:[.,]\d{1,30})?%?", re.ASCII)
# What no XLSX file may hold (XML 1.0).
_NOT_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def neutral_cell(value: Any) -> Any:
    """Return a value for a cell: a text that would be a formula begins with an apostrophe; numbers stay numbers."""
    if not isinstance(value, str):
        return value
    text = _NOT_XML.sub("", value)
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text) else text


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
