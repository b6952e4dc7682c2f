"""A checkout: runs its own programs with the data folder, key, ports and clock that both checkouts share."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

CLOCK = Path(__file__).parent / "clock"
OWN = ("HEADLAND_", "DJANGO_", "PYTEST", "PYTHON", "DATABASE_URL", "ELASTICSEARCH_", "EMAIL_", "COMPARE_")
SHARED = {
    "HEADLAND_SECRET_KEY": "one-key-for-both-checkouts-0123456789abcdef",
    "HEADLAND_FEED_TOKEN": "one-feed-token-for-both-checkouts",
    "HEADLAND_CORS_ORIGINS": "https://partner.example",
    "HEADLAND_PUBLIC_URL": "http://public.headland.example",
    "HEADLAND_STAFF_URL": "http://staff.headland.example",
    "HEADLAND_CMS_URL": "http://cms.headland.example",
    # Nothing is published while questions are asked, and looking for it would make replies depend on speed.
    "HEADLAND_WATCH_SECONDS": "0",
    "HEADLAND_LOG_LEVEL": "ERROR",
    # Sets are walked in one order.
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONUNBUFFERED": "1",
}
PORTS = {
    "public": "HEADLAND_PUBLIC_PORT",
    "staff": "HEADLAND_STAFF_PORT",
    "cms": "HEADLAND_CMS_PORT",
    "delivery": "HEADLAND_DELIVERY_PORT",
}


class CommandFailed(Exception):
    """A command of a checkout ended with an error; the message has what it printed."""


@dataclass(frozen=True)
class Checkout:
    """A checkout in ``folder`` that works on the data folder ``data`` at the time ``instant``."""

    folder: Path
    data: Path
    ports: dict[str, int]
    instant: datetime
    python: str = sys.executable

    def environment(self, moving: bool = False, at: datetime | None = None) -> dict[str, str]:
        """Return the variables of its processes; a ``moving`` clock begins at the instant instead of standing there."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(OWN)}
        ports = {PORTS[name]: str(port) for name, port in self.ports.items()}
        inside = {
            "HEADLAND_API_URL": f"http://127.0.0.1:{self.ports['delivery']}",
            "HEADLAND_CMS_INTERNAL_URL": f"http://127.0.0.1:{self.ports['cms']}",
        }
        clock = {"COMPARE_CLOCK": (at or self.instant).isoformat(), "COMPARE_CLOCK_MOVES": "1" if moving else "0"}
        paths = {"PYTHONPATH": f"{CLOCK}{os.pathsep}{self.folder}", "HEADLAND_DATA": str(self.data)}
        return inherited | SHARED | ports | inside | clock | paths

    def manage(self, *arguments: str, moving: bool = False, at: datetime | None = None) -> str:
        """Run a command of manage.py and return what it printed. Raises CommandFailed."""
        status, printed = self.check(*arguments, moving=moving, at=at)
        if status:
            raise CommandFailed(f"{self.folder}: manage.py {' '.join(arguments)[:200]}\n{printed[-6000:]}")
        return printed

    def check(self, *arguments: str, moving: bool = False, at: datetime | None = None) -> tuple[int, str]:
        """Run a command of manage.py that may find something; return its exit status and what it printed."""
        done = subprocess.run(
            [self.python, "manage.py", *arguments],
            cwd=self.folder,
            env=self.environment(moving, at),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        return done.returncode, done.stdout

    def run_script(self, script: Path, moving: bool = False, at: datetime | None = None) -> str:
        """Run a file of ours inside the checkout's Django and return what it printed. Raises CommandFailed."""
        return self.manage("shell", "--no-imports", "-c", script.read_text(encoding="utf-8"), moving=moving, at=at)
