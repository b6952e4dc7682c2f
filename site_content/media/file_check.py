"""The file check: refuses an upload whose bytes are not what its name says."""

from __future__ import annotations

import re
import zipfile
import zlib
from itertools import islice
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
    "zip": _ZIP,
}
# Where the main part of an Office file lies, and how an OpenDocument names itself (its first member).
_FOLDERS = {"docx": "word/", "pptx": "ppt/", "xlsx": "xl/"}
_RELATIONS = "_rels/.rels"
_RELATION = re.compile(r"<Relationship\b[^>]{0,2000}>")
_MAIN_PART = re.compile(r"\bType\s*=\s*[\"'][^\"']{0,200}/officeDocument[\"']")
_TARGET = re.compile(r"\bTarget\s*=\s*[\"']([^\"']{1,200})[\"']")
# Files made without relations have it here.
_USUAL = {"docx": "word/document.xml", "pptx": "ppt/presentation.xml", "xlsx": "xl/workbook.xml"}
_OPEN_DOCUMENT = {"odp": b"presentation", "ods": b"spreadsheet", "odt": b"text"}
# A document has some hundreds; reading the directory of one with a million would take a gigabyte.
_MAX_MEMBERS = 10_000
TEXT_TYPES = {"csv", "txt"}
_MARKUP = re.compile(rb"<\s*(?:!doctype\s+html|html|head|body|script|svg|iframe|\?xml)", re.IGNORECASE)
_PDF_PAGES = re.compile(rb"/Type\s{0,4}/Pages\b")
_PDF_COUNT = re.compile(rb"/Count\s{1,4}(\d{1,6})\b")
_PDF_STREAM = re.compile(rb"/Type\s{0,4}/ObjStm\b")
_OFFICE_COUNT = {
    "docProps/app.xml": re.compile(rb"<Pages>(\d{1,6})</Pages>"),
    "meta.xml": re.compile(rb'meta:page-count="(\d{1,6})"'),
}
_MAX_UNPACKED = 4 * 1024 * 1024
_MAX_STREAMS = 200
# How far from its name a page tree node's count may stand, and how many nodes are looked at.
_NODE_BYTES = 4096
_MAX_NODES = 20_000


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
    if extension in _FOLDERS:
        like = head.startswith(_ZIP) and _is_office(file, extension)
    elif extension in _OPEN_DOCUMENT:
        named = b"mimetypeapplication/vnd.oasis.opendocument." + _OPEN_DOCUMENT[extension]
        like = head.startswith(_ZIP) and named in head[:200]
    elif extension in SIGNATURES:
        # Some PDFs have a few bytes before the signature; readers accept that in the first kilobyte.
        before, signature, _ = head[:1024].partition(b"%PDF-")
        like = (
            bool(signature) and not _MARKUP.search(before)
            if extension == "pdf"
            else head.startswith(SIGNATURES[extension])
        )
    elif extension in TEXT_TYPES:
        like = b"\0" not in head and not _MARKUP.search(head)
    else:
        like = False
    if not like:
        raise ValidationError({"file": f"This is not a .{extension} file, or not a kind of file that you can upload."})


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
    counts, view = _counts(data), memoryview(data)
    for match in islice(_PDF_STREAM.finditer(data), _MAX_STREAMS):
        start = data.find(b"stream", match.end(), match.end() + _NODE_BYTES)
        if counts or start < 0:
            continue
        start += len(b"stream\r\n" if data[start + 6 : start + 7] == b"\r" else b"stream\n")
        try:
            counts += _counts(zlib.decompressobj().decompress(view[start:], _MAX_UNPACKED))
        except zlib.error:
            continue
    return max(counts, default=0) or None


def _counts(data: bytes) -> list[int]:
    """Return the count of each page tree node: it stands before or after the node's name, in the same dictionary."""
    counts = []
    for match in islice(_PDF_PAGES.finditer(data), _MAX_NODES):
        before = data[max(0, match.start() - _NODE_BYTES) : match.start()].rpartition(b"<<")[2]
        after = data[match.end() : match.end() + _NODE_BYTES].partition(b">>")[0]
        counts += [int(number) for number in _PDF_COUNT.findall(before + b" " + after)[:1]]
    return counts


def _members(file: Any) -> set[str]:
    """Return the names in an archive; none when it is damaged or holds more than _MAX_MEMBERS."""
    file.seek(max(0, file.size - 65_557))
    end = file.read().rpartition(b"PK\x05\x06")[2]
    file.seek(0)
    # Of the end record (APPNOTE 4.3.16): the number of members, 65,535 when it does not fit.
    if len(end) < 18 or int.from_bytes(end[6:8], "little") > _MAX_MEMBERS:
        return set()
    try:
        with zipfile.ZipFile(file) as archive:
            return set(archive.namelist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        return set()
    finally:
        file.seek(0)


def _is_office(file: Any, extension: str) -> bool:
    """Say whether the main part that an Office file's relations name is there, and of the extension's kind."""
    members = _members(file)
    main = _USUAL[extension]
    if _RELATIONS in members:
        with zipfile.ZipFile(file) as archive, archive.open(_RELATIONS) as part:
            try:
                text = part.read(_MAX_UNPACKED).decode("utf-8", "replace")
            except (zipfile.BadZipFile, zlib.error, OSError, RuntimeError, NotImplementedError, EOFError):
                return False
            finally:
                file.seek(0)
        mains = [relation for relation in _RELATION.findall(text) if _MAIN_PART.search(relation)]
        targets = [target[1].lstrip("/") for relation in mains if (target := _TARGET.search(relation))]
        main = targets[0] if targets else main
    return main in members and main.startswith(_FOLDERS[extension])


def _archive_pages(file: Any) -> int | None:
    if len(_members(file)) == 0:
        return None
    with zipfile.ZipFile(file) as archive:
        for name, pattern in _OFFICE_COUNT.items():
            if name in archive.namelist():
                with archive.open(name) as part:
                    match = pattern.search(part.read(_MAX_UNPACKED))
                if match:
                    return int(match.group(1)) or None
    return None
