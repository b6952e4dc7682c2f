"""One running product for all journeys in a browser: the sample is loaded once."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator
from contextlib import suppress

import pytest

from tests.journeys.whole_set import WholeSet, start


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSet]:
    """Every process on ports of its own, with the sample content and its two accounts."""
    started = start(tmp_path_factory.mktemp("journeys"))
    try:
        yield started
    finally:
        # Whether they stop in time is for test_make_run.py to say.
        with suppress(subprocess.TimeoutExpired):
            started.stop()
