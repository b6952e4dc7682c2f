"""Media storage: keeps all bytes in one folder, MEDIA_ROOT. They never move; the copies say who may read them."""

from __future__ import annotations

from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible

from site_content.media.addresses import EDITOR_MEDIA_URL


@deconstructible(path="site_content.media.storage.MediaStorage")
class MediaStorage(FileSystemStorage):
    """MEDIA_ROOT. Its addresses are those of the admin: readers get theirs from items."""

    base_url = EDITOR_MEDIA_URL
