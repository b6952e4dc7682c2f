"""Leases: of several workers, one at a time drives a follower, and another takes over when it is heard of no more."""

from __future__ import annotations

import os
import socket
import time
import uuid
from datetime import timedelta

from django.db.models import Q
from django.db.models.functions import Now

from site_content.followers.rows import Follower

SECONDS = 10.0
# Asked for again this often: three times before it runs out.
RENEW_SECONDS = 3.0
_OURS: set[str] = set()


class LeaseLost(Exception):
    """Another worker has taken over."""


def new_holder() -> str:
    """Return a name for this process that no other process has or will have."""
    holder = f"{socket.gethostname()[:100]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    _OURS.add(holder)
    return holder


class Lease:
    """The right to drive one follower. Times are the database's, so hosts need not agree on the time."""

    def __init__(self, name: str, holder: str, seconds: float = SECONDS) -> None:
        self.name = name
        self.holder = holder
        self._seconds = seconds
        self._renew_at = 0.0

    def hold(self) -> bool:
        """Take the lease, or keep it; return whether it is ours. Asks the database only when it is time to renew."""
        if time.monotonic() < self._renew_at:
            return True
        free = Q(lease_holder=self.holder) | Q(lease_until=None) | Q(lease_until__lt=Now())
        held = self._take(free)
        if not held:
            row, made = Follower.objects.get_or_create(name=self.name)
            held = made and self._take(free)
            # A worker of this host that was killed would keep others waiting for nothing.
            held = held or (_has_ended(row.lease_holder) and self._take(Q(lease_holder=row.lease_holder)))
        self._renew_at = time.monotonic() + min(RENEW_SECONDS, self._seconds / 3) if held else 0.0
        return held

    def release(self) -> None:
        """Let another have it at once."""
        self._renew_at = 0.0
        Follower.objects.filter(name=self.name, lease_holder=self.holder).update(lease_holder="", lease_until=None)

    def _take(self, condition: Q) -> bool:
        until = Now() + timedelta(seconds=self._seconds)
        rows = Follower.objects.filter(condition, name=self.name)
        return rows.update(lease_holder=self.holder, lease_until=until) == 1


def _has_ended(holder: str) -> bool:
    host, _, rest = holder.partition(":")
    pid = rest.partition(":")[0]
    if host != socket.gethostname()[:100] or not pid.isdigit():
        return False
    if int(pid) == os.getpid():
        # In a container every worker is process 1; holders of this process are told apart by their last part.
        return holder not in _OURS
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False
