"""The driver of one follower: holds its lease, handles its errors and reports on it."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from django.utils import timezone

from site_content.followers import progress
from site_content.followers.configured import LogFollower, Make
from site_content.followers.copies.lock import CopyLocked
from site_content.followers.leases import Lease, LeaseLost

# A lease is kept at least this often; a new position or error is reported at the next beat anyway.
KEEP_SECONDS = 3.0
MAX_ERROR = 1_000


class Stopping(Exception):
    """The worker was asked to stop."""


class Driver:
    """One follower, as one worker drives it.

    ``step`` does the work and ``beat`` what must be written of it to the database; each is called again and again by a
    thread of its own, so that following the log never waits for a write. ``check`` is called between steps of long
    work and raises Stopping to end it.
    """

    def __init__(self, name: str, make: Make, holder: str, check: Callable[[], None] = lambda: None) -> None:
        self.name = name
        self._make = make
        self._lease = Lease(name, holder)
        self._check = check
        self._follower: LogFollower | None = None
        self._position, self._error = 0, ""
        self._last_report: tuple[int, str] | None = None
        self._keep_at = 0.0
        self._is_rebuild_asked = False
        self._is_over = False
        self._writing = threading.Lock()

    def beat(self) -> None:
        """Take the lease or keep it, report, and see whether someone asks for a rebuild."""
        with self._writing:
            if not self._is_over:
                self._beat()

    def step(self) -> bool:
        """Bring the follower to the log's head, if it is ours to drive; return whether it was.

        Raises whatever went wrong, and remembers it for the report.
        """
        if not self._lease.is_held:
            self._let_go()
            return False
        try:
            self._catch_up()
        except LeaseLost:
            self._let_go()
            return False
        except Stopping:
            raise
        except CopyLocked as error:
            self._error = str(error)
            return False
        except Exception as error:
            self._error = repr(error)[:MAX_ERROR]
            raise
        # It has come to the log's head; what it had to leave out is told like an error.
        self._error = str(getattr(self._follower, "trouble", ""))[:MAX_ERROR]
        return True

    def stop(self) -> None:
        """Let go of the follower and of the lease, for good."""
        has_followed = self._follower is not None
        self._let_go()
        with self._writing:
            self._is_over = True
            if has_followed:
                self._lease.release(position=self._position, last_error=self._error, updated_at=timezone.now())
            else:
                self._lease.release()

    def _beat(self) -> None:
        if not self._lease.is_held and not self._lease.take():
            return
        report = (self._position, self._error)
        if self._follower is not None and (report != self._last_report or time.monotonic() >= self._keep_at):
            position, error = report
            self._keep_at = time.monotonic() + KEEP_SECONDS
            if self._lease.keep(position=position, last_error=error, updated_at=timezone.now()):
                self._last_report = report
        self._is_rebuild_asked = progress.is_rebuild_requested(self.name)

    def _catch_up(self) -> None:
        if self._follower is None:
            self._follower = self._make()
            self._follower.keep = self._keep
        try:
            if self._is_rebuild_asked:
                self._follower.rebuild()
                progress.note_rebuilt(self.name)
                self._is_rebuild_asked = False
            self._follower.catch_up()
        finally:
            self._position = self._follower.position

    def _keep(self) -> None:
        self._check()
        if not self._lease.is_held:
            raise LeaseLost(self.name)

    def _let_go(self) -> None:
        if self._follower is not None:
            self._follower.close()
            self._follower = None
