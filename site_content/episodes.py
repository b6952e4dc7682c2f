"""Episodes of trouble in the log: one line when it begins, one when it ends, and none for each time between."""

from __future__ import annotations

import logging
import threading
import time

logger = logging.getLogger("headland.trouble")
# Trouble that lasts is told again now and then, so that whoever looks at the end of a log learns of it.
REMINDER_SECONDS = 600.0


class Episode:
    """One kind of trouble in one process. ``begin`` each time it happens, ``end`` each time all is well."""

    def __init__(self, name: str, log: logging.Logger = logger) -> None:
        self.name = name
        self._log = log
        self._lock = threading.Lock()
        self._count = 0
        self._began_at = self._told_at = 0.0

    def begin(self, reason: object, exc_info: BaseException | None = None) -> None:
        """Count a failure; the first is a line in the log, with its traceback if one is given."""
        now = time.monotonic()
        with self._lock:
            self._count += 1
            count, is_first = self._count, self._count == 1
            if is_first:
                self._began_at = self._told_at = now
            elif now - self._told_at < REMINDER_SECONDS:
                return
            else:
                self._told_at = now
        if is_first:
            self._log.warning("%s: %s; trying again until it works", self.name, _text(reason), exc_info=exc_info)
        else:
            self._log.warning("%s: still failing after %s times: %s", self.name, count, _text(reason))

    def end(self) -> None:
        """Tell that it is over, and how often it failed; nothing happens when it was not on."""
        if not self._count:
            return
        with self._lock:
            count, seconds = self._count, time.monotonic() - self._began_at
            self._count = 0
        if count:
            self._log.warning("%s: works again after %s failures in %.0f s", self.name, count, seconds)


def _text(reason: object) -> str:
    text = repr(reason) if isinstance(reason, BaseException) else str(reason)
    return " ".join(text.split())[:1000]
