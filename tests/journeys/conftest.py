"""One running product for all journeys in a browser: the sample is loaded once."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.journeys.whole_set import WholeSet, start


@pytest.fixture(scope="package")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WholeSet]:
    """Every process on ports of its own, with the sample content and its two accounts."""
    started = start(tmp_path_factory.mktemp("journeys"))
    try:
        yield started
    finally:
        started.stop()
