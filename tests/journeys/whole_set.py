"""Every process of Headland, started as ``make run`` starts them, on ports and data of a test's own."""

import os
import re
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT

PORTS = {"public": "HEADLAND_PUBLIC_PORT", "staff": "HEADLAND_STAFF_PORT", "cms": "HEADLAND_CMS_PORT",
         "api": "HEADLAND_DELIVERY_PORT"}  # fmt: skip
PATIENCE_SECONDS = 400


@dataclass
class Started:
    """Processes in a session of their own, and the file they print to."""

    process: "subprocess.Popen[bytes]"
    log: Path

    def output(self) -> str:
        """What they have printed so far."""
        return self.log.read_text(errors="replace")

    def wait_until_running(self, seconds: float) -> None:
        """Wait for the list of addresses; fail with the output when they end first or take too long."""
        end = time.monotonic() + seconds
        while "Headland is running" not in self.output():
            assert self.process.poll() is None, self.output()
            assert time.monotonic() < end, self.output()
            time.sleep(0.2)
        time.sleep(0.2)

    def stop(self) -> None:
        """End them as Ctrl-C does: the signal reaches every process of the terminal. Raises TimeoutExpired."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise


@dataclass
class WholeSet(Started):
    """The processes, where they answer, and the accounts that were printed."""

    environment: dict[str, str]

    def address(self, name: str) -> str:
        """The address of ``public``, ``staff``, ``cms`` or ``api``, no trailing slash."""
        return f"http://localhost:{self.environment[PORTS[name]]}"

    def password(self, account: str) -> str:
        """The password that was printed for ``editor`` or ``reader``. Fails with the output when there was none."""
        found = re.search(rf"^ +{account} +password +(\S+)", self.output(), re.MULTILINE)
        assert found, self.output()
        return found[1]


def launch(command: list[str], folder: Path, environment: dict[str, str], log: Path) -> "subprocess.Popen[bytes]":
    """Run a command in ``folder``; what it prints goes to ``log``."""
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT,
            start_new_session=True,
        )  # fmt: skip


def own_environment() -> dict[str, str]:
    """Ports nobody uses, and nothing of this process's settings."""
    # MAKE…: a make that knows it runs inside another says first which folder it enters.
    ours = ("HEADLAND_", "DJANGO_", "PYTEST", "DATABASE_URL", "ELASTICSEARCH_", "EMAIL_", "MAKE", "MFLAGS")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {name: str(free_port()) for name in PORTS.values()}


def start(folder: Path) -> WholeSet:
    """Start everything with its data in ``folder`` and wait until it says that it runs."""
    environment = own_environment() | {"HEADLAND_DATA": str(folder / "var")}
    log = folder / "run.log"
    started = WholeSet(launch([sys.executable, "-m", "scripts.run"], ROOT, environment, log), log, environment)
    try:
        started.wait_until_running(PATIENCE_SECONDS)
    except AssertionError:
        with suppress(subprocess.TimeoutExpired):
            started.stop()
        raise
    return started
