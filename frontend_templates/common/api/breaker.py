"""The breaker: stops requests for a while after some failures in a row, then lets one try again."""

from __future__ import annotations

from dataclasses import dataclass

MAX_FAILURES = 4
FIRST_REST = 1.0
MAX_REST = 15.0


@dataclass(slots=True)
class Breaker:
    """Closed until FAILURES in a row; then open for FIRST_REST seconds, twice as long after each failed try."""

    failures: int = 0
    rest: float = FIRST_REST
    open_until: float = 0.0

    def allows(self, now: float) -> bool:
        """Say whether to ask now. While open, the first after the rest may try and the others wait for its outcome."""
        if self.failures < MAX_FAILURES:
            return True
        if now < self.open_until:
            return False
        self.open_until = now + self.rest
        return True

    def succeeded(self) -> None:
        """Close."""
        self.failures = 0
        self.rest = FIRST_REST

    def failed(self, now: float) -> None:
        """Count a failure; open when it is one too many."""
        self.failures += 1
        if self.failures == MAX_FAILURES:
            self.open_until = now + self.rest
        elif self.failures > MAX_FAILURES:
            self.rest = min(self.rest * 2, MAX_REST)
            self.open_until = now + self.rest
