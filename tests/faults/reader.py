"""A reader of the public, the processes behind what is read, and the editors' processes beside them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT
from tests.faults.acts import ACTS
from tests.faults.surfaces import MEDIA, SURFACES

PATIENCE_SECONDS = 120


class Editor:
    """Somebody's process: a line for what to do, a JSON line for what came of it."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def do(self, act: str) -> Any:
        """Let them do something; return what came of it."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{act}\n")
        self._process.stdin.flush()
        return self.answer()

    def answer(self) -> Any:
        """Return what they say next."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the editor's process ended"
        return json.loads(line)


class Reader:
    """The processes, and what a reader of the public is answered by the CMS and by the site."""

    def __init__(self, folder: Path, stack: ExitStack, more: Mapping[str, str] | None = None) -> None:
        self._stack = stack
        self.done: set[str] = set()
        ports = {name: free_port() for name in ("cms", "delivery", "public")}
        self.roots = {name: f"http://127.0.0.1:{port}" for name, port in ports.items()}
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DJANGO_"))}
        self.environment = kept | {
            "HEADLAND_DATA": str(folder), "HEADLAND_LOG_LEVEL": "WARNING", "HEADLAND_CMS_URL": self.roots["cms"],
            "HEADLAND_API_URL": self.roots["delivery"],
            **{f"HEADLAND_{name.upper()}_PORT": str(port) for name, port in ports.items()},
        }  # fmt: skip
        self.environment |= more or {}
        django = self.environment | {"DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        self.editor = self.editor_of("tests.faults.acts")
        self.pages: dict[str, Any] = self.editor.answer()
        self.worker = self._start([sys.executable, "manage.py", "worker"], django)
        for name in ports:
            self._start([sys.executable, "-m", "scripts.serve", name], self.environment)
        self.client = stack.enter_context(httpx.Client(timeout=10, trust_env=False))

    def _start(self, command: list[str], environment: dict[str, str], talks: bool = False) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE if talks else subprocess.DEVNULL
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, text=True, stdin=pipe, stdout=pipe if talks else None,
            start_new_session=True,
        )  # fmt: skip
        self._stack.callback(_end, process)
        return process

    def editor_of(self, module: str, *arguments: str) -> Editor:
        """Start a process in which somebody edits; it says when it is ready."""
        django = self.environment | {"DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        return Editor(self._start([sys.executable, "-m", module, *arguments], django, talks=True))

    def do(self, act: str) -> Any:
        """Let the editor do something; return what came of it."""
        return self.editor.do(act)

    def shown(self, surfaces: list[str], page: dict[str, Any]) -> dict[str, bool | None]:
        """Return whether each surface shows a page now; None where it does not answer."""
        found: dict[str, bool | None] = {}
        for name in surfaces:
            try:
                found[name] = SURFACES[name](self.client, self.roots, page)
            except (httpx.HTTPError, ValueError, KeyError):
                found[name] = None
        return found

    def comes_to(self, expected: bool, page: dict[str, Any], seconds: float, surfaces: list[str] | None = None) -> None:
        """Wait until every surface shows a page, or none does."""
        names = list(surfaces or SURFACES)
        began = time.monotonic()
        while set((now := self.shown(names, page)).values()) != {expected}:
            assert time.monotonic() - began < seconds, {
                name: is_shown for name, is_shown in now.items() if is_shown != expected
            }
            time.sleep(0.02)


def _end(process: subprocess.Popen[str]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def follow(reader: Reader, act: str, seconds: float) -> None:
    """Do an act, and see its page leave every surface within so many seconds, and no other page."""
    page = reader.pages[act]
    surfaces = MEDIA if act == "replace" else list(SURFACES)
    # Who follows the changes has read them up to now.
    reader.shown(surfaces, page)
    done = reader.do(act)
    time.sleep(max(0.0, done["at"] - time.time()))
    reader.comes_to(False, page, seconds, surfaces)
    if done["new"]:
        assert set(done["new"]) & set(page["media"]) == set()
        reader.comes_to(True, {**page, "media": done["new"]}, seconds)
    reader.done.add(act)
    others = [other for other in ACTS if other not in reader.done]
    assert [one for one in others if set(reader.shown(list(SURFACES), reader.pages[one]).values()) != {True}] == []
