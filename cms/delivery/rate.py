"""The rate limit for each address: a bucket that fills steadily and holds one period's worth."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Callable

from cms.api.client_address import forwarded_address
from cms.api.limits import PERIODS
from cms.api.wire import Environ

MAX_ADDRESSES = 50_000


class RateError(ValueError):
    """HEADLAND_API_RATE is not as in 600/min."""


class RateLimit:
    """``text`` is as in ``600/min``. ``proxies``: how many of our own proxies add to X-Forwarded-For.

    Raises RateError. The count is this process's own: with several workers the limit is each one's.
    """

    def __init__(self, text: str, proxies: int = 0, clock: Callable[[], float] = time.monotonic) -> None:
        match = re.fullmatch(r"([1-9]\d{0,8})\s*/\s*(s|sec|min|h|hour)", text.strip())
        if match is None:
            raise RateError(f"HEADLAND_API_RATE: use a number per s, min or hour, as in 600/min, not {text!r}")
        self.most = float(match[1])
        self.each_second = self.most / PERIODS[match[2]]
        self.proxies = proxies
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def wait(self, environ: Environ) -> int:
        """Count a request; return 0 when it may pass, or the seconds after which the next may."""
        address, now = self.address(environ), self._clock()
        with self._lock:
            tokens, last_at = self._buckets.get(address, (self.most, now))
            tokens = min(self.most, tokens + (now - last_at) * self.each_second)
            passes = tokens >= 1
            if address not in self._buckets and len(self._buckets) >= MAX_ADDRESSES:
                # Whoever was seen first has waited longest; a full bucket is what a stranger has too.
                del self._buckets[next(iter(self._buckets))]
            self._buckets[address] = (tokens - 1 if passes else tokens, now)
        return 0 if passes else max(1, int((1 - tokens) / self.each_second + 0.999))

    def address(self, environ: Environ) -> str:
        """Return whom a request counts for: the last address that a proxy of ours did not write itself."""
        return forwarded_address(environ, self.proxies)
