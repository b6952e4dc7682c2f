"""Driving one follower: its lease, its errors, and what is reported of it."""

from __future__ import annotations

import time
from collections.abc import Callable

from site_content.copies.lock import CopyLocked
from site_content.followers import progress
from site_content.followers.configured import LogFollower, Make
from site_content.followers.leases import RENEW_SECONDS, Lease, LeaseLost

# A position is reported at most this often: each report is a write to the database.
REPORT_SECONDS = 0.5


class Stopping(Exception):
    """The worker was asked to stop."""


class Driver:
    """One follower, as one worker drives it, in one thread.

    ``check`` is called between steps of long work and raises Stopping to end it.
    """

    def __init__(self, name: str, make: Make, holder: str, check: Callable[[], None] = lambda: None) -> None:
        self.name = name
        self._make = make
        self._lease = Lease(name, holder)
        self._check = check
        self._follower: LogFollower | None = None
        self._reported: tuple[int, str] | None = None
        self._report_at = 0.0
        self._look_at = 0.0

    @property
    def position(self) -> int:
        """The log position reached, as far as this process knows."""
        return self._follower.position if self._follower is not None else 0

    def step(self) -> bool:
        """Bring the follower to the log's head, if it is ours to drive; return whether it was.

        Raises whatever went wrong, after reporting it.
        """
        if not self._lease.hold():
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
            self._report(str(error))
            return False
        except Exception as error:
            self._report(repr(error))
            raise
        self._report("")
        return True

    def stop(self) -> None:
        """Let go of the follower and of the lease."""
        try:
            if self._follower is not None and self._lease.hold():
                self._report_at = 0.0
                self._report(self._reported[1] if self._reported else "")
        finally:
            self._let_go()
        self._lease.release()

    def _catch_up(self) -> None:
        if self._follower is None:
            self._follower = self._make()
            self._follower.keep = self._keep
        if time.monotonic() >= self._look_at:
            self._look_at = time.monotonic() + RENEW_SECONDS
            if progress.is_rebuild_asked(self.name):
                self._follower.rebuild()
                progress.note_rebuilt(self.name)
        self._follower.catch_up()

    def _keep(self) -> None:
        self._check()
        if not self._lease.hold():
            raise LeaseLost(self.name)

    def _report(self, error: str) -> None:
        told = (self.position, error)
        if told == self._reported or (not error and time.monotonic() < self._report_at):
            return
        self._report_at = time.monotonic() + REPORT_SECONDS
        progress.report(self.name, self.position, error)
        self._reported = told

    def _let_go(self) -> None:
        if self._follower is not None:
            self._follower.close()
            self._follower = None
