"""Stop a server and all that it started (SIGSTOP), and let it go on: its host still takes connections meanwhile."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from scripts.services import processes


@contextmanager
def frozen(folder: Path) -> Iterator[None]:
    """Freeze the service that was started in a folder (scripts.services). What it was doing goes on afterwards."""
    pid = processes.running(folder)
    assert pid is not None, f"nothing runs in {folder}"
    stopped: list[int] = []
    try:
        # A parent first, so that it starts no child while its children are looked for.
        for each in _family(pid):
            os.kill(each, signal.SIGSTOP)
            stopped.append(each)
        yield
    finally:
        for each in reversed(stopped):
            with suppress(ProcessLookupError):
                os.kill(each, signal.SIGCONT)


def _family(pid: int) -> Iterator[int]:
    yield pid
    for child in _children(pid):
        yield from _family(child)


def _children(pid: int) -> list[int]:
    children = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            # proc(5): behind the name in brackets come the state and the parent.
            if int(stat.read_text().rpartition(")")[2].split()[1]) == pid:
                children.append(int(stat.parent.name))
    return children
