"""The rate limit of what a site passes on, for all readers together: it stores nobody's address."""

from __future__ import annotations

from collections.abc import Callable


class Rate:
    """A bucket of ``burst`` that fills at ``per_second``."""

    def __init__(self, per_second: float, burst: int, clock: Callable[[], float]) -> None:
        self.per_second = per_second
        self.burst = burst
        self.clock = clock
        self._tokens = float(burst)
        self._at = clock()

    def allows(self) -> bool:
        """Take one from the bucket; False when it is empty."""
        now = self.clock()
        self._tokens = min(self.burst, self._tokens + (now - self._at) * self.per_second)
        self._at = now
        if self._tokens < 1:
            return False
        self._tokens -= 1
        return True
