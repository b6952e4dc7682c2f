"""Sets the clock for tests marked ``dated``: each runs today and at moments of moments.csv.

A few of the moments in every run; all with HEADLAND_TEST_MOMENTS=all, which is what ``make drills`` does; one or more
whose names contain a word with HEADLAND_TEST_MOMENTS=word. Time passes: the clock starts at the moment.

It is the clock of this process, as Python tells it. Other processes, files, databases and what Pydantic calls past or
future go by the real one. Of these Headland asks only the database for the time, for leases.
"""

import csv
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine

VARIABLE = "HEADLAND_TEST_MOMENTS"
FILE = Path(__file__).with_name("moments.csv")


@dataclass(frozen=True, slots=True)
class Moment:
    """One line of moments.csv."""

    name: str
    instant: datetime
    in_tests: bool
    why: str


def read_moments() -> list[Moment]:
    """Return every moment of the file, in its order."""
    with FILE.open(encoding="utf-8", newline="") as lines:
        return [
            Moment(row["name"], datetime.fromisoformat(row["instant"]), row["in_tests"] == "yes", row["why"])
            for row in csv.DictReader(lines)
        ]


def chosen_moments(words: str) -> list[Moment]:
    """Return the moments that ``words`` asks for: ``all``, a part of their names, or when empty the few of every run.

    Raises ValueError when there are none.
    """
    moments = read_moments()
    if words == "all":
        return moments
    found = [moment for moment in moments if (words in moment.name if words else moment.in_tests)]
    if not found:
        raise ValueError(f"{VARIABLE}: no moment's name contains {words!r}")
    return found


@contextmanager
def clock_at(instant: datetime) -> Iterator[None]:
    """Let time pass from ``instant``. In UTC: with another zone, the process would change its own."""
    with time_machine.travel(instant.astimezone(UTC), tick=True):
        yield


@pytest.fixture(scope="module", autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[None]:
    """The moment that a ``dated`` test runs at; for any other test, and for ``today``, the real clock."""
    moment: Moment | None = getattr(request, "param", None)
    if moment is None:
        yield
    else:
        with clock_at(moment.instant):
            yield


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Run a ``dated`` test at the moments that were asked for, and today unless it says ``today=False``.

    In a drill what runs at one moment is kept on one worker, so that all workers have as much to do.
    """
    mark = metafunc.definition.get_closest_marker("dated")
    if mark:
        words = os.environ.get(VARIABLE, "")
        today = not words and mark.kwargs.get("today", True)
        moments = [*([None] if today else []), *chosen_moments(words)]
        names = [moment.name if moment else "today" for moment in moments]
        groups = [[pytest.mark.xdist_group(name)] if words else [] for name in names]
        values = [pytest.param(moment, marks=group) for moment, group in zip(moments, groups, strict=True)]
        metafunc.parametrize("clock", values, indirect=True, ids=names, scope="module")
