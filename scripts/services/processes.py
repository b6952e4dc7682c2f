"""Server processes: start each in a folder of its own and stop it by its process id and nothing else."""

import json
import os
import pwd
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from scripts.services.machine import Unavailable, service_user


def free_port() -> int:
    """Return a port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def started_at(pid: int) -> str | None:
    """Return a mark of when a process began, or None when it does not run.

    A pid file may outlive its process and the number be used again: pid and mark together name one process.
    """
    if Path("/proc/self/stat").exists():
        try:
            # proc(5): after the name in brackets come the state and, 19 fields on, the start time.
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return None
        return None if fields[0] == "Z" else fields[19]
    command = ["ps", "-o", "stat=,lstart=", "-p", str(pid)]
    output = subprocess.run(
        command, capture_output=True, text=True, check=False, env=os.environ | {"LC_ALL": "C"}
    ).stdout
    state, _, began = output.strip().partition(" ")
    return began.strip() if began and not state.startswith("Z") else None


def running(folder: Path) -> int | None:
    """Return the pid recorded in ``folder``, or None when that very process is gone."""
    try:
        record = json.loads((folder / "process.json").read_text())
    except (OSError, ValueError):
        return None
    pid: int = record["pid"]
    began = started_at(pid)
    return pid if began is not None and began == record["started_at"] else None


def start_server(folder: Path, command: list[str], environment: Mapping[str, str], cwd: Path | None = None) -> int:
    """Start ``command`` as the service user and return its pid.

    It gets a process group of its own; its output goes to ``folder``/output.log, its pid to ``folder``/process.json.
    """
    user = service_user()
    with (folder / "output.log").open("ab") as output:
        process = subprocess.Popen(
            command,
            cwd=cwd or folder,
            env=dict(environment),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
            group=None if user is None else pwd.getpwnam(user).pw_gid,
            extra_groups=None if user is None else [],
        )
    record = {"pid": process.pid, "started_at": started_at(process.pid), "command": command}
    (folder / "process.json").write_text(json.dumps(record))
    return process.pid


def wait_until(folder: Path, ready: Callable[[], bool], seconds: float) -> None:
    """Wait for ``ready``. Raises Unavailable with the end of the log when the process dies or time runs out."""
    end = time.monotonic() + seconds
    while not ready():
        alive = running(folder) is not None
        if alive and time.monotonic() < end:
            time.sleep(0.25)
            continue
        log = (folder / "output.log").read_text(errors="replace")[-2000:]
        raise Unavailable(f"{folder.name} {'was not ready in time' if alive else 'died'}:\n{log}")


def stop(folder: Path, how: int = signal.SIGTERM, seconds: float = 20) -> bool:
    """Stop the process recorded in ``folder`` and its group; kill after ``seconds``. False when none ran."""
    pid = running(folder)
    if pid is not None:
        os.killpg(pid, how)
        end = time.monotonic() + seconds
        while running(folder) is not None and time.monotonic() < end:
            reap(pid)
            time.sleep(0.1)
        if running(folder) is not None:
            os.killpg(pid, signal.SIGKILL)
            reap(pid)
    (folder / "process.json").unlink(missing_ok=True)
    return pid is not None


def reap(pid: int) -> None:
    """Collect a finished child; a process somebody else started is not ours to wait for."""
    try:
        os.waitpid(pid, os.WNOHANG)
    except ChildProcessError:
        return
