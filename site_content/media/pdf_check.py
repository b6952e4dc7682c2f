"""Active content of a PDF: scripts, programs that it starts, files that it holds."""

from __future__ import annotations

import re
import zlib
from itertools import islice
from typing import Any

import pikepdf

MAX_BYTES = 50 * 1024 * 1024
# A long report has some ten thousand objects.
MAX_OBJECTS = 500_000
MAX_DEPTH = 50
SCRIPT, LAUNCH, FILE = "JavaScript", "an action that starts a program", "an embedded file"
_KEYS = {"/JS": SCRIPT, "/JavaScript": SCRIPT, "/EF": FILE, "/EmbeddedFiles": FILE, "/RichMedia": "rich media"}
_ACTIONS = {
    "/JavaScript": SCRIPT, "/Launch": LAUNCH, "/ImportData": LAUNCH, "/GoToE": FILE, "/Rendition": "a rendition",
}  # fmt: skip
_SUBTYPES = {"/RichMedia": "rich media", "/FileAttachment": FILE, "/XFA": "an XFA form"}
# What is looked for in a file so damaged that it has no objects, and how much of its streams is unpacked for it.
_WORDS = re.compile(rb"/(JS|JavaScript|Launch|ImportData|EmbeddedFiles?|FileAttachment|RichMedia|XFA)\b")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_STREAM = re.compile(rb"\bstream\r?\n")
MAX_STREAMS = 200
MAX_UNPACKED = 4 * 1024 * 1024


class Unreadable(Exception):
    """A PDF needs a password, or is too large to look through."""


def active_content(file: Any) -> str | None:
    """Return what a PDF holds besides pages, in words, or None. Raises Unreadable."""
    file.seek(0)
    try:
        with pikepdf.open(file, suppress_warnings=True) as pdf:
            if len(pdf.objects) > MAX_OBJECTS:
                raise Unreadable("has too many parts to look through")
            for each in pdf.objects:
                if (content := _active(each, 0)) is not None:
                    return content
            return _active(pdf.trailer, 0)
    except pikepdf.PasswordError as error:
        raise Unreadable("needs a password") from error
    except (pikepdf.PdfError, ValueError, TypeError, RecursionError, RuntimeError):
        file.seek(0)
        return _active_bytes(file.read(MAX_BYTES))
    finally:
        file.seek(0)


def _active(value: Any, depth: int) -> str | None:
    """Return what an object does; objects that it refers to are looked at on their own."""
    if depth > MAX_DEPTH:
        raise Unreadable("is nested too deep to look through")
    if isinstance(value, pikepdf.Stream):
        value = value.stream_dict
    if isinstance(value, pikepdf.Dictionary):
        return _active_dictionary(value, depth)
    if isinstance(value, pikepdf.Array):
        return next((content for each in value if not _is_other(each) and (content := _active(each, depth + 1))), None)
    return None


def _active_dictionary(value: Any, depth: int) -> str | None:
    for key, each in value.items():
        if key in _KEYS:
            return _KEYS[key]
        if key in {"/S", "/Subtype"} and isinstance(each, pikepdf.Name):
            words = (_ACTIONS if key == "/S" else _SUBTYPES).get(str(each))
            if words:
                return words
        if key == "/XFA":
            return _SUBTYPES["/XFA"]
        if not _is_other(each) and (content := _active(each, depth + 1)):
            return content
    return None


def _is_other(value: Any) -> bool:
    return isinstance(value, pikepdf.Object) and value.is_indirect


def _active_bytes(data: bytes) -> str | None:
    """Return what the words in a damaged file, and in its streams, are about; a reader may mend it more than we can."""
    starts = (match.end() for match in islice(_STREAM.finditer(data), MAX_STREAMS))
    for part in (data, *map(_unpacked, (memoryview(data)[start:] for start in starts))):
        match = _WORDS.search(_ESCAPE.sub(lambda content: bytes([int(content[1], 16)]), part))
        if match:
            word = match[1].decode()
            return SCRIPT if word.startswith("J") else LAUNCH if word in {"Launch", "ImportData"} else FILE
    return None


def _unpacked(packed: memoryview) -> bytes:
    try:
        return zlib.decompressobj().decompress(packed, MAX_UNPACKED)
    except zlib.error:
        return b""
