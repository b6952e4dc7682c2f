"""Leases: let one of several workers drive a follower, and another take over when that worker falls silent."""

from __future__ import annotations

import os
import socket
import time
import uuid
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.functions import Now

from site_content.followers.models import Follower

SECONDS = 10.0
# On SQLite a write may have to wait for many others; there all workers are on one host, where the end of one is seen.
SECONDS_ON_SQLITE = 60.0
_OURS: set[str] = set()


class LeaseLost(Exception):
    """Another worker has taken over."""


def new_holder() -> str:
    """Return a name for this process that no other process has or will have."""
    holder = f"{socket.gethostname()[:100]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
    _OURS.add(holder)
    return holder


class Lease:
    """The right to drive one follower. Times are the database's, so hosts need not agree on the time.

    One thread takes and keeps it; another may look at ``is_held`` all the time, which asks no database.
    """

    def __init__(self, name: str, holder: str) -> None:
        self.name = name
        self.holder = holder
        self._held_until = 0.0

    @property
    def is_held(self) -> bool:
        """Whether it is ours now."""
        return time.monotonic() < self._held_until

    def take(self) -> bool:
        """Take it if it is free, or if its holder is heard of no more; return whether it is ours."""
        row, _ = Follower.objects.get_or_create(name=self.name)
        # A worker of this host that was killed would keep others waiting for nothing.
        over = Q(lease_until=None) | Q(lease_until__lt=Now())
        free = Q(lease_holder=row.lease_holder) if _has_ended(row.lease_holder) else over
        if not Follower.objects.filter(free, name=self.name).exists():
            # Looked at first: who stands by writes nothing.
            return False
        return self._write(free, {"lease_holder": self.holder})

    def keep(self, **report: Any) -> bool:
        """Keep it for another while, and write columns of its row; return whether it is still ours."""
        return self._write(Q(lease_holder=self.holder), report)

    def release(self, **report: Any) -> None:
        """Let another have it at once, and write columns of its row if it is still ours."""
        self._held_until = 0.0
        mine = Follower.objects.filter(name=self.name, lease_holder=self.holder)
        mine.update(lease_holder="", lease_until=None, **report)

    def _write(self, condition: Q, columns: dict[str, Any]) -> bool:
        seconds = SECONDS_ON_SQLITE if connection.vendor == "sqlite" else SECONDS
        # From before the write, however long it takes: we must not believe in it longer than others do.
        until = time.monotonic() + seconds
        rows = Follower.objects.filter(condition, name=self.name)
        is_ours = rows.update(lease_until=Now() + timedelta(seconds=seconds), **columns) == 1
        self._held_until = until if is_ours else 0.0
        return is_ours


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
