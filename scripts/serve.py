"""``python -m scripts.serve cms|delivery|public|staff``: one server process, as the Procfile starts it.

It refuses a port that something listens on, and its workers end when it is killed: granian lets a second server share
the port of a first, or of what is left of one.
"""

from __future__ import annotations

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces, RuntimeModes
from granian.http import HTTP1Settings
from granian.log import LogLevels

# Milliseconds for the first line and the headers of a request, and for a connection on which nothing is asked.
HEADERS = 10_000
PR_SET_PDEATHSIG = 1


@dataclass(frozen=True)
class Process:
    """One of the servers: what it runs, and the first part of the names of its settings."""

    interface: Interfaces
    target: str
    setting: str
    port: int


PROCESSES = {
    "cms": Process(Interfaces.RSGI, "cms.rsgi:application", "HEADLAND_CMS", 8002),
    "delivery": Process(Interfaces.RSGI, "cms.delivery.rsgi:application", "HEADLAND_DELIVERY", 8003),
    "public": Process(Interfaces.ASGI, "frontend_templates.public.app:app", "HEADLAND_PUBLIC", 8000),
    "staff": Process(Interfaces.ASGI, "frontend_templates.staff.app:app", "HEADLAND_STAFF", 8001),
}


def occupy(host: str, port: int) -> socket.socket | None:
    """Return a socket that keeps the port from other servers while it is open; None when something is there already.

    Workers listen beside it (SO_REUSEPORT), some seconds later: it is not asked for connections itself.
    """
    family, kind, proto, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind, proto) as probe:
        # What is left of connections that were closed does not matter; a listener does.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(address)
        except OSError:
            return None
    place = socket.socket(family, kind, proto)
    if hasattr(socket, "SO_REUSEPORT"):
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        place.bind(address)
    return place


def begin(spawner: Callable[..., None], parent: int, *arguments: Any, **named: Any) -> None:
    """Run a worker that ends with the server that started it, however that ended (prctl(2))."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
        if os.getppid() != parent:
            sys.exit(1)
    spawner(*arguments, **named)


def main(arguments: list[str]) -> int:
    """Serve until a signal ends it. Returns the exit status."""
    if len(arguments) != 1 or arguments[0] not in PROCESSES:
        print(f"Name one of {', '.join(PROCESSES)}.", file=sys.stderr)
        return 2
    process, environ = PROCESSES[arguments[0]], os.environ
    host = environ.get("HEADLAND_BIND") or "127.0.0.1"
    port = int(environ.get(f"{process.setting}_PORT") or process.port)
    if (place := occupy(host, port)) is None:
        print(f"Port {port} is in use. Choose another: {process.setting}_PORT=…", file=sys.stderr)
        return 1
    server = Granian(
        process.target,
        host,
        port,
        interface=process.interface,
        workers=int(environ.get(f"{process.setting}_WORKERS") or 1),
        runtime_mode=RuntimeModes.st,
        # The version that every proxy and browser has without TLS; for a second one no time limit would hold.
        http=HTTPModes.http1,
        http1_settings=HTTP1Settings(header_read_timeout=HEADERS),
        websockets=False,
        log_level=LogLevels(environ.get("HEADLAND_SERVER_LOG_LEVEL") or "warning"),
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )
    spawners = {Interfaces.RSGI: server._spawn_rsgi_worker, Interfaces.ASGI: server._spawn_asgi_lifespan_worker}
    with place:
        server.serve(spawn_target=partial(begin, spawners[process.interface], os.getpid()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
