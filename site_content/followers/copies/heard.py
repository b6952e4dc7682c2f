"""The moment a copy's follower last heard the log, for every process of this host: a small file beside the copy.

Seconds are of the system's monotonic clock, which all processes of a host share and nobody sets: a clock that is put
back makes nothing look young. After a restart of the host nothing is known until the log is heard again.
"""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import NamedTuple

EVERY_SECONDS = 1.0
# When the log was not heard for so long, nobody knows how much is still to come.
MAX_SECONDS = 15.0


class Heard(NamedTuple):
    """``seconds`` ago the log was heard; the copy then lacked ``behind`` of its positions."""

    seconds: float
    behind: int

    @property
    def lag(self) -> int | None:
        """How many positions are still to come, or None when that is not known any more."""
        return self.behind if self.seconds <= MAX_SECONDS else None


class HeardNote:
    """Writes it down for one copy: at once when the number changes, else once a second."""

    def __init__(self, link: Path) -> None:
        self._file = _file_of(link)
        self._behind, self._at = -1, 0.0

    def write(self, behind: int) -> None:
        """Write that the log was heard now. A disk that is full takes nothing: then it was heard longer ago."""
        now = time.monotonic()
        if behind == self._behind and now - self._at < EVERY_SECONDS:
            return
        passing = self._file.with_name(f".{self._file.name}.{os.getpid()}")
        try:
            passing.write_text(f"{now:.3f} {behind}\n", encoding="ascii")
            passing.replace(self._file)
        except OSError:
            return
        self._behind, self._at = behind, now


def last_heard(link: Path) -> Heard | None:
    """Return when the log was heard, or None when that is not known."""
    try:
        at, behind = _file_of(link).read_text(encoding="ascii").split()
        seconds = time.monotonic() - float(at)
        return Heard(seconds, int(behind)) if seconds >= 0 else None
    except (OSError, ValueError):
        return None


def _file_of(link: Path) -> Path:
    return link.with_suffix(".heard")
