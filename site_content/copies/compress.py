"""Bodies as they go over the wire: plain, gzip and brotli, made once."""

from __future__ import annotations

import gzip
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import NamedTuple

import brotli

from site_content.copies.change import Change

# Quick enough to rebuild thousands of items a second, and within a few per cent of the best (measured on items).
GZIP_LEVEL = 6
BROTLI_QUALITY = 5
_THREADS = 2


class Compressed(NamedTuple):
    """One body in the three forms that clients accept."""

    plain: bytes
    gzip: bytes
    brotli: bytes


def compress(text: str) -> Compressed:
    """Return a JSON text in its three forms. The same text gives the same bytes (no time stamp in gzip)."""
    plain = text.encode()
    return Compressed(
        plain,
        gzip.compress(plain, GZIP_LEVEL, mtime=0),
        brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY),
    )


def compressed(changes: Iterable[Change]) -> Iterator[tuple[Change, Compressed | None]]:
    """Yield each change with its body's forms (None for a tombstone), in order; both compressors let threads run."""
    with ThreadPoolExecutor(_THREADS) as pool:
        rows = list(changes)
        bodies = pool.map(lambda change: None if change.state == "removed" else compress(change.body), rows)
        yield from zip(rows, bodies, strict=True)
