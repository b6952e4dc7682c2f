"""Uploads that are what they say and still do harm: macros, programs, archives that unpack to too much, PDFs that act.

``HEADLAND_UPLOADS_REFUSE`` names the kinds that are refused; every way in comes here (``SiteFile.clean``).
"""

from __future__ import annotations

import zipfile
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError

from site_content.media.archive_listing import DAMAGED, ENCRYPTED, MAX_UNPACKED, Listing, TooMuch, check_size, listing
from site_content.media.executable_check import HEAD, has_rtf_object, holds_package, is_closed, is_program
from site_content.media.office_check import OLE, has_vba, macro_parts
from site_content.media.pdf_check import Unreadable, active_content

MACROS, EXECUTABLES, BOMBS, PDF_SCRIPTS = "macros", "executables", "bombs", "pdf-scripts"
# An archive in an archive in an archive is as deep as anybody packs.
MAX_DEPTH = 3
MAX_OLE = 20 * 1024 * 1024
_OFFICE = {"docx", "pptx", "xlsx", "odp", "ods", "odt"}


def refuse_harmful(file: Any) -> None:
    """Raise ValidationError at the file for what the settings refuse, with what was found and what to do."""
    extension = PurePosixPath(file.name).suffix.lower().removeprefix(".")
    try:
        if extension == "pdf" and _refuses(PDF_SCRIPTS):
            _refuse_pdf(file)
        elif extension == "rtf" and _refuses(EXECUTABLES):
            file.seek(0)
            if has_rtf_object(file.read()):
                raise _refusal("The file holds an embedded object. Take it out and save the file again.")
        elif (extension == "zip" or extension in _OFFICE) and {MACROS, EXECUTABLES, BOMBS} & {*settings.UPLOADS_REFUSE}:
            _refuse_archive(file, extension in _OFFICE, MAX_UNPACKED, 1)
    finally:
        file.seek(0)


def _refuses(kind: str) -> bool:
    return kind in settings.UPLOADS_REFUSE


def _refusal(text: str) -> ValidationError:
    return ValidationError({"file": text})


def _refuse_pdf(file: Any) -> None:
    try:
        contents = active_content(file)
    except Unreadable as error:
        raise _refusal(
            f"The PDF {error}, so it cannot be checked. Save it again without that and upload it."
        ) from error
    if contents:
        raise _refusal(
            f"The PDF holds {contents}. Print it to a new PDF, which leaves that out, and upload the new one."
        )


def _refuse_archive(file: Any, is_office: bool, allowed: int, depth: int) -> int:
    """Refuse what is harmful in an archive, and in archives in it; return to how many bytes it unpacks."""
    try:
        contents = listing(file)
        total = check_size(contents, file, allowed) if _refuses(BOMBS) else 0
        if _refuses(MACROS) and (part := next(macro_parts(contents), None)):
            raise _refusal(f"The file holds macros ({part[:80]}). Save it without macros and upload that.")
        for member in contents.members:
            total += _refuse_member(contents, member, is_office, allowed - total, depth)
        return total
    except TooMuch as error:
        if not _refuses(BOMBS):
            return 0
        raise _refusal(f"The file {error}. Upload its contents in smaller parts.") from error
    except DAMAGED as error:
        raise _refusal("The file is damaged: a part of it cannot be read. Save it again and upload it.") from error


def _refuse_member(contents: Listing, member: zipfile.ZipInfo, is_office: bool, allowed: int, depth: int) -> int:
    name = member.filename[:80]
    if member.flag_bits & ENCRYPTED:
        if _refuses(EXECUTABLES) or _refuses(BOMBS):
            raise _refusal(
                f"A part of the file needs a password ({name}) and cannot be checked. Take the password off."
            )
        return 0
    head = contents.head(member, HEAD)
    if _refuses(EXECUTABLES):
        if is_program(member.filename, head) or is_closed(head):
            kind = "an archive that cannot be looked into" if is_closed(head) else "a program"
            raise _refusal(f"The file holds {kind} ({name}). Take it out and upload the rest.")
        if is_office and head.startswith(OLE) and holds_package(contents.head(member, MAX_OLE)):
            raise _refusal(f"The file holds another file as an object ({name}). Take it out and save the file again.")
    if not is_office and _refuses(MACROS) and has_vba(contents.head(member, MAX_OLE)):
        raise _refusal(f"The file holds a document with macros ({name}). Save that without macros, or take it out.")
    if head.startswith(b"PK\x03\x04"):
        return _refuse_inner(contents, member, allowed, depth)
    return 0


def _refuse_inner(contents: Listing, member: zipfile.ZipInfo, allowed: int, depth: int) -> int:
    if depth >= MAX_DEPTH and _refuses(BOMBS):
        raise TooMuch(f"holds archives in archives more than {MAX_DEPTH} deep")
    if depth >= MAX_DEPTH or member.file_size > MAX_UNPACKED:
        return 0
    inner = BytesIO(contents.head(member, member.file_size))
    office = PurePosixPath(member.filename).suffix.lower().removeprefix(".") in _OFFICE
    return _refuse_archive(inner, office, allowed, depth + 1)
