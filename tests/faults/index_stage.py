"""Who takes part when Elasticsearch and the worker are killed: an editor, workers, an auditor, a server of our own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

from scripts.services import elasticsearch, processes
from tests.architecture.tracked import ROOT

# How long anything may take that is no promise of ours: a process starting on a machine that is busy with others.
PATIENCE_SECONDS = 180.0
# Changes that the editor may be ahead of the faults: then these fall within changes too.
AHEAD = 3
# Works as an editor would: one change for each line it is given, and a line back when it is done.
EDITS = """
import random, sys
import django
django.setup()
from wagtail.models import Site
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
draw = random.Random(int(sys.argv[1]))
root = Site.objects.get(audience_row__audience="public").root_page
homes = []
for number in range(3):
    homes.append(SectionPage(title=f"Section {number}"))
    root.add_child(instance=homes[-1])
pages = []
for number, _ in enumerate(sys.stdin):
    kind = draw.choice(["add", "add", "edit", "edit", "move", "unpublish", "delete"])
    if kind == "add" or not pages:
        page = NewsPage(title=f"News {number} flu", body=[("rich_text", f"<p>Words {number}</p>")])
        SectionPage.objects.get(pk=draw.choice(homes).pk).add_child(instance=page)
        pages.append(page.pk)
    else:
        page = NewsPage.objects.get(pk=draw.choice(pages))
        if kind == "edit":
            page.title = f"{page.title} {number}"
            page.save_revision().publish()
        elif kind == "move":
            page.move(SectionPage.objects.get(pk=draw.choice(homes).pk), pos="last-child")
        elif kind == "unpublish":
            page.unpublish()
        else:
            pages.remove(page.pk)
            page.delete()
    print(kind, flush=True)
"""
# For each line it is given: how far each index is behind the log and in how many rows it differs from the items.
# A process that is ready before it is needed: what is measured is the index, not how long Django takes to load.
AUDIT = """
import sys
import django
django.setup()
from search.errors import EngineUnavailable
from site_content.followers.indexes.audit import drift
from site_content.followers.indexes.configured import configured_indexes
from site_content.publishing import log
indexes = configured_indexes()
for _ in sys.stdin:
    found = []
    for audience, index in indexes.items():
        try:
            position = index.position()
            index.refresh()
            found.append((audience, log.head() - (position or 0), len(drift(index, audience))))
        except EngineUnavailable as error:
            # Not reached, or not made yet: the worker has not come that far.
            found.append((audience, None, str(error)[:200]))
    print(found, flush=True)
"""


class Talker:
    """A Python process that answers each line with a line."""

    def __init__(self, environment: dict[str, str], program: str, *arguments: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", program, *arguments],
            cwd=ROOT,
            env=environment | {"HEADLAND_LOG_LEVEL": "ERROR"},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def tell(self) -> None:
        """Ask for one more answer."""
        assert self.process.stdin
        self.process.stdin.write("\n")
        self.process.stdin.flush()

    def hear(self) -> str:
        """Wait for an answer."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        assert line, f"ended with {self.process.wait()}"
        return line.strip()

    def end(self) -> None:
        """Kill it, whatever it does."""
        self.process.kill()
        self.process.communicate()


class Workers:
    """Workers, one at a time: each one that begins takes the place of one that was killed."""

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment, self._folder = environment, folder
        self._number = 0
        self.begin()

    def begin(self) -> None:
        """Start another worker."""
        self._number += 1
        with self._log.open("wb") as output:
            command = [sys.executable, "manage.py", "worker"]
            self._process = subprocess.Popen(command, cwd=ROOT, env=self._environment, stdout=output, stderr=output)

    def kill(self) -> None:
        """Kill -9 the one that works."""
        self._process.send_signal(signal.SIGKILL)
        self._process.wait()

    def wait_until_up(self) -> None:
        """Wait until the newest one has begun to work: only from then on can it catch up."""
        wait_until(lambda: b"working as" in self._log.read_bytes() or not self.is_running, self.said)
        assert self.is_running, self.said()

    def end(self) -> None:
        """End the last one as an operator does; one that does not listen is killed."""
        self._process.terminate()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self.kill()

    @property
    def is_running(self) -> bool:
        return self._process.poll() is None

    def said(self) -> str:
        """The end of what the newest one logged."""
        return self._log.read_text(errors="replace")[-3000:]

    @property
    def _log(self) -> Path:
        return self._folder / f"worker-{self._number}.log"


class Server:
    """An Elasticsearch of our own, which may be killed; it takes half a minute to come back."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="headland-faults-"))
        self._folder.chmod(0o755)  # it runs as another user
        self.url = elasticsearch.start(self._folder)

    def kill(self) -> None:
        """Kill -9 it, with the process that looks after it."""
        processes.stop(self._folder, signal.SIGKILL)

    def begin(self) -> None:
        """Start it again where it was, with the data it has; returns when it answers."""
        elasticsearch.start(self._folder, urlsplit(self.url).port or 0)

    def end(self) -> None:
        """Kill it and throw its data away."""
        self.kill()
        shutil.rmtree(self._folder, ignore_errors=True)


def wait_until(condition: Callable[[], object], told: Callable[[], object]) -> None:
    """Wait for as long as a busy machine may need; fail with what ``told`` says."""
    end = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < end, told()
        time.sleep(0.05)


def migrate(environment: dict[str, str]) -> None:
    """Make the tables of an installation."""
    command = [sys.executable, "manage.py", "migrate", "-v0"]
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
