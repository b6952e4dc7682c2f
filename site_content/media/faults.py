"""Media faults: tell editors, in words, what of a picture or file could not be published with their text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

_faults: ContextVar[list[str] | None] = ContextVar("media_faults", default=None)


@contextmanager
def faults_noted() -> Iterator[list[str]]:
    """Give the list to which faults of media are added inside the block, each once."""
    faults: list[str] = []
    token = _faults.set(faults)
    try:
        yield faults
    finally:
        _faults.reset(token)


def note_fault(text: str) -> None:
    """Add a fault to the list, where somebody collects them."""
    faults = _faults.get()
    if faults is not None and text not in faults:
        faults.append(text)
