"""The background thread of a delivery process: follows the log, and its failures never reach readers.

Each process of a host starts one; the copy's file lock lets one of them write, and another takes over when it ends.
"""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

from site_content.episodes import Episode
from site_content.followers.copies.feed import FeedSource
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.lock import CopyLocked
from site_content.followers.copies.source import Source, SourceUnavailable

logger = logging.getLogger("headland.copies")

PAUSE = 0.5
LOCKED_PAUSE = 2.0
MAX_PAUSE = 5.0


@dataclass(frozen=True, slots=True)
class BackgroundStatus:
    """How following goes in this process. ``is_following`` is False while another process of this host does it.

    ``position`` and ``head`` are as of ``checked_at`` (seconds since 1970, None before the first time).
    """

    is_following: bool = False
    position: int = 0
    head: int = 0
    error: str = ""
    checked_at: float | None = None

    @property
    def lag(self) -> int:
        """How many positions of the log are still to come."""
        return max(self.head - self.position, 0)


class Background:
    """A thread that keeps one copy up to date until ``stop``."""

    def __init__(self, path: Path, audience: str, source: Source, pause: float = PAUSE) -> None:
        self._follower = CopyFollower(path, audience, source)
        self._follower.keep = self._keep
        self._pause = pause
        self._stop = threading.Event()
        self._status = BackgroundStatus()
        self._episode = Episode("the log cannot be followed, and the copy stays as it is", logger)
        self._thread = threading.Thread(target=self._run, name=f"follow-{path.stem}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def status(self) -> BackgroundStatus:
        """Return how following goes."""
        return self._status

    def stop(self, patience: float = 10) -> None:
        """End after the batch under way."""
        self._stop.set()
        self._thread.join(patience)

    def _run(self) -> None:
        failures = 0
        while not self._stop.is_set():
            pause, error = self._pause, ""
            fault: Exception | None = None
            try:
                caught = self._follower.catch_up()
                self._status = BackgroundStatus(True, caught.position, caught.head, "", time.time())
                self._episode.end()
                failures = 0
            except _Stopped:
                break
            except CopyLocked:
                self._status = replace(self._status, is_following=False, error="", checked_at=time.time())
                pause, failures = LOCKED_PAUSE, 0
            except SourceUnavailable as exception:
                error = str(exception)
            except Exception as exception:
                error, fault = repr(exception), exception
            if error:
                self._episode.begin(error, exc_info=fault)
                self._status = replace(self._status, is_following=True, error=error, checked_at=time.time())
                pause = min(MAX_PAUSE, self._pause * 2**failures)
                failures = min(failures + 1, 10)
            self._stop.wait(pause)
        self._follower.close()

    def _keep(self) -> None:
        if self._stop.is_set():
            raise _Stopped


class _Stopped(Exception):
    """We were asked to end."""


def start_from_feed(path: Path, audience: str, url: str, token: str) -> Background:
    """Follow the feed at ``url`` (HEADLAND_FEED_URL) into the copy at ``path`` from now on; return the follower."""
    follower = Background(path, audience, FeedSource(url, token, audience))
    follower.start()
    return follower
