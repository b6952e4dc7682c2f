"""The spool: holds events in a file on their way to the database, because the public process has none.

Plain Python. A file is taken whole, under a name that is used once, so that whoever counts it can tell a second try.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

MAX_BYTES = 16 * 1024 * 1024
MAX_LINE = 16_000
# A writer opens, appends and closes: after this long nobody still writes to a file that was renamed.
SETTLE_SECONDS = 1.0
_CURRENT = "events.jsonl"


class SpoolFile(NamedTuple):
    """A file of events, named by ``batch``; ``done`` deletes it once the events are counted."""

    batch: str
    events: list[dict[str, Any]]
    file: Path

    def done(self) -> None:
        """Delete the file."""
        self.file.unlink(missing_ok=True)


class Spool:
    """A folder of event files."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def add(self, event: dict[str, Any]) -> bool:
        """Append one event; False when it is too long or the file is full (counting is not worth a full disk)."""
        line = json.dumps(event, ensure_ascii=True, separators=(",", ":")).encode() + b"\n"
        self.folder.mkdir(parents=True, exist_ok=True)
        file = self.folder / _CURRENT
        if len(line) > MAX_LINE or (file.exists() and file.stat().st_size > MAX_BYTES):
            return False
        # One write of a short line to a file opened for appending is not mixed with another's (POSIX write).
        with file.open("ab", buffering=0) as handle:
            handle.write(line)
        return True

    def take(self) -> Iterator[SpoolFile]:
        """Yield what was added before a moment ago, oldest first. A broken line is left out."""
        current = self.folder / _CURRENT
        if current.exists():
            current.rename(self.folder / f"taken-{time.time_ns()}-{uuid.uuid4().hex}.jsonl")
        settled = time.time() - SETTLE_SECONDS
        for file in sorted(self.folder.glob("taken-*.jsonl")):
            if int(file.name.split("-")[1]) / 1e9 <= settled:
                yield SpoolFile(file.stem, list(_events(file)), file)


def _events(file: Path) -> Iterator[dict[str, Any]]:
    for line in file.read_bytes().splitlines():
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict):
            yield event
