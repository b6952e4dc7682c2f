"""Renditions: the sizes of a published image. They are made at publish, never when a reader asks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from wagtail.images.exceptions import InvalidFilterSpecError
from wagtail.images.models import Filter, SourceImageIOError

from site_content.media.addresses import media_address, media_url

if TYPE_CHECKING:
    from site_content.media.models import SiteImage, SiteRendition

logger = logging.getLogger("headland.media")

WIDTHS = (320, 640, 960, 1280)
FALLBACK_WIDTH = 1280
_DRAWN_FORMATS = {"png", "gif"}


def image_json(
    image: SiteImage, alt: str, decorative: bool, audience: str, address: Callable[[str], str] | None = None
) -> dict[str, Any] | None:
    """Return an Image (docs/item-format.md), making the sizes that are not there yet: one query when all are.

    ``address`` makes the address of a name. None when the image is for staff and the audience is not, or when its bytes
    cannot be read.
    """
    if image.staff_only and audience != "staff":
        return None
    try:
        *sources, fallback = renditions(image, presets(image))
    except (SourceImageIOError, OSError, InvalidFilterSpecError) as error:
        logger.error("image %s has no readable bytes: %s", image.pk, error)
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


def renditions(image: SiteImage, specs: list[str]) -> list[SiteRendition]:
    """Return the renditions of ``specs`` in order; those missing are made. Raises SourceImageIOError or OSError."""
    by_spec = {row.filter_spec: row for row in image.renditions.filter(filter_spec__in=specs, focal_point_key="")}
    missing = [spec for spec in specs if spec not in by_spec]
    if missing:
        new_rows = image.create_renditions(*(Filter(spec=spec) for spec in missing))
        by_spec.update({row.filter_spec: row for row in new_rows.values()})
    return [by_spec[spec] for spec in specs]
