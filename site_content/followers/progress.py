"""Progress: tells people and /health how far each follower is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from site_content.followers.configured import configured_followers
from site_content.followers.models import Follower
from site_content.publishing import log

# A follower that no worker has named for so long belongs to a host or a setting that is no more.
FORGET_AFTER = timedelta(days=7)
# By a sign of it in the error's text: the text itself may name what only staff may know.
_KINDS = (
    ("kept out of the index", "entries_kept_out"),
    ("Postponed", "writes_refused"),
    ("EngineUnavailable", "server_unavailable"),
    ("SourceUnavailable", "source_unavailable"),
    ("another process follows", "locked"),
)


@dataclass(frozen=True, slots=True)
class Progress:
    """One follower. ``lag`` is how many log positions are still to come; ``is_driven`` is whether a worker holds it."""

    name: str
    position: int
    lag: int
    is_driven: bool
    last_error: str
    updated_at: datetime | None

    @property
    def trouble(self) -> str:
        """What kind of error it is, in one word that anyone may know; empty without one."""
        if not self.last_error:
            return ""
        return next((word for sign, word in _KINDS if sign in self.last_error), "error")

    def as_json(self) -> dict[str, Any]:
        """Return it as JSON."""
        return asdict(self) | {"updated_at": self.updated_at.isoformat() if self.updated_at else None}


def progress() -> list[Progress]:
    """Return every follower there should be, and every other that was heard of lately, by name: two SELECTs."""
    head = log.head()
    now = timezone.now()
    rows = {row.name: row for row in Follower.objects.all()}
    reports = []
    for name in sorted({*rows, *configured_followers()}):
        row = rows.get(name) or Follower(name=name)
        driven = row.lease_until is not None and row.lease_until > now
        lag = max(head - row.position, 0)
        reports.append(Progress(name, row.position, lag, driven, row.last_error, row.updated_at))
    return reports


def request_rebuild(name: str) -> None:
    """Ask whoever drives a follower to make it again from the whole log."""
    Follower.objects.update_or_create(name=name, defaults={"rebuild_asked": True})


def is_rebuild_requested(name: str) -> bool:
    """Say whether someone asked for it and it is not done yet."""
    return Follower.objects.filter(name=name, rebuild_asked=True).exists()


def note_rebuilt(name: str) -> None:
    """Write down that it was made again."""
    Follower.objects.filter(name=name).update(rebuild_asked=False)


def forget_absent() -> int:
    """Delete the rows of followers that no worker has named for a week; return how many."""
    old = Follower.objects.filter(updated_at__lt=timezone.now() - FORGET_AFTER)
    return old.exclude(name__in=configured_followers()).delete()[0]
