"""Kill -9 of the CMS and the worker at random, while an editor does 200 things: afterwards everything agrees.

HEADLAND_TEST_SEED=17 repeats what was done and when; what the machine does meanwhile is not repeated.
"""

from __future__ import annotations

import gzip
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.stage import DONE

OPERATIONS = 200
# A life lasts so many operations, and a moment of the next: some die before they have begun, some get much done.
LIVES = {"cms": (0, 10), "worker": (0, 16)}
MAX_OPERATION_SECONDS = 0.3
PATIENCE_SECONDS = 90.0
ITEMS = "FROM site_content_item WHERE audience IN"
READABLE = {"public": "('public')", "staff": "('public', 'staff')"}

pytestmark = [pytest.mark.serial]


class Stage:
    """The processes of one installation in a data folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.environment = os.environ | {
            "HEADLAND_DATA": str(folder), "DJANGO_SETTINGS_MODULE": "cms.settings.cms", "DATABASE_URL": "",
            "ELASTICSEARCH_URL": "", "HEADLAND_LOG_LEVEL": "ERROR", "HEADLAND_ENV": "local",
        }  # fmt: skip
        self.said = (folder / "said").open("wb")
        command = [sys.executable, "-m", "tests.faults.stage"]
        self._process = subprocess.Popen(
            command, env=self.environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.said, text=True
        )
        self._answer()
        self.lives: set[int] = set()

    def begin(self, *words: object) -> int:
        """Begin a life; return its process id."""
        assert self._process.stdin is not None
        print(*words, file=self._process.stdin, flush=True)
        pid = int(self._answer())
        self.lives.add(pid)
        return pid

    def kill(self, pid: int) -> None:
        """End a process that this began, as a power cut would."""
        if is_running(pid):
            os.kill(pid, signal.SIGKILL)
        wait_until(lambda: not is_running(pid))
        self.lives.discard(pid)

    def manage(self, *words: str) -> tuple[int, str]:
        """Run ``python manage.py …``; return its exit code and what it said."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=120)
        return done.returncode, done.stdout + done.stderr

    def notes(self) -> list[list[str]]:
        """Return what was begun and done, as ``[["begin", "3"], ["done", "3", "move", …]]``."""
        path = self.folder / DONE
        return [line.split() for line in path.read_text().splitlines()] if path.exists() else []

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Read the database."""
        connection = sqlite3.connect(f"file:{self.folder / 'headland.sqlite3'}?mode=ro", uri=True, timeout=20)
        try:
            return connection.execute(query).fetchall()
        finally:
            connection.close()

    def close(self) -> None:
        for pid in list(self.lives):
            self.kill(pid)
        self._process.kill()
        self._process.wait()
        self.said.close()

    def _answer(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, (self.folder / "said").read_text()[-3000:]
        return line


def is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def wait_until(condition: Callable[[], object], what: Callable[[], object] = str) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, what()
        time.sleep(0.02)


@pytest.fixture
def stage(tmp_path: Path, migrated: Path) -> Iterator[Stage]:
    tmp_path.joinpath("headland.sqlite3").write_bytes(migrated.read_bytes())
    made = Stage(tmp_path)
    yield made
    made.close()


def test_after_two_hundred_operations_and_many_deaths_all_agrees(stage: Stage) -> None:
    seed = int(os.environ.get("HEADLAND_TEST_SEED") or random.randrange(1, 100_000))
    print(f"HEADLAND_TEST_SEED={seed}")
    dice = random.Random(seed)
    deaths = live_and_die(stage, seed, dice)
    begun = {int(note[1]) for note in stage.notes() if note[0] == "begin"}
    assert begun == set(range(OPERATIONS)), (stage.folder / "said").read_text()[-3000:]
    done = sum(note[0] == "done" for note in stage.notes())
    print(f"{done} of {OPERATIONS} operations were not cut short; deaths: {deaths}")
    assert min(deaths.values()) >= 5

    bring_in_line(stage)
    # What the fault was for: pages, items, log and copies say the same.
    assert stage.manage("publish_items", "--check") == (0, "nothing differed\n")
    assert stage.manage("check_copies") == (0, "public: nothing differs\nstaff: nothing differs\n")
    ((head,),) = stage.rows("SELECT seq FROM site_content_loghead")
    assert stage.rows("SELECT seq FROM site_content_logentry ORDER BY seq") == [(seq,) for seq in range(1, head + 1)]
    assert stage.rows("SELECT max(seq), count(DISTINCT seq) = count(*) FROM site_content_item") == [(head, 1)]
    for audience, readable in READABLE.items():
        assert copy_of(stage, audience) == items_for(stage, readable)
    assert stage.rows("PRAGMA integrity_check") == [("ok",)]
    assert tree_problems(stage) == []


class Life:
    """A process that dies after so many operations, and a moment: in the middle of one, or between two."""

    def __init__(self, stage: Stage, dice: random.Random, name: str) -> None:
        self.stage, self.dice, self.name, self.deaths = stage, dice, name, 0
        self.pid = 0

    def begin(self, number: int, *words: object) -> None:
        """Begin while operation ``number`` is next."""
        self.pid = self.stage.begin(self.name, *words)
        fewest, most = LIVES[self.name]
        self.last = number + self.dice.randrange(fewest, most)
        self.moment = self.dice.uniform(0, MAX_OPERATION_SECONDS)
        self.dies_at: float | None = None

    def is_due(self, begun: int) -> bool:
        """Say whether it is to die now; ``begun`` is the number of the operation under way."""
        if self.dies_at is None and begun >= self.last:
            self.dies_at = time.monotonic() + self.moment
        return self.dies_at is not None and time.monotonic() >= self.dies_at

    def die(self) -> None:
        self.stage.kill(self.pid)
        self.deaths += 1


def live_and_die(stage: Stage, seed: int, dice: random.Random) -> dict[str, int]:
    """Let the CMS and the worker live, kill them at random and begin them again until everything was tried."""
    cms, worker = Life(stage, dice, "cms"), Life(stage, dice, "worker")
    cms.begin(0, seed, 0, OPERATIONS)
    worker.begin(0)
    while not is_over(notes := stage.notes()):
        begun = max((int(note[1]) for note in notes), default=-1)
        if cms.is_due(begun):
            cms.die()
            # One that the kill interrupted is done or not; the next life goes on behind it.
            begun = max((int(note[1]) for note in stage.notes()), default=-1)
            if begun + 1 == OPERATIONS:
                break
            cms.begin(begun + 1, seed, begun + 1, OPERATIONS)
        elif worker.is_due(begun):
            worker.die()
            worker.begin(begun + 1)
        else:
            assert is_running(cms.pid), (stage.folder / "said").read_text()[-3000:]
            time.sleep(0.003)
    for life in (cms, worker):
        stage.kill(life.pid)
    return {life.name: life.deaths for life in (cms, worker)}


def is_over(notes: list[list[str]]) -> bool:
    return any(note[:2] == ["done", str(OPERATIONS - 1)] for note in notes)


def bring_in_line(stage: Stage) -> None:
    """Start one real worker and wait until it has nothing left to do; then end it as an operator does."""
    command = [sys.executable, "manage.py", "worker"]
    worker = subprocess.Popen(command, env=stage.environment, stderr=stage.said)
    try:
        wait_until(lambda: all_quiet(stage), what=lambda: state(stage))
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(PATIENCE_SECONDS)


def all_quiet(stage: Stage) -> bool:
    """Say whether nothing is marked, nothing is due or will be, and both copies have what is newest for them."""
    return not waiting(stage) and all(
        (position_of(stage, audience) or 0) >= stage.rows(f"SELECT max(seq) {ITEMS} {readable}")[0][0]
        for audience, readable in READABLE.items()
    )


def waiting(stage: Stage) -> list[tuple[Any, ...]]:
    """Return what is marked, what is scheduled, and what will expire."""
    return stage.rows(
        "SELECT key, error FROM site_content_refresh"
        " UNION ALL SELECT 'page:' || object_id || ' goes live', approved_go_live_at FROM wagtailcore_revision"
        " WHERE approved_go_live_at IS NOT NULL"
        " UNION ALL SELECT 'page:' || id || ' expires', expire_at FROM wagtailcore_page"
        " WHERE live AND expire_at IS NOT NULL"
    )


def state(stage: Stage) -> list[Any]:
    """Return what there is to know when it does not come to rest."""
    positions = [position_of(stage, audience) for audience in ("public", "staff")]
    followers = stage.rows("SELECT * FROM site_content_follower")
    return [waiting(stage), positions, followers, (stage.folder / "said").read_text()[-2000:]]


def open_copy(stage: Stage, audience: str) -> sqlite3.Connection:
    path = stage.folder / "copies" / f"{audience}.sqlite3"
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)


def position_of(stage: Stage, audience: str) -> int | None:
    if not (stage.folder / "copies" / f"{audience}.sqlite3").exists():
        return None
    copy = open_copy(stage, audience)
    try:
        return int(copy.execute("SELECT value FROM meta WHERE key = 'position'").fetchone()[0])
    finally:
        copy.close()


def copy_of(stage: Stage, audience: str) -> set[tuple[Any, ...]]:
    """Return what a copy holds, read with nothing of ours."""
    copy = open_copy(stage, audience)
    try:
        rows = copy.execute(
            "SELECT i.audience, i.path, i.slot, i.state, i.seq, i.version, i.etag, g.body"
            " FROM item i JOIN gzip g ON g.item = i.id WHERE i.state <> 'removed'"
        )
        return {(*row, gzip.decompress(packed).decode()) for *row, packed in rows}
    finally:
        copy.close()


def items_for(stage: Stage, readable: str) -> set[tuple[Any, ...]]:
    return set(
        stage.rows(
            f"SELECT audience, path, slot, state, seq, version, etag, body {ITEMS} {readable} AND state <> 'removed'"
        )
    )


def tree_problems(stage: Stage) -> list[tuple[Any, ...]]:
    """Return pages whose number of children, parent or address is not what the tree says."""
    pages = stage.rows("SELECT path, depth, numchild, url_path, slug FROM wagtailcore_page ORDER BY path")
    by_path = {path: (numchild, url_path) for path, _, numchild, url_path, _ in pages}
    wrong: list[tuple[Any, ...]] = []
    for path, depth, numchild, url_path, slug in pages:
        children = [other for other in by_path if other.startswith(path) and len(other) == len(path) + 4]
        parent = by_path.get(path[:-4], (0, ""))[1]
        if len(path) != depth * 4 or len(children) != numchild or (depth > 1 and url_path != f"{parent}{slug}/"):
            wrong.append((path, depth, numchild, url_path))
    return wrong
