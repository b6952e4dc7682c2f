"""Files as items show them: what readers download."""

from __future__ import annotations

import logging
import mimetypes
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from site_content.media.addresses import FILES, media_address, media_url, stored_name
from site_content.media.faults import note_fault

if TYPE_CHECKING:
    from site_content.media.models import SiteFile

logger = logging.getLogger("headland.media")

DEFAULT_TYPE = "application/octet-stream"
CONTENT_TYPES = {
    "csv": "text/csv",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "pdf": "application/pdf",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "rtf": "application/rtf",
    "txt": "text/plain",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "zip": "application/zip",
}


def file_json(file_id: int, audience: str, address: Callable[[str], str] | None = None) -> dict[str, Any] | None:
    """Return ``{title, url, filename, extension, content_type, size_bytes, pages}``.

    ``address`` makes the address of a name. None when there is no such file, it is for staff and the audience is not,
    or its bytes are gone.
    """
    from site_content.media.models import SiteFile

    file = SiteFile.objects.filter(pk=file_id).first()
    if file is None or (file.staff_only and audience != "staff"):
        return None
    extension = file.file_extension.lower()
    try:
        name, size = published_name(file), file.file.size
    except OSError as error:
        logger.error("file %s has no readable bytes: %s", file.pk, error)
        note_fault(f"The file “{file.title}” is not linked, because it cannot be read. Upload it again.")
        return None
    return {
        "title": file.title,
        "url": (address or partial(media_address, base=media_url(audience)))(name),
        "filename": file.filename,
        "extension": extension,
        "content_type": CONTENT_TYPES.get(extension) or mimetypes.guess_type(file.filename)[0] or DEFAULT_TYPE,
        "size_bytes": size,
        "pages": file.pages,
    }


def published_name(file: SiteFile) -> str:
    """Return ``files/<file id>-<content hash>/<filename>``: two files with the same bytes do not share a name.

    It leads to the original by itself (``stored_name``); one that lies elsewhere is called by where it lies.
    """
    name = f"{FILES}/{file.pk}-{file.get_file_hash()[:16]}/{file.filename}"
    return name if stored_name(name) == file.file.name else str(file.file.name)
