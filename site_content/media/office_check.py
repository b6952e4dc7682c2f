"""Macros in Office and OpenDocument files, whatever their parts are called."""

from __future__ import annotations

import re
from collections.abc import Iterator

from site_content.media.archive_listing import Listing

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_PART = 4 * 1024 * 1024
# Names in the directory of an OLE file are in UTF-16.
_VBA = "_VBA_PROJECT".encode("utf-16-le")
_EXCEL4 = re.compile(rb"macrosheet", re.IGNORECASE)
_MACRO_TYPES = re.compile(rb"macroenabled|vbaproject|ms-excel\.(?:intl)?macrosheet|activex", re.IGNORECASE)
# A template that the reader's Word fetches when the document is opened, with its macros.
_REMOTE_TEMPLATE = re.compile(
    rb"<Relationship\b(?=[^>]*attachedTemplate)(?=[^>]*TargetMode\s*=\s*[\"']External)", re.IGNORECASE
)
_MACRO_PARTS = re.compile(
    r"(?:^|/)(?:vbaproject\w*\.bin|vbadata\.xml|macrosheets/.*|activex/.*|attachedtoolbars\.bin)$|^(?:basic|scripts)/.",
    re.IGNORECASE,
)


def macro_parts(contents: Listing) -> Iterator[str]:
    """Yield the parts of a document that are macros or bring them. Raises one of DAMAGED."""
    names = {member.filename.lower() for member in contents.members}
    is_office = "[content_types].xml" in names
    is_open_document = "meta-inf/manifest.xml" in names or "mimetype" in names
    if not (is_office or is_open_document):
        return
    for member in contents.members:
        name = member.filename
        lower = name.lower()
        if _MACRO_PARTS.search(name):
            yield name
        elif lower == "[content_types].xml" or lower.endswith(".rels"):
            part = contents.head(member, MAX_PART)
            if _MACRO_TYPES.search(part) or _REMOTE_TEMPLATE.search(part):
                yield name
        elif not lower.endswith((".xml", ".png", ".jpg", ".jpeg", ".gif")) and has_vba(contents.head(member, MAX_PART)):
            yield name


def has_vba(data: bytes) -> bool:
    """Say whether an OLE file (an old .doc or .xls, or a part of a new one) holds a VBA project."""
    return data.startswith(OLE) and _VBA in data
