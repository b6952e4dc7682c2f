"""Renditions: the sizes of a published image. They are made at publish, never when a reader asks.

Making one takes seconds for a large picture, so nothing that holds the log's lock makes any: it says which pictures
lack sizes (``sizes_postponed``), lets go of the lock, and comes back when they are there. A size that cannot be made is
left out and told to the editors; it keeps no text from readers.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import partial
from typing import TYPE_CHECKING, Any

from django.db import Error
from wagtail.images.models import Filter

from site_content.batch_memory import recall
from site_content.media.addresses import media_address, media_url
from site_content.media.faults import note_fault

if TYPE_CHECKING:
    from site_content.media.models import SiteImage, SiteRendition

logger = logging.getLogger("headland.media")

WIDTHS = (320, 640, 960, 1280)
FALLBACK_WIDTH = 1280
_DRAWN_FORMATS = {"png", "gif"}
# WebP holds no picture that is wider or higher.
MAX_WEBP_SIDE = 16_383
# What could not be made is not tried again for so long: many pages may show one broken picture.
RETRY_SECONDS = 30.0
_failed: dict[tuple[int, str, str], float] = {}
_postponed: ContextVar[dict[int, SiteImage] | None] = ContextVar("postponed_sizes", default=None)


@contextmanager
def sizes_postponed() -> Iterator[dict[int, SiteImage]]:
    """Make no size inside the block; give the pictures that lack some, by id: ``make_sizes`` is for the caller."""
    images: dict[int, SiteImage] = {}
    token = _postponed.set(images)
    try:
        yield images
    finally:
        _postponed.reset(token)


def image_json(
    image: SiteImage, alt: str, decorative: bool, audience: str, address: Callable[[str], str] | None = None
) -> dict[str, Any] | None:
    """Return an Image (docs/item-format.md), making the sizes that are not there yet: one query when all are.

    ``address`` makes the address of a name. None when the image is for staff and the audience is not, or when no size
    of it can be made. Sizes that cannot be made are left out.
    """
    if image.staff_only and audience != "staff":
        return None
    sizes = _sizes(image)
    specs = presets(image)
    sources = [sizes[spec] for spec in specs[:-1] if spec in sizes]
    fallback = sizes.get(specs[-1]) or next(reversed(sources), None)
    postponed = _postponed.get()
    if len(sizes) < len(specs) and not (postponed and image.pk in postponed):
        note_fault(_fault(image, fallback is None))
    if fallback is None:
        return None
    address = address or partial(media_address, base=media_url(audience))
    return {
        "alt": "" if decorative else alt or image.description,
        "decorative": decorative,
        "width": fallback.width,
        "height": fallback.height,
        "url": address(str(fallback.file.name)),
        "credit": image.credit,
        "sources": [
            {"url": address(str(each.file.name)), "width": each.width, "height": each.height, "type": "image/webp"}
            for each in sources
        ],
    }


def presets(image: SiteImage) -> list[str]:
    """Return Wagtail filter specs: WebP widths up to the image's own, then the fallback. None enlarges."""
    widths = [width for width in WIDTHS if width < image.width]
    # The first preset at or over the image's own width gives it as it is.
    widths += WIDTHS[len(widths) : len(widths) + 1]
    drawn = image.file.name.rsplit(".", 1)[-1].lower() in _DRAWN_FORMATS
    fallback = f"width-{FALLBACK_WIDTH}|format-png" if drawn else f"width-{FALLBACK_WIDTH}|format-jpeg|jpegquality-80"
    return [*(f"width-{width}|format-webp|webpquality-76" for width in widths), fallback]


def make_sizes(image: SiteImage) -> dict[str, SiteRendition]:
    """Make the sizes of a picture that are not there yet; return all there are, by filter spec.

    All at once or, when one cannot be made, each by itself.
    """
    sizes, missing = _stored_sizes(image)
    if not missing:
        return sizes
    try:
        sizes.update(_make(image, missing))
    except Error:
        raise
    except Exception:
        for spec in missing:
            try:
                sizes.update(_make(image, [spec]))
            except Error:
                raise
            # Whatever a library says of bytes that it cannot read or write: the text goes on without them.
            except Exception as error:
                _failed[image.pk, str(image.file.name), spec] = time.monotonic() + RETRY_SECONDS
                logger.error("image %s: %s cannot be made: %r", image.pk, spec, error)
    return sizes


def _make(image: SiteImage, specs: list[str]) -> dict[str, SiteRendition]:
    rows = image.create_renditions(*(Filter(spec=spec) for spec in specs)).values()
    return {row.filter_spec: row for row in rows}


def _may_try(image: SiteImage, spec: str) -> bool:
    now = time.monotonic()
    for name in [name for name, until in _failed.items() if until < now]:
        _failed.pop(name, None)
    return (image.pk, str(image.file.name), spec) not in _failed


def _sizes(image: SiteImage) -> dict[str, SiteRendition]:
    """Return the sizes of a picture by filter spec; where making them is postponed, those that are there."""
    postponed = _postponed.get()
    if postponed is None:
        return make_sizes(image)
    return recall(f"sizes of image {image.pk}", lambda: _sizes_there(image, postponed))


def _sizes_there(image: SiteImage, postponed: dict[int, SiteImage]) -> dict[str, SiteRendition]:
    sizes, missing = _stored_sizes(image)
    if missing:
        postponed[image.pk] = image
    return sizes


def _stored_sizes(image: SiteImage) -> tuple[dict[str, SiteRendition], list[str]]:
    """Return the sizes of a picture that are there, by filter spec, and the specs that may be made: one query."""
    specs = presets(image)
    sizes = {row.filter_spec: row for row in image.renditions.filter(filter_spec__in=specs, focal_point_key="")}
    return sizes, [spec for spec in specs if spec not in sizes and _may_try(image, spec)]


def _fault(image: SiteImage, is_missing: bool) -> str:
    name = f"The picture “{image.title}”"
    if is_missing:
        return f"{name} is not shown, because its file cannot be read. Upload it again, or choose another."
    if max(image.width, image.height) > MAX_WEBP_SIDE:
        return (
            f"{name} has {image.width} × {image.height} pixels, which is too large for some of its sizes. "
            f"Readers see the others. Upload it with at most {MAX_WEBP_SIDE} pixels on each side."
        )
    return f"Some sizes of {name[0].lower()}{name[1:]} cannot be made. Readers see the others. Upload it again."
