"""Bodies as they go over the wire: plain, gzip and brotli, made once."""

from __future__ import annotations

import gzip
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import NamedTuple

import brotli

from site_content.copies.change import Change

# Quick enough to rebuild thousands of items a second, and within a few per cent of the best (measured on items).
# Nearly every client takes brotli, so gzip may be a little larger.
GZIP_LEVEL = 4
BROTLI_QUALITY = 5
# A wider window than the text costs time and gains nothing (2^16 is enough for most items).
_BROTLI_WINDOWS = (16, 22)
# Compressors let other threads run, so few threads use all that a machine has to spare.
_THREADS = 2
_RUN = 25


class Compressed(NamedTuple):
    """One body in the three forms that clients accept."""

    plain: bytes
    gzip: bytes
    brotli: bytes


def compress(text: str) -> Compressed:
    """Return a JSON text in its three forms. The same text gives the same bytes (no time stamp in gzip)."""
    plain = text.encode()
    narrow, wide = _BROTLI_WINDOWS
    window = min(max(len(plain).bit_length(), narrow), wide)
    return Compressed(
        plain,
        gzip.compress(plain, GZIP_LEVEL, mtime=0),
        brotli.compress(plain, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY, lgwin=window),
    )


def body_of(change: Change) -> Compressed | None:
    """Return the forms of a change's body, or None for a tombstone."""
    return None if change.state == "removed" else compress(change.body)


class Compressor:
    """Compresses ahead in threads of its own; close it after use."""

    def __init__(self) -> None:
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="compress")

    def submit(self, changes: Sequence[Change]) -> Pending:
        """Begin with some changes."""
        runs = [changes[start : start + _RUN] for start in range(0, len(changes), _RUN)]
        return Pending(deque((run, self._pool.submit(_bodies, run)) for run in runs))

    def close(self) -> None:
        """Stop; what was begun is finished or dropped."""
        self._pool.shutdown(wait=True, cancel_futures=True)


class Pending:
    """Changes whose bodies are being compressed."""

    def __init__(self, runs: deque[tuple[Sequence[Change], Future[list[Compressed | None]]]]) -> None:
        self._runs = runs

    def rows(self) -> Iterator[tuple[Change, Compressed | None]]:
        """Yield each change with its bodies, in order, as they are ready."""
        while self._runs:
            run, bodies = self._runs.popleft()
            yield from zip(run, bodies.result(), strict=True)


def compressed(changes: Sequence[Change]) -> list[tuple[Change, Compressed | None]]:
    """Return each change with its body's forms, in order; in threads where that pays."""
    if len(changes) <= 2:
        return [(change, body_of(change)) for change in changes]
    pool = Compressor()
    try:
        return list(pool.submit(changes).rows())
    finally:
        pool.close()


def _bodies(changes: Sequence[Change]) -> list[Compressed | None]:
    return [body_of(change) for change in changes]
