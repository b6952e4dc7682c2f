"""Every process of Headland, started as ``make run`` starts them, on ports and data of a test's own."""

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from scripts.services.processes import free_port
from tests.architecture.tracked import ROOT

PORTS = {"public": "HEADLAND_PUBLIC_PORT", "staff": "HEADLAND_STAFF_PORT", "cms": "HEADLAND_CMS_PORT",
         "api": "HEADLAND_DELIVERY_PORT"}  # fmt: skip
PATIENCE_SECONDS = 400


@dataclass
class WholeSet:
    """The processes, where they answer, and the accounts that were printed."""

    process: "subprocess.Popen[bytes]"
    log: Path
    environment: dict[str, str]

    def output(self) -> str:
        """What they have printed so far."""
        return self.log.read_text(errors="replace")

    def address(self, name: str) -> str:
        """The address of ``public``, ``staff``, ``cms`` or ``api``, no trailing slash."""
        return f"http://localhost:{self.environment[PORTS[name]]}"

    def password(self, account: str) -> str:
        """The password that was printed for ``editor`` or ``reader``. Fails with the output when there was none."""
        found = re.search(rf"^ +{account} +password +(\S+)", self.output(), re.MULTILINE)
        assert found, self.output()
        return found[1]

    def stop(self) -> None:
        """End them as Ctrl-C does."""
        if self.process.poll() is None:
            os.killpg(self.process.pid, signal.SIGINT)
            try:
                self.process.wait(30)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)


def start(folder: Path) -> WholeSet:
    """Start everything with its data in ``folder`` and wait until it says that it runs."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("HEADLAND_", "DJANGO_", "PYTEST", "DATABASE_URL", "ELASTICSEARCH_"))
    }
    environment = kept | {name: str(free_port()) for name in PORTS.values()} | {"HEADLAND_DATA": str(folder / "var")}
    log = folder / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "scripts.run"], cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    started = WholeSet(process, log, environment)
    end = time.monotonic() + PATIENCE_SECONDS
    while "Headland is running" not in started.output():
        if process.poll() is not None or time.monotonic() > end:
            started.stop()
            raise AssertionError(started.output())
        time.sleep(0.2)
    return started
