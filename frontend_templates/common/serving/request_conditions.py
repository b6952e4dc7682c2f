"""Conditions of a request: pass on those headers that say which bytes a reader means, as far as they are well formed.

RFC 9110 has a server ignore a condition or a range that is not well formed, so what is none is not sent on.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

# Longer than any browser writes; what is longer is ignored.
MAX_CONDITION = 2000
MAX_RANGES = 16
# Twenty digits hold any length there is (2^64).
_RANGE = re.compile(r"(?:\d{1,20}-\d{0,20}|-\d{1,20})", re.ASCII)
_TAG = r'(?:W/)?"[\x21\x23-\x7e]*"'
_ENTITY_TAG = re.compile(_TAG)
_ENTITY_TAGS = re.compile(rf"\*|{_TAG}(?:[ \t]*,[ \t]*{_TAG})*")


def request_conditions(headers: Mapping[str, str]) -> dict[str, str]:
    """Return ``range``, ``if-range``, ``if-none-match`` and ``if-modified-since`` as far as they mean something."""
    checks = {"range": is_range, "if-none-match": is_tag_list, "if-modified-since": is_date}
    if is_range(headers.get("range", "")):
        checks["if-range"] = _is_validator
    values = {name: headers.get(name, "").strip(" \t") for name in checks}
    return {name: value for name, value in values.items() if len(value) <= MAX_CONDITION and checks[name](value)}


def is_range(text: str) -> bool:
    """Say whether a Range header names some ranges of bytes. A backward one makes all of it invalid."""
    unit, separator, listed = text[: MAX_CONDITION + 1].partition("=")
    ranges = [part.strip(" \t") for part in listed.split(",", MAX_RANGES)]
    return (
        bool(separator)
        and unit.strip(" \t").lower() == "bytes"
        and len(ranges) <= MAX_RANGES
        and all(_RANGE.fullmatch(part) and not _is_backward(part) for part in ranges)
    )


def is_tag_list(text: str) -> bool:
    """Say whether an If-None-Match header names entity tags, or ``*``."""
    return _ENTITY_TAGS.fullmatch(text) is not None


def is_date(text: str) -> bool:
    """Say whether a header is a date of HTTP."""
    if not text.isascii() or not text.isprintable():
        return False
    try:
        parsedate_to_datetime(text)
    except (ValueError, OverflowError, IndexError, TypeError):
        return False
    return True


def _is_validator(text: str) -> bool:
    return _ENTITY_TAG.fullmatch(text) is not None or is_date(text)


def _is_backward(text: str) -> bool:
    first, _, last = text.partition("-")
    return bool(first and last) and int(first) > int(last)
