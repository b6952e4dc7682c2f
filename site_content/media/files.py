"""Published files: copies that readers download."""

from __future__ import annotations

import logging
import mimetypes
import shutil
import uuid
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings

if TYPE_CHECKING:
    from site_content.media.models import SiteFile

logger = logging.getLogger("headland.media")

FOLDER = "files"
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


def file_json(file_id: int, audience: str) -> dict[str, Any] | None:
    """Return ``{title, url, filename, extension, content_type, size_bytes, pages}``; bytes are copied if need be.

    None when there is no such file, it is for staff and the audience is not, or its bytes are gone.
    """
    from site_content.media.models import SiteFile

    file = SiteFile.objects.filter(pk=file_id).first()
    if file is None or (file.staff_only and audience != "staff"):
        return None
    extension = file.file_extension.lower()
    try:
        url = file.file.url if file.staff_only else publish_copy(file)
        size = file.get_file_size()
    except OSError as error:
        logger.error("file %s has no readable bytes: %s", file.pk, error)
        return None
    return {
        "title": file.title,
        "url": url,
        "filename": file.filename,
        "extension": extension,
        "content_type": CONTENT_TYPES.get(extension) or mimetypes.guess_type(file.filename)[0] or DEFAULT_TYPE,
        "size_bytes": size or 0,
        "pages": file.pages,
    }


def publish_copy(file: SiteFile) -> str:
    """Copy a file's bytes to where anyone may fetch them, and return the address. Raises OSError."""
    name = published_name(file)
    target = Path(settings.MEDIA_ROOT) / name
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all, and each writer its own part: a reader never meets half a file.
        part = target.with_name(f".{uuid.uuid4().hex}.part")
        try:
            with file.open_file() as source, part.open("wb") as out:
                for chunk in source.chunks():
                    out.write(chunk)
            part.replace(target)
        finally:
            part.unlink(missing_ok=True)
    return f"{settings.MEDIA_URL}{name}"


def published_name(file: SiteFile) -> str:
    """Return ``files/<file id>-<content hash>/<filename>``: two files with the same bytes do not share a copy."""
    return f"{FOLDER}/{file.pk}-{file.get_file_hash()[:16]}/{file.filename}"


def remove_published(file_id: int, keep: str | None = None) -> None:
    """Delete every published copy of a file but the one named ``keep``. Raises OSError."""
    for folder in (Path(settings.MEDIA_ROOT) / FOLDER).glob(f"{int(file_id)}-*"):
        if keep is None or folder.name != keep.split("/")[1]:
            shutil.rmtree(folder)
