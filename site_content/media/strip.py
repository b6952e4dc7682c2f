"""Metadata stripping: removes place, camera, owner and comments from an uploaded image."""

from __future__ import annotations

import struct
from contextlib import suppress
from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

FORMATS = {"JPEG": ".jpg", "PNG": ".png", "GIF": ".gif", "WEBP": ".webp", "AVIF": ".avif"}
# A photograph with a second picture behind it (depth, gain map): we take the first, which every reader shows.
SAME_AS = {"MPO": "JPEG"}
ANIMATED = {"GIF", "WEBP"}
UNREADABLE = (
    *(UnidentifiedImageError, Image.DecompressionBombError, OSError, SyntaxError, ValueError, EOFError, struct.error),
)
# How JPEG, GIF, PNG and WebP end: a picture that lost its last bytes is whole to a browser.
ENDS = (b"", b"\xff\xd9", b"\0;", b"\0\0\0\0IEND\xaeB`\x82", b"\0")
NOT_WHOLE = "We cannot read this image, or a part of it is missing. Upload a JPEG, PNG, GIF, WebP or AVIF file."
_PRESERVED_INFO = ("icc_profile", "transparency", "duration", "loop", "background", "gamma")
_QUALITY: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 92, "optimize": True},
    "PNG": {"optimize": True},
    "WEBP": {"quality": 92},
    "AVIF": {"quality": 85},
    "GIF": {},
}


def strip(file: Any) -> ContentFile[bytes]:
    """Return the same picture, the right way up, without metadata; colour profile kept.

    Raises ValidationError for what is no image of FORMATS or has, all frames together, more pixels than
    WAGTAILIMAGES_MAX_IMAGE_PIXELS: that is refused from its header, before anything is unpacked.
    """
    file.seek(0)
    data = file.read()
    for end in ENDS:
        with suppress(*UNREADABLE):
            stripped, kind = _strip(data + end)
            break
    else:
        raise ValidationError({"file": NOT_WHOLE})
    stem = PurePosixPath(str(file.name).replace("\\", "/")).stem or "image"
    return ContentFile(stripped, name=stem + FORMATS[kind])


def _strip(data: bytes) -> tuple[bytes, str]:
    limit = int(settings.WAGTAILIMAGES_MAX_IMAGE_PIXELS)
    with Image.open(BytesIO(data), formats=list(FORMATS)) as source:
        kind = SAME_AS.get(source.format or "", source.format or "")
        frames = getattr(source, "n_frames", 1) if kind in ANIMATED else 1
        if source.width * source.height * frames > limit:
            raise ValidationError({"file": f"The image has more than {limit:,} pixels in all. Upload a smaller one."})
        return (_animated(source, kind) if frames > 1 else _still(source, kind)), kind


def _still(source: Image.Image, kind: str) -> bytes:
    options = dict(_QUALITY[kind])
    # Same tables again, so that an upright photograph loses nothing by being cleaned.
    upright = source.getexif().get(0x0112, 1) == 1
    if source.format == "JPEG" and upright:
        options = {"quality": "keep", "optimize": True}
        _forget(source)
        return _write(source, kind, options)
    picture = ImageOps.exif_transpose(source)
    _forget(picture)
    return _write(picture, kind, options)


def _animated(source: Image.Image, kind: str) -> bytes:
    frames = []
    for frame in ImageSequence.Iterator(source):
        copy = frame.copy()
        _forget(copy)
        frames.append(copy)
    options = {"save_all": True, "append_images": frames[1:], "loop": source.info.get("loop", 0), **_QUALITY[kind]}
    durations = [frame.info.get("duration", 100) for frame in frames]
    return _write(frames[0], kind, {**options, "duration": durations})


def _forget(picture: Image.Image) -> None:
    """Keep of what was said about the picture only what it is drawn by."""
    picture.info = {key: value for key, value in picture.info.items() if key in _PRESERVED_INFO}


def _write(picture: Image.Image, kind: str, options: dict[str, Any]) -> bytes:
    out = BytesIO()
    if "icc_profile" in picture.info:
        options["icc_profile"] = picture.info["icc_profile"]
    picture.save(out, format=kind, exif=b"", **options)
    return out.getvalue()
