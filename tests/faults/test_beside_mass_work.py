"""What is taken down is gone at once while thousands of pages are restricted and moved, and others save meanwhile."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.architecture.tracked import ROOT
from tests.conftest import empty_postgres
from tests.faults.acts import ACTS
from tests.faults.reader import PATIENCE_SECONDS, Editor, Reader, follow
from tests.faults.surfaces import API

pytestmark = [pytest.mark.serial, pytest.mark.django_db]
MASS_ACTS = ("restrict", "open", "move", "back")
DATABASES = ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)]
MAX_SECONDS, MAX_SAVE_SECONDS = 1.0, 0.5
# Of a busy section, whichever of its pages: the first, one in the middle, the last.
SAMPLES = 3


class Saves:
    """A second editor who saves again and again until ``stop``; how long each save took."""

    def __init__(self, editor: Editor) -> None:
        self._editor = editor
        self.seconds: list[float] = []
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._is_over.wait(0.3):
            self.seconds.append(self._editor.do("save")["seconds"])

    def stop(self) -> None:
        """End after the save under way."""
        self._is_over.set()
        self._thread.join(PATIENCE_SECONDS)


@contextmanager
def running(database: str, migrated: Path, folder: Path) -> Iterator[Reader]:
    """Start everything on a database of the test's own, and wait until the pages of all acts are there."""
    with ExitStack() as stack:
        more = {}
        if database == "postgres":
            more = {"DATABASE_URL": stack.enter_context(empty_postgres())}
            environment = {"PATH": "/usr/bin:/bin", "HEADLAND_DATA": str(folder), **more}
            command = [sys.executable, "manage.py", "migrate", "--no-input"]
            subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
        else:
            shutil.copy(migrated, folder / "headland.sqlite3")
        reader = Reader(folder, stack, more)
        for page in reader.pages.values():
            reader.comes_to(True, page, PATIENCE_SECONDS)
        yield reader


def busy_pages(reader: Reader, count: int) -> set[int]:
    """Return what content answers at some pages of the busy section's first place."""
    numbers = [0, count // 2, count - 1][:SAMPLES]
    paths = [f"{reader.roots['delivery']}{API}/content/busy/busy-page-{number}" for number in numbers]
    return {reader.client.get(path).status_code for path in paths}


def comes_to_answer(reader: Reader, count: int, expected: set[int], seconds: float) -> float:
    """Wait until the busy section's pages are answered so; return for how long."""
    began = time.monotonic()
    while (now := busy_pages(reader, count)) != expected and not (404 in expected and now <= {404, 410}):
        assert time.monotonic() - began < seconds, now
        time.sleep(0.02)
    return time.monotonic() - began


def acts_beside(reader: Reader, count: int, seconds: float) -> dict[str, Any]:
    """Do every act while a mass of pages is restricted, opened and moved, and another editor saves."""
    mass = reader.editor_of("tests.faults.mass_work", "mass", str(count))
    second = reader.editor_of("tests.faults.mass_work", "second")
    mass.answer()
    second.answer()
    comes_to_answer(reader, count, {200}, 20 * PATIENCE_SECONDS)
    took: dict[str, Any] = {"closed": [], "acts": {}}
    saves = Saves(second)
    try:
        for act, mass_act in zip(ACTS, cycle(MASS_ACTS), strict=False):
            took.setdefault(mass_act, []).append(mass.do(mass_act)["seconds"])
            if mass_act == "restrict":
                took["closed"].append(comes_to_answer(reader, count, {404}, seconds))
            began = time.monotonic()
            follow(reader, act, seconds)
            took["acts"][act] = time.monotonic() - began
    finally:
        saves.stop()
    took["saves"] = saves.seconds
    took["queue"] = httpx.get(f"{reader.roots['cms']}/health", trust_env=False, timeout=30).json()["queue"]
    return took


@pytest.mark.parametrize("database", DATABASES)
def test_beside_sixty_pages(database: str, migrated: Path, tmp_path: Path) -> None:
    with running(database, migrated, tmp_path) as reader:
        took = acts_beside(reader, 60, PATIENCE_SECONDS)
        assert took["saves"]
        # Opened again, moved away and back: in the end the pages are where they were, and nothing waits.
        comes_to_answer(reader, 60, {200}, PATIENCE_SECONDS)
        ends = time.monotonic() + PATIENCE_SECONDS
        while httpx.get(f"{reader.roots['cms']}/health", trust_env=False).json()["queue"]["waiting"]:
            assert time.monotonic() < ends
            time.sleep(0.2)


@pytest.mark.drill
@pytest.mark.parametrize("database", DATABASES)
def test_beside_five_thousand_pages(database: str, migrated: Path, tmp_path: Path) -> None:
    with running(database, migrated, tmp_path) as reader:
        took = acts_beside(reader, 5_000, MAX_SECONDS)
        print({name: value for name, value in took.items() if name != "saves"}, max(took["saves"]))
        assert took["queue"]["waiting"] > 100
        assert max(took["saves"]) <= MAX_SAVE_SECONDS
