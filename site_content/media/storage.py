"""Media storage: keeps all bytes in one folder, MEDIA_ROOT. They never move; the copies say who may read them."""

from __future__ import annotations

from pathlib import Path

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from site_content.media.addresses import EDITOR_MEDIA_URL
from site_content.media.deletions import put_aside


@deconstructible(path="site_content.media.storage.MediaStorage")
class MediaStorage(FileSystemStorage):
    """MEDIA_ROOT. Its addresses are those of the admin: readers get theirs from items."""

    base_url = EDITOR_MEDIA_URL

    def delete(self, name: str) -> None:
        """Delete a file, once the backup that may need it is done."""
        path = Path(self.path(name)) if name else None
        if path is None or not path.is_file() or not put_aside(Path(self.location), str(name)):
            super().delete(name)
