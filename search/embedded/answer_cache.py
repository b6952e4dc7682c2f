"""The answer cache: remembers a copy's answers until it changes, since readers repeat common words."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Key = tuple[int, str, str]  # the mark of the copy's state, the index or the whole question, the expression
Value = TypeVar("Value")
_OVERHEAD = 300  # about what Python needs to hold one answer


class AnswerCache(Generic[Value]):
    """Answers by key; ``size`` tells an answer's bytes. Those asked for longest ago are let go."""

    def __init__(self, max_bytes: int, size: Callable[[Value], int]) -> None:
        self._max_bytes = max_bytes
        self._size = size
        self._bytes = 0
        self._lock = Lock()
        self._entries: OrderedDict[Key, Value] = OrderedDict()

    def get(self, key: Key) -> Value | None:
        """What is remembered, or None."""
        with self._lock:
            if key in self._entries:
                self._entries.move_to_end(key)
            return self._entries.get(key)

    def keep(self, key: Key, value: Value) -> None:
        """Remember; what was asked for longest ago makes room."""
        with self._lock:
            if key in self._entries:
                self._bytes -= self._whole(key, self._entries.pop(key))
            self._bytes += self._whole(key, value)
            self._entries[key] = value
            while self._bytes > self._max_bytes:
                self._bytes -= self._whole(*self._entries.popitem(last=False))

    def _whole(self, key: Key, value: Value) -> int:
        return self._size(value) + len(key[1]) + len(key[2]) + _OVERHEAD
