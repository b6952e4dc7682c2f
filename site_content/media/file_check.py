"""What an uploaded file really is: refused when it is not what its name says."""

from __future__ import annotations

import re
import zipfile
import zlib
from pathlib import PurePosixPath
from typing import Any

from django.core.exceptions import ValidationError

MAX_FILE_BYTES = 50 * 1024 * 1024
_HEAD_BYTES = 4096
# How the bytes of each type begin. Office and OpenDocument files are ZIP archives.
_ZIP = (b"PK\x03\x04",)
SIGNATURES: dict[str, tuple[bytes, ...]] = {
    "pdf": (b"%PDF-",),
    "rtf": (b"{\\rtf",),
    **dict.fromkeys(("docx", "odp", "ods", "odt", "pptx", "xlsx", "zip"), _ZIP),
}
TEXT_TYPES = {"csv", "txt"}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_PDF_COUNT = re.compile(rb"/Type\s*/Pages\b[^>]{0,400}?/Count\s+(\d{1,6})|/Count\s+(\d{1,6})[^>]{0,400}?/Type\s*/Pages\b")
_PDF_STREAM = re.compile(rb"/Type\s*/ObjStm\b.{0,400}?stream\r?\n", re.DOTALL)
_OFFICE_COUNT = {
    "docProps/app.xml": re.compile(rb"<Pages>(\d{1,6})</Pages>"),
    "meta.xml": re.compile(rb'meta:page-count="(\d{1,6})"'),
}
_MAX_UNPACKED = 4 * 1024 * 1024
_MAX_STREAMS = 200


def refuse_unlike(file: Any) -> None:
    """Raise ValidationError unless the bytes are what the extension says, and not too many."""
    extension = PurePosixPath(file.name).suffix.lower().removeprefix(".")
    if file.size > MAX_FILE_BYTES:
        raise ValidationError({"file": f"The file is larger than {MAX_FILE_BYTES // 1024 // 1024} MB."})
    if file.size == 0:
        raise ValidationError({"file": "The file is empty."})
    file.seek(0)
    head = file.read(_HEAD_BYTES)
    file.seek(0)
    if extension in SIGNATURES:
        # Some PDFs have a few bytes before the signature; readers accept that in the first kilobyte.
        like = b"%PDF-" in head[:1024] if extension == "pdf" else head.startswith(SIGNATURES[extension])
    elif extension in TEXT_TYPES:
        like = b"\0" not in head and not _MARKUP.search(head)
    else:
        like = False
    if not like:
        raise ValidationError({"file": f"This is not a .{extension} file, or not one we take."})


def count_pages(file: Any) -> int | None:
    """Return the number of pages of a PDF, Word or OpenDocument file, or None when it does not say."""
    extension = PurePosixPath(file.name).suffix.lower()
    file.seek(0)
    try:
        if extension == ".pdf":
            return _pdf_pages(file.read(MAX_FILE_BYTES))
        if extension in {".docx", ".odt", ".odp", ".pptx"}:
            return _archive_pages(file)
    except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError):
        return None
    finally:
        file.seek(0)
    return None


def _pdf_pages(data: bytes) -> int | None:
    """The page tree's root counts every page; since PDF 1.5 it may lie in a compressed object stream."""
    counts = _counts(data)
    for number, match in enumerate(_PDF_STREAM.finditer(data)):
        if counts or number >= _MAX_STREAMS:
            break
        try:
            counts += _counts(zlib.decompressobj().decompress(data[match.end() :], _MAX_UNPACKED))
        except zlib.error:
            continue
    return max(counts, default=0) or None


def _counts(data: bytes) -> list[int]:
    return [int(first or second) for first, second in _PDF_COUNT.findall(data)]


def _archive_pages(file: Any) -> int | None:
    with zipfile.ZipFile(file) as archive:
        for name, pattern in _OFFICE_COUNT.items():
            if name in archive.namelist():
                with archive.open(name) as part:
                    match = pattern.search(part.read(_MAX_UNPACKED))
                if match:
                    return int(match.group(1)) or None
    return None
