"""Garbage collection: runs less often while a rebuild makes many objects that all stay in use."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# New containers between two looks; Python's usual 700 cost a rebuild a tenth of its time.
RARELY = 200_000
_lock = threading.Lock()
_inside = 0
_usual = gc.get_threshold()


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Within it, what was there before is not looked through, and what is new seldom. Threads may be in it at once."""
    global _inside, _usual
    with _lock:
        if _inside == 0:
            _usual = gc.get_threshold()
            gc.freeze()
            gc.set_threshold(RARELY, *_usual[1:])
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                gc.set_threshold(*_usual)
                gc.unfreeze()
