"""Batch memory: remembers what is looked up for one item while the next ones are made, and forgets it with the batch.

It is open only under the log's lock, for the part of a second that a batch takes (``site_content.publishing.batch``).
Outside, nothing is remembered: every look-up asks the database.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")
_memory: ContextVar[dict[str, Any] | None] = ContextVar("batch_memory", default=None)


@contextmanager
def batch_memory() -> Iterator[None]:
    """Remember from here to the end of the block."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def recall(name: str, make: Callable[[], T]) -> T:
    """Return what was made under a name in this batch; outside a batch make it anew."""
    memory = _memory.get()
    if memory is None:
        return make()
    if name not in memory:
        memory[name] = make()
    value: T = memory[name]
    return value
