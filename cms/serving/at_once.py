"""Answers given on granian's own network thread: what is ready costs no hand-over to another thread.

granian hands each request to a scheduler; its own one wakes the event loop, where Python's lock then goes to and fro
between two threads for a few microseconds of work. This one asks ``quick`` first (docs/adr/0022).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from granian import _futures
from granian.server import mp

from cms.serving.answers import Answer
from cms.serving.environ import QuickEnviron

logger = logging.getLogger("headland.serving")
Quick = Callable[[QuickEnviron], Answer | None]


def answer_at_once(quick: Quick) -> None:
    """Let ``quick`` answer what it can in this process; it returns None for what needs a body, a thread or time.

    To be called while the application is loaded, before the server begins. Raises RuntimeError with a granian that
    works otherwise: it is part of none of its interfaces.
    """
    if not hasattr(mp, "_new_cbscheduler") or not hasattr(_futures, "_cbsched_aioschedule"):
        raise RuntimeError("this version of granian schedules requests in another way: see cms/serving/at_once.py")

    class Scheduler(_futures._CBSchedulerAIO):
        __slots__ = ()

        def __init__(self, loop: Any, callback: Any, *hooks: Any) -> None:
            # Not the parent's: what it sets can be set once.
            _futures._BaseCBScheduler.__init__(self)
            self._schedule_fn = first(quick, _futures._cbsched_aioschedule(loop, self._ctx, callback))

    def scheduler(loop: Any, callback: Any, impl_asyncio: bool = False) -> Any:
        enter, leave = partial(_futures._aio_taskenter, loop), partial(_futures._aio_taskleave, loop)
        return Scheduler(loop, callback, None, enter, leave)

    mp._new_cbscheduler = scheduler


def first(quick: Quick, later: Callable[[Any], None]) -> Callable[[Any], None]:
    """Return the function that takes a request from granian: ``quick`` answers, or it goes on as usual."""

    def schedule(watcher: Any) -> None:
        try:
            answer = quick(QuickEnviron(watcher.scope))
            if answer is not None:
                watcher.proto.response_bytes(answer[0], answer[1], answer[2])
                watcher.done()
                return
        except Exception:
            logger.exception("a request could not be answered at once")
        later(watcher)

    return schedule
