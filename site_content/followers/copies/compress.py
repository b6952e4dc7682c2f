"""Compressed bodies: gzip and brotli, made once; plain text comes from gzip."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import brotli
import deflate

from site_content.followers.copies.damage import DamagedBody
from site_content.items.change import Change

# Quick enough to rebuild thousands of items a second, and within a few per cent of the best (measured on items).
GZIP_LEVEL = 6
BROTLI_QUALITY = 5
# A wider window than the text costs time and gains nothing (2^16 is enough for most items).
_BROTLI_WINDOWS = (16, 22)


# What a copy stores of a body.
STORED_FORMS = ("gzip", "brotli")


class CompressedBody(NamedTuple):
    """One body in the three forms that clients accept."""

    plain: bytes
    gzip: bytes
    brotli: bytes


def compress(plain: bytes) -> CompressedBody:
    """Return a JSON text in its forms. The same text gives the same bytes (no time stamp in gzip)."""
    narrow, wide = _BROTLI_WINDOWS
    window = min(max(len(plain).bit_length(), narrow), wide)
    return CompressedBody(
        plain,
        bytes(deflate.gzip_compress(plain, GZIP_LEVEL)),
        brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=window),
    )


def unpacked(plain: bytes | None, gzipped: bytes | None, brotlied: bytes | None) -> bytes:
    """Return a JSON text from whichever of its forms there is. Raises ValueError when there is none, or DamagedBody."""
    if plain is not None:
        return plain
    try:
        if gzipped is not None:
            return bytes(deflate.gzip_decompress(gzipped))
        if brotlied is not None:
            text: bytes = brotli.decompress(brotlied)
            return text
    except (deflate.DeflateError, ValueError, brotli.error) as error:
        raise DamagedBody(f"a body cannot be unpacked: {error}") from error
    raise ValueError("a body in no form")


def plain_of(gzipped: bytes | None) -> bytes:
    """Return the JSON text of a body in gzip, in a third of zlib's time: gzip has a checksum. Raises DamagedBody."""
    try:
        return unpacked(None, gzipped, None)
    except (TypeError, ValueError) as error:
        raise DamagedBody(f"a body is missing or changed: {error}") from error


def compressed(changes: Sequence[Change]) -> list[tuple[Change, CompressedBody | None]]:
    """Return each change with its body's forms (None for a tombstone), in order."""
    return [(each, None if each.state == "removed" else compress(each.body.encode())) for each in changes]
