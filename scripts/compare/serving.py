"""The four servers of a checkout: starts them as its Procfile does, and stops them."""

from __future__ import annotations

import socket
import subprocess
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from scripts.compare.checkout import Checkout

# How a checkout from before ``scripts.serve`` starts its servers: its Procfile named granian.
SERVERS = {
    "cms": ("wsgi", "cms.wsgi:application"),
    "delivery": ("wsgi", "cms.delivery.wsgi:application"),
    "public": ("asgi", "frontend_templates.public.app:app"),
    "staff": ("asgi", "frontend_templates.staff.app:app"),
}
# What is asked one after another is answered from the same state each time.
ONE_THREAD = {"HEADLAND_CMS_THREADS": "1", "HEADLAND_DELIVERY_THREADS": "1"}
START_SECONDS = 120
STOP_SECONDS = 30


class NotServing(Exception):
    """A server did not start; the message has the end of its log."""


@contextmanager
def serving(checkout: Checkout, logs: Path, names: Iterable[str] = SERVERS) -> Iterator[None]:
    """Serve while the block runs. Raises NotServing."""
    logs.mkdir(parents=True, exist_ok=True)
    started: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name in names:
            with (logs / f"{name}.log").open("wb") as log:
                started[name] = subprocess.Popen(
                    command_of(checkout, name),
                    cwd=checkout.folder,
                    env=checkout.environment() | ONE_THREAD,
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


def command_of(checkout: Checkout, name: str) -> list[str]:
    """Return how a checkout starts a server, as its own Procfile does."""
    if (checkout.folder / "scripts" / "serve.py").is_file():
        return [checkout.python, "-m", "scripts.serve", name]
    interface, application = SERVERS[name]
    command = [checkout.python, "-m", "granian", "--interface", interface, "--host", "127.0.0.1"]
    command += ["--port", str(checkout.ports[name]), "--workers", "1", "--no-ws", "--log-level", "warning"]
    return [*command, *(["--blocking-threads", "1"] if interface == "wsgi" else []), application]


def listens(port: int) -> bool:
    """Say whether something listens on a port of this machine."""
    with socket.socket() as probe:
        probe.settimeout(1)
        return probe.connect_ex(("127.0.0.1", port)) == 0
