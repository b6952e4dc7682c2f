"""Media names, and the addresses at which readers find them (docs/adr/0013).

A name is what stands after ``/media/``: ``images/7/nurse.….webp`` for a size of a picture, ``files/12-…/leaflet.pdf``
for a file. Each audience reads the same name below an address of its own; none says where the bytes lie.
"""

from __future__ import annotations

import re

from django.conf import settings
from django.utils.encoding import filepath_to_uri

STAFF_MEDIA_URL = "/staff-media/"
PREVIEW_MEDIA_URL = "/preview/~media/"
EDITOR_MEDIA_URL = "/admin/media/"
FILES = "files"
ORIGINALS = "originals"
# ``files/<file id>-<16 signs of the hash of its bytes>/<filename>``; originals lie under the first 12 signs.
_FILE = re.compile(r"files/\d{1,18}-([0-9a-f]{12})[0-9a-f]{4}/([^/]+)", re.ASCII)


def media_url(audience: str) -> str:
    """Return what the addresses of media begin with for an audience."""
    return str(settings.MEDIA_URL) if audience == "public" else STAFF_MEDIA_URL


def media_address(name: str, base: str) -> str:
    """Return the address of a medium below ``base``."""
    return f"{base}{filepath_to_uri(name)}"


def stored_name(name: str) -> str:
    """Return where in the media folder the bytes of a name lie: a file's are its original, no copy of it is made."""
    match = _FILE.fullmatch(name)
    return f"{ORIGINALS}/{match[1]}/{match[2]}" if match else name
