"""The heap: gives the memory of large answers back to the system as soon as they are sent.

glibc raises the size from which it asks the system for memory, and gives it back, each time such a piece is freed (up
to 32 MB, mallopt(3)): after the first page of changes even bodies of megabytes lie between small objects, and the gaps
stay. With the size fixed it raises it no more.
"""

from __future__ import annotations

import ctypes
import sys
from contextlib import suppress

# mallopt(3): M_MMAP_THRESHOLD, M_TRIM_THRESHOLD and M_ARENA_MAX.
_MMAP_THRESHOLD, _TRIM_THRESHOLD, _ARENA_MAX = -3, -1, -8
LARGE_BYTES = 128 * 1024
ARENAS = 2


def give_back_large_pieces() -> None:
    """Set the limits, where the C library has them (glibc)."""
    if not sys.platform.startswith("linux"):
        return
    with suppress(OSError, AttributeError):
        mallopt = ctypes.CDLL(None).mallopt
        mallopt(_MMAP_THRESHOLD, LARGE_BYTES)
        mallopt(_TRIM_THRESHOLD, LARGE_BYTES)
        mallopt(_ARENA_MAX, ARENAS)
