"""Media tidying: deletes public bytes that must not be there. The refresh queue repeats it after a crash."""

from __future__ import annotations

import shutil
from pathlib import Path

from django.conf import settings

from site_content.media.files import published_name, remove_published
from site_content.media.models import RENDITIONS, SiteFile, SiteImage


def tidy_file(file_id: int) -> bool:
    """Delete the published copies of a file that is deleted or for staff, and those of older bytes of one that is not.

    Returns False: no item is written. Raises OSError when they cannot be deleted, and is then tried again.
    """
    file = SiteFile.objects.filter(pk=file_id).first()
    remove_published(file_id, keep=None if file is None or file.staff_only else published_name(file))
    return False


def tidy_image(image_id: int) -> bool:
    """Delete the public renditions of an image that is deleted or for staff. Returns False: no item is written.

    Raises OSError when they cannot be deleted, and is then tried again.
    """
    image = SiteImage.objects.filter(pk=image_id).first()
    if image is None or image.staff_only:
        if image is not None:
            image.remove_misplaced()
        folder = Path(settings.MEDIA_ROOT) / RENDITIONS / str(int(image_id))
        if folder.exists():
            shutil.rmtree(folder)
    return False
