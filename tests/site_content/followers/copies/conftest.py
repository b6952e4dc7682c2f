"""A log, and the copies that follow it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile
from tests.site_content.followers.copies.made import MemoryLog, MemorySource


@pytest.fixture
def log() -> MemoryLog:
    """An empty log."""
    return MemoryLog()


@pytest.fixture
def follow(log: MemoryLog, tmp_path: Path) -> Iterator[Callable[..., CopyFollower]]:
    """Return a function that makes a follower of the log; all are closed afterwards."""
    made: list[CopyFollower] = []

    def make(audience: str = "public", source: MemorySource | None = None) -> CopyFollower:
        follower = CopyFollower(tmp_path / f"{audience}.sqlite3", audience, source or MemorySource(log, audience))
        made.append(follower)
        return follower

    yield make
    for each in made:
        each.close()


@pytest.fixture
def copy(tmp_path: Path) -> Iterator[CopyFile]:
    """The public copy, as readers open it."""
    file = CopyFile(tmp_path / "public.sqlite3")
    yield file
    file.close()
