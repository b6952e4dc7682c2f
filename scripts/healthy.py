"""``python -m scripts.healthy cms|delivery|public|staff|worker``: the health check of one process, beside it.

It ends with 0 when the process can do its work, else with 1 and the reasons. Containers ask it (compose.yaml): their
image has no curl. Servers answer ``/health/ready``; the worker, which listens nowhere, has heard the log a moment ago.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from scripts.serve import PROCESSES
from site_content.followers.copies.heard import last_heard

SECONDS = 5.0
# A worker that builds a copy of 100,000 items hears nothing else for about a minute.
MAX_HEARD_SECONDS = 120.0
# Where a server that listens everywhere is asked.
_LOOPBACK = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "[::1]"}  # noqa: S104 (nothing listens here)


def reasons(name: str, environ: Mapping[str, str]) -> list[str]:
    """Return why a process cannot do its work; nothing when it can."""
    return _worker_reasons(environ) if name == "worker" else _server_reasons(name, environ)


def _server_reasons(name: str, environ: Mapping[str, str]) -> list[str]:
    process = PROCESSES[name]
    bind = environ.get("HEADLAND_BIND", "")
    port = environ.get(f"{process.setting}_PORT") or process.port
    address = f"http://{_LOOPBACK.get(bind, bind)}:{port}/health/ready"
    # A proxy that is set for the internet must not be asked for this machine.
    direct = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with direct.open(address, timeout=SECONDS):
            return []
    except urllib.error.HTTPError as error:
        with error:
            return _reasons_in(error.read()) or [f"status_{error.code}"]
    except OSError as error:
        return [f"no answer at {address}: {error}"]


def _reasons_in(body: bytes) -> list[str]:
    try:
        return [str(reason) for reason in json.loads(body)["reasons"]]
    except (ValueError, LookupError, TypeError):
        return []


def _worker_reasons(environ: Mapping[str, str]) -> list[str]:
    copies = Path(environ.get("HEADLAND_DATA") or "var") / "copies"
    notes = {audience: last_heard(copies / f"{audience}.sqlite3") for audience in ("public", "staff")}
    return [
        f"{audience}_copy_not_followed"
        for audience, heard in notes.items()
        if heard is None or heard.seconds > MAX_HEARD_SECONDS
    ]


def main(arguments: list[str]) -> int:
    """Ask one process. Returns the exit status."""
    names = [*PROCESSES, "worker"]
    if len(arguments) != 1 or arguments[0] not in names:
        print(f"Name one of {', '.join(names)}.", file=sys.stderr)
        return 2
    bad = reasons(arguments[0], os.environ)
    if bad:
        print(", ".join(bad))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
