"""Eight acts take a page's picture and file from the public within a second, over sockets, on the CMS and on a site."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT
from tests.faults.media_acts import ACTS

# The mark for a database: pytest-django migrates one only if some test asks for it.
pytestmark = [pytest.mark.serial, pytest.mark.django_db]
PATIENCE_SECONDS = 90
MAX_SECONDS = 1.0


class Reader:
    """The processes, and what a reader of the public is answered by the CMS and by the site."""

    def __init__(self, folder: Path, stack: ExitStack) -> None:
        self._stack = stack
        self.done: set[str] = set()
        ports = {"cms": free_port(), "public": free_port()}
        self.roots = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DJANGO_"))}
        self.environment = kept | {
            "HEADLAND_DATA": str(folder), "HEADLAND_LOG_LEVEL": "WARNING", "HEADLAND_CMS_URL": self.roots["cms"],
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }  # fmt: skip
        django = self.environment | {"DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        self.editor = self._start([sys.executable, "-m", "tests.faults.media_acts"], django, talks=True)
        self.names: dict[str, list[str]] = self._told()
        self.worker = self._start([sys.executable, "manage.py", "worker"], django)
        for name, interface, app in (
            ("cms", "wsgi", "cms.wsgi:application"), ("public", "asgi", "frontend_templates.public.app:app"),
        ):  # fmt: skip
            command = ["granian", "--interface", interface, "--port", str(ports[name]), "--no-ws", app]
            self._start(command, self.environment)
        self.client = stack.enter_context(httpx.Client(timeout=10, trust_env=False))

    def _start(self, command: list[str], environment: dict[str, str], talks: bool = False) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE if talks else subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe if talks else None,
            start_new_session=True,
        )  # fmt: skip
        self._stack.callback(_end, process)
        return process

    def _told(self) -> Any:
        assert self.editor.stdout is not None
        line = self.editor.stdout.readline()
        assert line, "the editor's process ended"
        return json.loads(line)

    def do(self, act: str) -> Any:
        """Let the editor do something; return what came of it."""
        assert self.editor.stdin is not None
        self.editor.stdin.write(f"{act}\n")
        self.editor.stdin.flush()
        return self._told()

    def statuses(self, names: list[str]) -> dict[str, int]:
        """Return what each surface answers for each address; 0 where nothing listens yet."""
        found = {}
        for surface, root in self.roots.items():
            for number, name in enumerate(names):
                try:
                    found[f"{surface} {('picture', 'file')[number]}"] = self.client.get(f"{root}{name}").status_code
                except httpx.HTTPError:
                    found[f"{surface} {('picture', 'file')[number]}"] = 0
        return found

    def comes_to(self, status: int, names: list[str], seconds: float) -> float:
        """Wait until every surface answers so for each address; return how long it took."""
        began = time.monotonic()
        while set((found := self.statuses(names)).values()) != {status}:
            assert time.monotonic() - began < seconds, found
            time.sleep(0.02)
        return time.monotonic() - began


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@pytest.fixture(scope="module")
def reader(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    folder = tmp_path_factory.mktemp("walls")
    shutil.copy(migrated, folder / "headland.sqlite3")
    with ExitStack() as stack:
        made = Reader(folder, stack)
        for names in made.names.values():
            made.comes_to(200, names, PATIENCE_SECONDS)
        yield made


@pytest.mark.parametrize("act", ACTS)
def test_picture_and_file_are_gone_within_a_second(reader: Reader, act: str) -> None:
    names = reader.names[act]
    assert set(reader.statuses(names).values()) == {200}
    done = reader.do(act)
    time.sleep(max(0.0, done["at"] - time.time()))
    reader.comes_to(404, names, MAX_SECONDS)
    if done["new"]:
        assert set(done["new"]) & set(names) == set()
        reader.comes_to(200, done["new"], MAX_SECONDS)
    # And nobody else's.
    reader.done.add(act)
    left = {other for other in ACTS if set(reader.statuses(reader.names[other]).values()) == {200}}
    assert left == set(ACTS) - reader.done
