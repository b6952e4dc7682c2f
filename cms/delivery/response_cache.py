"""The response cache: holds ready answers in bounded memory and drops them all when the copy changes."""

from __future__ import annotations

import threading
from typing import NamedTuple

from cms.api.wire import Variant, Wire

# Path, query, host and form.
Key = tuple[str, str, str, Variant]

# What headers and bookkeeping of one answer take beside its body, as measured.
OVERHEAD = 2600


class CachedResponse(NamedTuple):
    """One answer. ``until`` is the second from which it no longer holds; ``size`` is what it counts for."""

    wire: Wire
    until: float
    size: int
    used: list[bool]


class ResponseCache:
    """Answers by key. Reading takes no lock; what was not asked for lately makes room first (second chance)."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self.generation = 0
        self.cached: dict[Key, CachedResponse] = {}
        self._lock = threading.Lock()

    def forget(self) -> None:
        """Throw everything away: the copy has changed. Answers still in the making are not taken in any more."""
        with self._lock:
            self.generation += 1
            self.cached = {}
            self.size = 0

    def keep(self, key: Key, wire: Wire, generation: int, until: float) -> None:
        """Keep an answer that was made while ``generation`` stood; it is dropped if the copy has changed since."""
        size = len(wire.body) + len(key[0]) + len(key[1]) + OVERHEAD
        if size > self.limit // 4:
            return
        with self._lock:
            if generation != self.generation:
                return
            if (old := self.cached.pop(key, None)) is not None:
                self.size -= old.size
            self.cached[key] = CachedResponse(wire, until, size, [False])
            self.size += size
            while self.size > self.limit:
                self._drop_one()

    def _drop_one(self) -> None:
        key = next(iter(self.cached))
        cached = self.cached.pop(key)
        if cached.used[0]:
            cached.used[0] = False
            self.cached[key] = cached
        else:
            self.size -= cached.size
