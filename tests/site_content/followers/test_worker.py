"""The worker's loops: a part that fails stops no other, waits a little longer each time, and ends when asked to."""

import logging
import re
import threading
import time
from collections.abc import Callable, Iterator
from itertools import pairwise

import pytest
from django.db import OperationalError

from site_content.followers import parts, worker
from site_content.followers.parts import Part
from site_content.followers.worker import Worker


@pytest.fixture(autouse=True)
def no_database(monkeypatch: pytest.MonkeyPatch) -> list[int | Exception]:
    """What the log's head is, each time it is looked at; the last stays."""
    heads: list[int | Exception] = [0]

    def head() -> int:
        value = heads.pop(0) if len(heads) > 1 else heads[0]
        if isinstance(value, Exception):
            raise value
        return value

    monkeypatch.setattr(worker.log, "head", head)
    monkeypatch.setattr(worker, "MIN_PAUSE", 0.01)
    monkeypatch.setattr(worker, "MAX_PAUSE", 0.04)
    monkeypatch.setattr(worker, "WATCH_SECONDS", 0.005)
    return heads


class Running:
    """A worker in a thread of its own."""

    def __init__(self, *made: Part) -> None:
        self.worker = Worker(followers={}, parts={part.name: part for part in made})
        self.ended: list[bool] = []
        self.thread = threading.Thread(target=lambda: self.ended.append(self.worker.run()))
        self.thread.start()

    def stop(self) -> bool:
        self.worker.stop()
        self.thread.join(10)
        return self.ended == [True]


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    """Return a function that starts a worker with some parts; all are stopped afterwards."""
    started: list[Running] = []

    def begin(*made: Part) -> Running:
        started.append(Running(*made))
        return started[-1]

    yield begin
    for each in started:
        each.stop()


def wait_until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 10
    while not true():
        assert time.monotonic() < end
        time.sleep(0.005)


def test_a_part_that_fails_is_tried_again_more_slowly_and_stops_no_other(
    start: Callable[..., Running], caplog: pytest.LogCaptureFixture
) -> None:
    bad: list[float] = []
    good: list[float] = []

    def fail() -> int:
        bad.append(time.monotonic())
        if len(bad) < 6:
            raise ValueError("no good")
        return 0

    def work() -> int:
        good.append(time.monotonic())
        return 0

    running = start(Part("bad", 60.0, fail), Part("good", 0.01, work))
    wait_until(lambda: len(bad) == 6 and len(good) > 10)
    assert running.stop()
    pauses = [round(after - before, 3) for before, after in pairwise(bad)]
    assert [pause >= least for pause, least in zip(pauses, (0.01, 0.02, 0.04, 0.04, 0.04), strict=True)] == [True] * 5
    messages = [record.getMessage() for record in caplog.records if record.name == "headland.worker"]
    # One line when it begins, with where it was, and one when it ends, with how often it failed.
    lines = [message for message in messages if message.startswith("bad: ")]
    assert [re.sub(r"[0-9]+ s$", "# s", line) for line in lines] == [
        "bad: ValueError('no good'); trying again until it works", "bad: works again after 5 failures in # s",
    ]  # fmt: skip


def test_an_outage_is_one_line_in_the_log_not_hundreds(
    start: Callable[..., Running], caplog: pytest.LogCaptureFixture, no_database: list[int | Exception]
) -> None:
    no_database[:] = [0, *[OperationalError("the database is away")] * 5, 7]
    running = start()
    wait_until(lambda: running.worker._head == 7)
    assert running.stop()
    lines = [record for record in caplog.records if record.name == "headland.worker" and record.levelno > logging.INFO]
    assert [(line.getMessage(), line.exc_info) for line in lines] == [
        ("log: OperationalError('the database is away'); trying again until it works", None),
        ("log: works again after 5 failures in 0 s", None),
    ]


def test_a_part_with_more_to_do_goes_on_at_once(start: Callable[..., Running]) -> None:
    left = [50]

    def work() -> int:
        left[0] -= 1
        return left[0]

    running = start(Part("refresh", 60.0, work))
    wait_until(lambda: left == [0])
    assert running.stop()


def test_stopping_waits_for_what_is_being_done_but_not_for_ever(
    start: Callable[..., Running], monkeypatch: pytest.MonkeyPatch
) -> None:
    done, free = [], threading.Event()

    def slow() -> int:
        time.sleep(0.2)
        done.append("slow")
        return 0

    running = start(Part("slow", 60.0, slow))
    time.sleep(0.05)
    assert (running.stop(), done) == (True, ["slow"])
    monkeypatch.setattr(worker, "PATIENCE_SECONDS", 0.1)
    stuck = start(Part("stuck", 60.0, lambda: int(free.wait(10))))
    time.sleep(0.05)
    stuck.worker.stop()
    stuck.thread.join(10)
    assert stuck.ended == [False]
    free.set()


def test_retention_runs_every_part_and_one_that_fails_stops_no_other(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(parts, "RETENTION", {})
    ran = []

    @parts.retention("a")
    def fail() -> int:
        raise ValueError("no good")

    @parts.retention("b")
    def tidy() -> int:
        ran.append("b")
        return 3

    caplog.set_level(logging.INFO)
    assert (parts.retain(), ran) == (0, ["b"])
    messages = [record.getMessage() for record in caplog.records]
    assert messages == ["retention of a failed", "retention of b: 3 deleted"]


def test_others_add_their_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parts, "PARTS", {})

    @parts.part("counting", every=5.0)
    def count() -> int:
        return 0

    assert {"counting": Part("counting", 5.0, count)} == parts.PARTS
