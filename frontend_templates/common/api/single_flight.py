"""Single flight: lets one request do the work for all who want the same thing at once."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Generic, TypeVar

Key = TypeVar("Key")
Result = TypeVar("Result")


class SingleFlight(Generic[Key, Result]):
    """Tasks by key. A waiter who goes away does not stop the task: others may wait for it."""

    def __init__(self) -> None:
        self._tasks: dict[Key, asyncio.Task[Result]] = {}

    def __len__(self) -> int:
        return len(self._tasks)

    def start(self, key: Key, make: Callable[[], Coroutine[Any, Any, Result]]) -> asyncio.Task[Result]:
        """Return the task at work on ``key``, or begin one."""
        task = self._tasks.get(key)
        if task is None:
            task = asyncio.get_running_loop().create_task(make())
            self._tasks[key] = task
            task.add_done_callback(lambda done: self._ended(key, done))
        return task

    async def run(self, key: Key, make: Callable[[], Coroutine[Any, Any, Result]]) -> Result:
        """Return what the task makes, or raise what it raises."""
        return await asyncio.shield(self.start(key, make))

    async def close(self) -> None:
        """Stop what is under way and wait until it has stopped."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, key: Key, task: asyncio.Task[Result]) -> None:
        self._tasks.pop(key, None)
        if not task.cancelled():
            # Looked at, so that a failure nobody waited for is not reported as forgotten.
            task.exception()
