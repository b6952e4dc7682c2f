"""A whole installation on ports of its own: CMS, worker, a delivery host on the feed, both sites, and an editor."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT
from tests.faults.four_servers import listens
from tests.faults.middleman import Middleman

PATIENCE_SECONDS = 120.0
TOKEN = "the-token-of-the-feed-of-this-test"
# Publishes a page for each line ``<slug> <title>``, again if it is there, and answers ``done`` once it is committed.
EDITOR = """
import sys
import django
django.setup()
from django.db import Error, close_old_connections, connections
from wagtail.models import Site
from site_content.pages.types.standard import StandardPage
for line in sys.stdin:
    slug, _, title = line.strip().partition(" ")
    try:
        close_old_connections()
        root = Site.objects.get(audience_row__audience="public").root_page
        page = StandardPage.objects.child_of(root).filter(slug=slug).first()
        if page is None:
            page = root.add_child(instance=StandardPage(title=title, slug=slug))
        page.title = title
        page.save_revision().publish()
        print("done", flush=True)
    except Error as error:
        connections.close_all()
        print("failed", repr(error)[:200], flush=True)
"""
SERVERS = ("cms", "delivery", "public", "staff")


class Installation:
    """``acknowledged`` is what the editor was told is published: path → title."""

    def __init__(self, folder: Path, database_url: str = "", migrated: Path | None = None) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in SERVERS}
        self.feed = Middleman(("127.0.0.1", self.ports["cms"]))
        self.acknowledged: dict[str, str] = {}
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.extra: dict[str, dict[str, str]] = {}
        self._number = 0
        # No connection is held on to: one that stands still is of this test, not of the server.
        self._http = httpx.Client(trust_env=False, limits=httpx.Limits(max_keepalive_connections=0))
        mine = {name: value for name, value in os.environ.items() if not name.startswith(("HEADLAND_", "DJANGO_"))}
        mine |= {"PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}", "DATABASE_URL": database_url}
        mine |= {f"HEADLAND_{name.upper()}_PORT": str(port) for name, port in self.ports.items()}
        mine |= {"HEADLAND_FEED_TOKEN": TOKEN, "HEADLAND_LOG_LEVEL": "WARNING", "ELASTICSEARCH_URL": ""}
        self.cms = mine | {"HEADLAND_DATA": str(folder / "cms"), "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
        feed = f"http://127.0.0.1:{self.feed.port}/api/feed/changes"
        self.delivery = mine | {"HEADLAND_DATA": str(folder / "delivery"), "HEADLAND_FEED_URL": feed}
        self.site = mine
        (folder / "cms").mkdir(parents=True)
        (folder / "log").mkdir()
        self._is_migrated = migrated is not None
        if migrated is not None:
            shutil.copy(migrated, folder / "cms" / "headland.sqlite3")

    @property
    def delivery_copy(self) -> Path:
        """The link to the copy of the delivery host."""
        return self.folder / "delivery" / "copies" / "public.sqlite3"

    def cms_copy(self, audience: str) -> Path:
        """The link to a copy of the CMS's host."""
        return self.folder / "cms" / "copies" / f"{audience}.sqlite3"

    def begin(self) -> None:
        """Migrate, publish a little, and start everything; returns when all is well."""
        if not self._is_migrated:
            self.manage("migrate", "-v0")
        self._start_editor()
        for name in ("cms", "worker", "delivery", "public", "staff"):
            self.start(name)
        for number in range(30):
            self.publish(f"page-{number}", f"Page {number}")
        self.settle()

    def start(self, name: str, prefix: Any = (), **more: str) -> None:
        """Start a process as the Procfile does. ``prefix`` is a command that runs it."""
        environment = {"cms": self.cms, "worker": self.cms, "delivery": self.delivery}.get(name, self.site)
        command = [sys.executable, "manage.py", "worker"]
        if name in SERVERS:
            command = [sys.executable, "-m", "scripts.serve", name]
            # A worker that was killed with its server may end a moment after it, and a port in use is refused.
            self.comes_to(lambda: listens(self.ports[name]), False, 10)
        with self.log(name).open("ab") as output:
            self.running[name] = subprocess.Popen(
                [*prefix, *command], cwd=ROOT, env=environment | more, stdout=output, stderr=output,
                # A session of its own, so that the server's own children die with it.
                start_new_session=True,
            )  # fmt: skip

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to a process and its children."""
        os.killpg(self.running[name].pid, number)

    def kill(self, name: str) -> None:
        """Kill -9 a process and its children."""
        self.signal(name, signal.SIGKILL)
        self.running.pop(name).wait()

    def restart(self, name: str, **more: str) -> None:
        """Kill -9 a process and start it again."""
        self.kill(name)
        self.start(name, **more)

    def publish(self, slug: str, title: str) -> str:
        """Let the editor publish a page; return what they are told."""
        assert self._editor.stdin and self._editor.stdout
        print(slug, title, file=self._editor.stdin, flush=True)
        reply = self._editor.stdout.readline().strip()
        if reply == "done":
            self.acknowledged[f"/{slug}"] = title
        return reply

    def edit(self) -> str:
        """Publish one more change."""
        self._number += 1
        return self.publish(f"page-{self._number % 30}", f"Page in its form {self._number}")

    def manage(self, *words: str) -> str:
        """Run a command on the host of the CMS; return what it said."""
        command = [sys.executable, "manage.py", *words]
        done = subprocess.run(command, cwd=ROOT, env=self.cms, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def get(self, name: str, path: str, timeout: float = 10.0) -> tuple[int, Any]:
        """Return the status and the JSON (or text) that a server answers; (0, why) when it does not."""
        try:
            answer = self._http.get(f"http://127.0.0.1:{self.ports[name]}{path}", timeout=timeout)
        except httpx.HTTPError as error:
            return 0, repr(error)
        is_json = "json" in answer.headers.get("content-type", "")
        return answer.status_code, answer.json() if is_json else answer.text

    def health(self, name: str) -> Any:
        """Return what ``/health`` of a server says, whatever its status."""
        return self.get(name, "/api/public/v1/health" if name == "delivery" else "/health")[1]

    def ready(self, name: str) -> tuple[int, Any]:
        """Return the status and the reasons of ``/health/ready``."""
        status, value = self.get(name, "/health/ready")
        return status, value.get("reasons") if isinstance(value, dict) else value

    def comes_to(self, probe: Callable[[], Any], expected: Any, seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until ``probe`` returns what is expected."""
        end = time.monotonic() + seconds
        while (got := probe()) != expected:
            assert time.monotonic() < end, (got, expected, self.tails())
            time.sleep(0.1)

    def settle(self) -> None:
        """Wait until all is well: every server ready, nothing failing, and each acknowledged change at its readers."""
        for name in SERVERS:
            self.comes_to(lambda name=name: self.ready(name), (200, []))  # type: ignore[misc]
        self.comes_to(lambda: self.health("cms")["status"], "ok")
        self.comes_to(lambda: self.health("delivery")["copy"]["lag"], 0)
        self.comes_to(self.lost, {})

    def lost(self) -> dict[str, Any]:
        """Return what was acknowledged and is not what readers get: path → what they get."""
        answers = {path: self.get("delivery", f"/api/public/v1/content{path}") for path in self.acknowledged}
        titles = {path: value.get("title") if status == 200 else status for path, (status, value) in answers.items()}
        return {path: titles[path] for path, title in self.acknowledged.items() if titles[path] != title}

    def log(self, name: str) -> Path:
        """The file that a process logs to."""
        return self.folder / "log" / name

    def tails(self) -> dict[str, str]:
        """Return the ends of all logs."""
        return {name: self.log(name).read_text(errors="replace")[-600:] for name in self.running}

    def end(self) -> None:
        """Kill everything that was started here."""
        for name in list(self.running):
            os.killpg(self.running[name].pid, signal.SIGCONT)
            self.kill(name)
        self._editor.kill()
        self._editor.communicate()
        self.feed.close()
        self._http.close()

    def _start_editor(self) -> None:
        command = [sys.executable, "-c", EDITOR]
        pipe = subprocess.PIPE
        self._editor = subprocess.Popen(command, cwd=ROOT, env=self.cms, stdin=pipe, stdout=pipe, text=True)
