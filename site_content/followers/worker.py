"""The worker: runs each follower and part in a thread of its own, so that none waits for another."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable

from django.db import Error, close_old_connections, connections

from search.errors import EngineUnavailable
from site_content.episodes import Episode
from site_content.followers.configured import Make, configured_followers
from site_content.followers.copies.source import SourceUnavailable
from site_content.followers.drive import Driver, Stopping
from site_content.followers.leases import new_holder
from site_content.followers.parts import PARTS, Part
from site_content.publishing import log

logger = logging.getLogger("headland.worker")

# How often the log's head is looked at: publish to readable is this, and the writing of one copy.
WATCH_SECONDS = 0.05
# How often leases are kept and positions reported: the only writes to the database that following the log makes.
BEAT_SECONDS = 1.0
STANDBY_SECONDS = 0.1
# A follower looks after itself this often even when nothing is published: its lease, its file, what others ask of it.
IDLE_SECONDS = 1.0
# Trouble of another server may last, but what it kept waiting should be found within seconds of its end.
MIN_PAUSE, MAX_PAUSE = 0.2, 2.0
PATIENCE_SECONDS = 8.0
# What one part does may be work for another; this many times round is more than there can be.
MAX_ROUNDS = 1_000
# Trouble of others, which passes: one line in the log is enough.
_PASSING = (Error, SourceUnavailable, EngineUnavailable)


class Worker:
    """Everything that happens by itself. ``run`` until ``stop``, or do all there is to do ``once``."""

    def __init__(self, followers: dict[str, Make] | None = None, parts: dict[str, Part] | None = None) -> None:
        self._followers = configured_followers() if followers is None else followers
        self._parts = PARTS if parts is None else parts
        self._holder = new_holder()
        self._is_asked_to_stop = False
        self._stop = threading.Event()
        self._published = threading.Condition()
        self._head = 0
        self._episodes: dict[str, Episode] = {}

    def stop(self) -> None:
        """Ask every thread to end after what it is doing. May be called from a signal handler."""
        # Not the event itself: a signal that comes while this thread holds the event's lock would wait for itself.
        self._is_asked_to_stop = True

    def run(self) -> bool:
        """Work until asked to stop; return whether everything ended in time."""
        drivers = [self._driver(name) for name in self._followers]
        threads = [self._thread("leases", self._beat, drivers)]
        threads += [self._thread(driver.name, self._follow, driver) for driver in drivers]
        threads += [self._thread(name, self._repeat, part) for name, part in self._parts.items()]
        logger.info("working as %s: %s", self._holder, ", ".join(thread.name for thread in threads))
        failures = 0
        while not self._is_asked_to_stop:
            failures = self._attempt("log", self._watch, failures)
            # Short steps even while the database is away: a signal should be heeded at once.
            self._rest(_pause(failures) if failures else WATCH_SECONDS)
        self._stop.set()
        with self._published:
            self._published.notify_all()
        end = time.monotonic() + PATIENCE_SECONDS
        for thread in threads:
            thread.join(max(end - time.monotonic(), 0))
        connections.close_all()
        late = [thread.name for thread in threads if thread.is_alive()]
        if late:
            logger.warning("parts that did not end in time: %s", ", ".join(late))
        return not late

    def once(self) -> None:
        """Do everything that is due now, in this thread: parts first, for they publish. Raises what goes wrong."""
        for _ in range(MAX_ROUNDS):
            if not sum(part.run() for part in self._parts.values()):
                break
        for name in self._followers:
            driver = self._driver(name)
            driver.beat()
            try:
                if not driver.step():
                    logger.warning("another worker drives %s", name)
            finally:
                driver.stop()

    def _rest(self, seconds: float) -> None:
        end = time.monotonic() + seconds
        while not self._is_asked_to_stop and (remaining := end - time.monotonic()) > 0:
            time.sleep(min(remaining, WATCH_SECONDS))

    def _driver(self, name: str) -> Driver:
        return Driver(name, self._followers[name], self._holder, self._check)

    def _check(self) -> None:
        if self._stop.is_set():
            raise Stopping

    def _watch(self) -> None:
        head = log.head()
        with self._published:
            if head != self._head:
                self._head = head
                self._published.notify_all()

    def _beat(self, drivers: list[Driver]) -> None:
        failures = dict.fromkeys(drivers, 0)
        while not self._stop.is_set():
            for driver in drivers:
                failures[driver] = self._attempt(f"lease of {driver.name}", driver.beat, failures[driver])
            self._stop.wait(BEAT_SECONDS)

    def _follow(self, driver: Driver) -> None:
        failures, is_ours = 0, False

        def step() -> None:
            nonlocal is_ours
            is_ours = driver.step()

        while not self._stop.is_set():
            head = self._head
            failures = self._attempt(driver.name, step, failures)
            if failures:
                self._stop.wait(_pause(failures))
            elif is_ours:
                self._wait_for_other_than(head)
            else:
                self._stop.wait(STANDBY_SECONDS)
        self._attempt(driver.name, driver.stop, 0)

    def _wait_for_other_than(self, head: int) -> None:
        with self._published:
            self._published.wait_for(lambda: self._head != head or self._stop.is_set(), IDLE_SECONDS)

    def _repeat(self, part: Part) -> None:
        failures, more = 0, False

        def run() -> None:
            nonlocal more
            more = False
            more = part.run() > 0

        while not self._stop.is_set():
            failures = self._attempt(part.name, run, failures)
            if not more:
                self._stop.wait(_pause(failures) if failures else part.every)

    def _attempt(self, name: str, step: Callable[[], object], failures: int) -> int:
        """Do something that may fail; return how many times in a row it has failed now."""
        episode = self._episodes.setdefault(name, Episode(name, logger))
        try:
            close_old_connections()
            step()
        except Stopping:
            return failures
        except _PASSING as error:
            episode.begin(error)
        except Exception as error:
            # A fault of ours, perhaps: where it was stands in the log, once.
            episode.begin(error, exc_info=error)
        else:
            episode.end()
            return 0
        # A connection that was cut off does not mend itself.
        connections.close_all()
        return failures + 1

    def _thread(self, name: str, run: Callable[..., None], *arguments: object) -> threading.Thread:
        def work() -> None:
            try:
                run(*arguments)
            finally:
                connections.close_all()

        thread = threading.Thread(target=work, name=name, daemon=True)
        thread.start()
        return thread


def _pause(failures: int) -> float:
    return min(MAX_PAUSE, MIN_PAUSE * 2 ** min(failures - 1, 10)) if failures else MIN_PAUSE
