"""The bytes of the pictures that tests/examples name: the sample's pictures, in the width and form asked for."""

from __future__ import annotations

import re
from functools import cache
from io import BytesIO
from pathlib import Path

import httpx
from PIL import Image

PICTURES = Path(__file__).resolve().parents[3] / "site_content/sample/pictures"
NAME = re.compile(r"/images/([a-z-]+)\.[0-9a-f]{8}\.(\d+)\.(webp|jpg)$")
FORMS = {"webp": ("WEBP", "image/webp"), "jpg": ("JPEG", "image/jpeg")}


@cache
def picture(name: str, width: int, extension: str) -> bytes:
    """Return a picture in a width. Raises FileNotFoundError."""
    form, _ = FORMS[extension]
    with Image.open(PICTURES / f"{name}.webp") as image:
        small = image.convert("RGB").resize((width, round(image.height * width / image.width)))
    out = BytesIO()
    small.save(out, form, quality=76)
    return out.getvalue()


def media_answer(path: str) -> httpx.Response | None:
    """Answer a media path of the examples; None for a path that is not one."""
    found = NAME.search(path)
    if found is None or not (PICTURES / f"{found[1]}.webp").is_file():
        return None
    name, width, extension = found.groups()
    return httpx.Response(
        200, content=picture(name, int(width), extension), headers={"content-type": FORMS[extension][1]}
    )
