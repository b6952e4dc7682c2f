"""The copy lock: lets one process write a copy. The system drops it when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path


class CopyLocked(Exception):
    """Another process follows this copy."""


class FileLock:
    """An exclusive lock on ``path``, which is made if need be and never deleted: a deleted one could be held twice."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def take(self) -> None:
        """Take the lock, or keep it. Raises CopyLocked when another holds it, in this process or another."""
        if self._handle is not None:
            return
        handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise CopyLocked(f"another process follows {self.path.stem}") from error
        self._handle = handle

    def release(self) -> None:
        """Let another take it; nothing happens when it is not held."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
