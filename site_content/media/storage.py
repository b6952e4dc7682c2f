"""Media storage: puts public bytes under MEDIA_ROOT and all others in a private folder beside it.

Originals are always private: readers get renditions of images and published copies of files, made when an item that
uses them is published. Names that begin with ``staff/`` are private.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import FileSystemStorage, Storage
from django.utils.deconstruct import deconstructible

PRIVATE = "staff/"
STAFF_MEDIA_URL = "/staff-media/"


def staff_media_root() -> Path:
    """Return the private folder: STAFF_MEDIA_ROOT, or ``staff-media`` beside MEDIA_ROOT."""
    given = getattr(settings, "STAFF_MEDIA_ROOT", None)
    return Path(given) if given else Path(settings.MEDIA_ROOT).with_name("staff-media")


@deconstructible(path="site_content.media.storage.MediaStorage")
class MediaStorage(Storage):
    """Two folders behind one storage: the name says which, so a file cannot be in the wrong one unnoticed."""

    def _folder(self, name: str) -> tuple[FileSystemStorage, str]:
        if name.startswith(PRIVATE):
            private = FileSystemStorage(location=staff_media_root(), base_url=STAFF_MEDIA_URL)
            return private, name.removeprefix(PRIVATE)
        return FileSystemStorage(location=settings.MEDIA_ROOT, base_url=settings.MEDIA_URL), name

    def _open(self, name: str, mode: str = "rb") -> File[Any]:
        folder, inner = self._folder(name)
        return folder.open(inner, mode)

    def _save(self, name: str, content: Any) -> str:
        folder, inner = self._folder(name)
        saved = folder.save(inner, content)
        return f"{PRIVATE}{saved}" if name.startswith(PRIVATE) else saved

    def path(self, name: str) -> str:
        """Return the absolute path. Raises SuspiciousFileOperation outside the folder."""
        folder, inner = self._folder(name)
        return folder.path(inner)

    def url(self, name: str | None) -> str:
        """Return the address: under MEDIA_URL for anyone, under ``/staff-media/`` for signed-in staff."""
        folder, inner = self._folder(name or "")
        return folder.url(inner)

    def delete(self, name: str) -> None:
        """Delete the bytes; nothing happens when they are gone already."""
        folder, inner = self._folder(name)
        folder.delete(inner)

    def exists(self, name: str) -> bool:
        """Say whether there are bytes of this name."""
        folder, inner = self._folder(name)
        return folder.exists(inner)

    def size(self, name: str) -> int:
        """Return the size in bytes."""
        folder, inner = self._folder(name)
        return folder.size(inner)
