"""The whole product as ``make run`` starts it, from this virtualenv: every process, sample content, people to be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT

PORTS = ("HEADLAND_PUBLIC_PORT", "HEADLAND_STAFF_PORT", "HEADLAND_CMS_PORT", "HEADLAND_DELIVERY_PORT")
PATIENCE_SECONDS = 240
PASSWORD = "tide-lantern-heather-4417"
# The first run, up to where its processes start, and people with the parts that journeys need.
PREPARE = f"""
from scripts.run import prepare
prepare()
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
users = get_user_model().objects
for name, first, last, group in (
    ("editor", "Ann", "Rhys", ""), ("mair", "Mair", "Prosser", "Moderators"), ("reader", "Tomos", "Bell", ""),
):
    user, _ = users.get_or_create(username=name)
    user.first_name, user.last_name, user.email = first, last, f"{{name}}@example.org"
    user.set_password({PASSWORD!r})
    user.save()
    if group:
        user.groups.add(Group.objects.get(name=group))
"""


@dataclass(frozen=True)
class Product:
    """Where its parts answer. ``people`` are ``editor`` (may do everything), ``mair`` (moderator) and ``reader``."""

    public: str
    staff: str
    cms: str
    api: str
    data: Path
    log: Path

    @property
    def sites(self) -> tuple[str, ...]:
        """The addresses a browser may ask anything of."""
        return (self.public, self.staff, self.cms)


class Running:
    """Started by ``start``; ``stop`` ends every process."""

    def __init__(self, folder: Path) -> None:
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("HEADLAND_", "DJANGO_", "PYTEST", "ELASTICSEARCH_", "DATABASE_URL"))
        }
        ports = {name: str(free_port()) for name in PORTS}
        self.environment = kept | ports | {"HEADLAND_DATA": str(folder / "data")}
        public, staff, cms, api = (f"http://localhost:{ports[name]}" for name in PORTS)
        self.product = Product(public, staff, cms, api, folder / "data", folder / "run.log")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> Product:
        """Prepare and start; return when every address answers. Raises AssertionError with the output."""
        prepared = subprocess.run(
            [sys.executable, "-c", PREPARE], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            timeout=PATIENCE_SECONDS, check=False,
        )  # fmt: skip
        assert prepared.returncode == 0, prepared.stderr
        with self.product.log.open("wb") as output:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=self.environment, stdout=output,
                stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, start_new_session=True,
            )  # fmt: skip
        end = time.monotonic() + PATIENCE_SECONDS
        while "Headland is running" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.2)
        return self.product

    def output(self) -> str:
        """What the processes have said so far."""
        return self.product.log.read_text(errors="replace")

    def stop(self) -> None:
        """End it as Ctrl-C does: the signal reaches every process of the session."""
        if self.process is None or self.process.poll() is not None:
            return
        os.killpg(self.process.pid, signal.SIGINT)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            raise
