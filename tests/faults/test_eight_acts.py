"""Eight acts take a page, its picture and its file from fifteen public surfaces within a second, over sockets."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.faults.acts import ACTS
from tests.faults.reader import PATIENCE_SECONDS, Reader, follow

# The mark for a database: pytest-django migrates one only if some test asks for it.
pytestmark = [pytest.mark.serial, pytest.mark.django_db]
MAX_SECONDS = 1.0


@pytest.fixture(scope="module")
def reader(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("walls")
    shutil.copy(migrated, folder / "headland.sqlite3")
    with ExitStack() as stack:
        running = Reader(folder, stack)
        for page in running.pages.values():
            running.comes_to(True, page, PATIENCE_SECONDS)
        yield running


@pytest.mark.parametrize("act", ACTS)
def test_a_page_leaves_every_surface(reader: Reader, act: str) -> None:
    # Beside other tests, browsers and servers on two cores: how quick it is when nothing else works is for the drill.
    follow(reader, act, PATIENCE_SECONDS)


@pytest.mark.drill
@pytest.mark.parametrize("act", ACTS)
def test_a_page_is_gone_within_a_second(reader: Reader, act: str) -> None:
    follow(reader, act, MAX_SECONDS)
