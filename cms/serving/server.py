"""The RSGI application of a Django process: bodies and slow clients wait here, and only whole requests get a thread."""

from __future__ import annotations

import asyncio
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from cms.serving.answers import Answer, Application, refusal, run
from cms.serving.bodies import Bodies, BodyLimits, Refused
from cms.serving.environ import Scope, environ_of

logger = logging.getLogger("headland.serving")
# Of those that wait for a thread, the last would wait longest: it is told at once.
WAITING_FOR_EACH_THREAD = 64
FAILED = Refused(500, "Something went wrong on the server. Try again later.")


class Server:
    """``application`` is WSGI and gets one of ``threads``. What waits for a thread is bounded too (503)."""

    def __init__(self, application: Application, threads: int, limits: BodyLimits) -> None:
        self._application = application
        self._bodies = Bodies(limits)
        self._pool = ThreadPoolExecutor(threads, "django")
        self._places = threads * (1 + WAITING_FOR_EACH_THREAD)

    async def __rsgi__(self, scope: Scope, protocol: Any) -> None:
        """Answer one request."""
        answer = await self._answer(scope, protocol)
        answer.send(protocol)

    async def _answer(self, scope: Scope, protocol: Any) -> Answer:
        try:
            body, length = await self._bodies.read(scope, protocol)
            if self._places <= 0:
                body.close()
                raise Refused(503, "The server is busy. Try again in a moment.", 2)
            environ = environ_of(scope, body, length)
            self._places -= 1
            try:
                return await asyncio.get_running_loop().run_in_executor(self._pool, run, self._application, environ)
            finally:
                self._places += 1
                body.close()
        except Refused as refused:
            return refusal(refused, scope.path)
        except Exception:
            logger.exception("a request could not be answered")
            return refusal(FAILED, scope.path)

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Let the threads end with what they have begun."""
        self._pool.shutdown(wait=True, cancel_futures=True)
