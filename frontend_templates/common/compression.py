"""Compression: makes the forms of an answer and picks the one that a reader accepts."""

from __future__ import annotations

import gzip

import brotli

# Below this the headers cost more than is won.
MIN_COMPRESSED = 512
# Made while a reader waits: a few milliseconds for a large page.
BROTLI_QUALITY = 5
GZIP_LEVEL = 6
# Made when a file is committed: as small as can be.
BEST_BROTLI, BEST_GZIP = 11, 9


def compressed(body: bytes, encoding: str) -> bytes:
    """Return ``body`` in an encoding: ``br``, ``gzip``, or empty for as it is."""
    if encoding == "br":
        return bytes(brotli.compress(body, quality=BROTLI_QUALITY))
    if encoding == "gzip":
        # No time in the header: the same body is the same bytes.
        return gzip.compress(body, GZIP_LEVEL, mtime=0)
    return body


def negotiate_encoding(accept: bytes) -> str:
    """Return the best of ``br``, ``gzip`` and none that an Accept-Encoding header allows (RFC 9110, 12.5.3)."""
    if b";" not in accept:
        if b"br" in accept:
            return "br"
        return "gzip" if b"gzip" in accept else ""
    weights: dict[bytes, float] = {}
    for part in accept.lower().split(b","):
        name, _, weight = part.partition(b";")
        weights[name.strip()] = _weight(weight)
    allowed = {encoding: weights.get(encoding.encode(), 0.0) for encoding in ("br", "gzip")}
    best = max(allowed, key=lambda encoding: allowed[encoding])
    return best if allowed[best] > 0 else ""


def _weight(parameter: bytes) -> float:
    name, _, value = parameter.strip().partition(b"=")
    if name.strip() != b"q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0
