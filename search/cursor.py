"""A cursor: where a page of results ended, as text that a reader hands back.

It holds how many results were passed, so that the standby engine can go on from another engine's cursor.
"""

import base64
import json
from dataclasses import dataclass

from search.errors import InvalidRequest

_MAX_CHARACTERS = 600
_MAX_PASSED = 10_000_000
Place = list[float | int | str | None]


@dataclass(frozen=True, slots=True)
class Cursor:
    """``place`` holds the sort values of the last result, or is None when another engine wrote them."""

    passed: int
    place: Place | None


def write_cursor(engine: str, order: str, passed: int, place: Place) -> str:
    """The cursor after ``passed`` results of this order."""
    return base64.urlsafe_b64encode(json.dumps([engine, order, passed, *place]).encode()).decode().rstrip("=")


def read_cursor(cursor: str, engine: str, order: str, length: int) -> Cursor:
    """Read a cursor of this order; ``length`` is the number of sort values. Raises InvalidRequest for anything else."""
    broken = InvalidRequest("cursor", "This cursor is not valid for this sort order. Start again without it.")
    if len(cursor) > _MAX_CHARACTERS:
        raise broken
    try:
        read = json.loads(base64.b64decode(cursor.encode() + b"=" * (-len(cursor) % 4), b"-_", validate=True))
        writer, written_order, passed, *place = read
    except (ValueError, TypeError, RecursionError) as error:
        raise broken from error
    if written_order != order or type(passed) is not int or not 0 <= passed <= _MAX_PASSED:
        raise broken
    if writer != engine:
        return Cursor(passed, None)
    if len(place) != length or any(type(value) not in (int, float, str, type(None)) for value in place):
        raise broken
    return Cursor(passed, place)
