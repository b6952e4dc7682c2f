"""Byte ranges: read what part of a medium a request asks for, and hold that part of a file (RFC 9110, section 14).

One range is answered by itself. Several are answered with the whole, as a server may: parts in any order and number
would cost more than the medium has bytes.
"""

from __future__ import annotations

import re
from typing import IO, NamedTuple

# Twenty digits hold any length there is (2^64).
_ONE_RANGE = re.compile(r"bytes[ \t]*=[ \t]*(\d{0,20})-(\d{0,20})[ \t]*", re.ASCII | re.IGNORECASE)


class ByteRange(NamedTuple):
    """The bytes from ``start`` up to, but without, ``end``."""

    start: int
    end: int


class Unsatisfiable(Exception):
    """None of the bytes that were asked for exist."""


def byte_range(header: str, size: int) -> ByteRange | None:
    """Return the range that a Range header asks for of ``size`` bytes; None where the whole is the answer.

    Raises Unsatisfiable.
    """
    match = _ONE_RANGE.fullmatch(header)
    first, last = match.groups() if match else ("", "")
    if not (first or last) or (first and last and int(first) > int(last)):
        return None
    if not first:
        start, end = max(0, size - int(last)), size
    else:
        start, end = int(first), min(int(last) + 1, size) if last else size
    if start >= size:
        raise Unsatisfiable
    return ByteRange(start, end)


class FileSlice:
    """A part of an open file, to be read once; a server that sends files by name is told ``part`` of which."""

    def __init__(self, file: IO[bytes], part: ByteRange) -> None:
        self.file = file
        self.part = part
        self._remaining = part.end - part.start
        file.seek(part.start)

    def read(self, size: int = -1) -> bytes:
        """Return up to ``size`` of the bytes that are not read yet."""
        length = self._remaining if size < 0 else min(size, self._remaining)
        data = self.file.read(length)
        self._remaining -= len(data)
        return data

    def close(self) -> None:
        """Close the file."""
        self.file.close()
