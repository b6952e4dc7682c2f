"""The four servers of a checkout: starts them as its Procfile does, and stops them."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.compare.checkout import Checkout

# These names are addresses of the project: they stay wherever modules move.
SERVERS = {
    "cms": ("wsgi", "cms.wsgi:application"),
    "delivery": ("wsgi", "cms.delivery.wsgi:application"),
    "public": ("asgi", "frontend_templates.public.app:app"),
    "staff": ("asgi", "frontend_templates.staff.app:app"),
}
START_SECONDS = 120
STOP_SECONDS = 30


class NotServing(Exception):
    """A server did not start; the message has the end of its log."""


@contextmanager
def serving(checkout: Checkout, logs: Path) -> Iterator[None]:
    """Serve while the block runs. Raises NotServing."""
    logs.mkdir(parents=True, exist_ok=True)
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, (interface, application) in SERVERS.items():
            command = [checkout.python, "-m", "granian", "--interface", interface, "--host", "127.0.0.1"]
            command += ["--port", str(checkout.ports[name]), "--workers", "1", "--no-ws", "--log-level", "warning"]
            # One thread: what is asked one after another is answered from the same state each time.
            command += ["--blocking-threads", "1"] if interface == "wsgi" else []
            with (logs / f"{name}.log").open("wb") as log:
                started[name] = subprocess.Popen(
                    [*command, application],
                    cwd=checkout.folder,
                    env=checkout.environment(),
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
        end = time.monotonic() + START_SECONDS
        for name, process in started.items():
            while not listens(checkout.ports[name]):
                if process.poll() is not None or time.monotonic() > end:
                    raise NotServing(f"{checkout.folder}: {name}\n{(logs / f'{name}.log').read_text()[-6000:]}")
                time.sleep(0.1)
        yield
    finally:
        for process in started.values():
            process.terminate()
        for process in started.values():
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def listens(port: int) -> bool:
    """Say whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
