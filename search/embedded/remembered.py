"""What a copy has answered, remembered until it changes: common words are asked for again and again."""

from collections import OrderedDict
from threading import Lock

Key = tuple[int, str, str]  # the mark of the copy's state, the index, the expression


class Remembered:
    """Whole numbers (counts, sets of rows as bits) by key; those asked for longest ago are let go."""

    def __init__(self, most_bytes: int) -> None:
        self._most_bytes = most_bytes
        self._bytes = 0
        self._lock = Lock()
        self._held: OrderedDict[Key, int] = OrderedDict()

    def get(self, key: Key) -> int | None:
        """What is remembered, or None."""
        with self._lock:
            if key in self._held:
                self._held.move_to_end(key)
            return self._held.get(key)

    def keep(self, key: Key, value: int) -> None:
        """Remember; what was asked for longest ago makes room."""
        with self._lock:
            self._bytes += _size(key, value) - (_size(key, self._held[key]) if key in self._held else 0)
            self._held[key] = value
            self._held.move_to_end(key)
            while self._bytes > self._most_bytes:
                self._bytes -= _size(*self._held.popitem(last=False))


def _size(key: Key, value: int) -> int:
    """About how many bytes it takes to remember: the set, the expression, and Python's own."""
    return value.bit_length() // 8 + len(key[2]) + 300
