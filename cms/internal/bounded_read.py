"""A read of the database with a time limit: a server that stands still keeps no probe waiting.

The read runs in a thread of its own. While one does not come back there is no second: the next caller is told at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from django.db import DatabaseError, close_old_connections, connection

Value = TypeVar("Value")
SECONDS = 2.0


class BoundedReads:
    """Reads with a limit of ``seconds`` each; as many at once as there are ``threads``."""

    def __init__(self, seconds: float = SECONDS, threads: int = 2) -> None:
        self._seconds, self._threads = seconds, threads
        self._lock = threading.Lock()
        self._pool: ThreadPoolExecutor | None = None
        self._running = 0

    def run(self, read: Callable[[], Value]) -> Value:
        """Return what ``read`` returns. Raises DatabaseError when it takes too long, or whatever it raises."""
        if connection.vendor == "sqlite":
            # A file stands still only with this whole host; and a test's transaction is this thread's own.
            return read()
        try:
            return self._begin(read).result(self._seconds)
        except TimeoutError as error:
            raise DatabaseError(f"the database has not answered within {self._seconds:.0f} s") from error

    def _begin(self, read: Callable[[], Value]) -> Future[Value]:
        with self._lock:
            if self._running >= self._threads:
                raise DatabaseError("the database has not answered the last question yet")
            self._running += 1
            if self._pool is None:
                # Not before: a server that forks would begin without its threads.
                self._pool = ThreadPoolExecutor(self._threads, thread_name_prefix="bounded-read")
            return self._pool.submit(self._read, read)

    def _read(self, read: Callable[[], Value]) -> Value:
        try:
            close_old_connections()
            return read()
        finally:
            close_old_connections()
            with self._lock:
                self._running -= 1
