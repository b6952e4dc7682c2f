"""A private PostgreSQL cluster for tests: its own folder and port, thrown away afterwards."""

import os
import pwd
import subprocess
from pathlib import Path

from scripts.services import machine, processes
from scripts.services.machine import Unavailable

PACKAGE = "postgresql"
ROLE = "headland"
# Nothing in a test cluster has to survive a power cut.
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
}


def ensure() -> Path:
    """Return the folder of the server's programs, installing the Debian package once. Raises Unavailable."""
    folder = programs()
    if not folder:
        machine.install(PACKAGE)
        folder = programs()
    if not folder:
        raise Unavailable("PostgreSQL's programs (initdb, postgres) are not on this machine")
    return folder


def programs() -> Path | None:
    """Find the newest server: Debian keeps it off the PATH, others on it."""
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3]))
    if debian:
        return debian[-1].parent
    initdb = machine.find("initdb")
    return Path(initdb).resolve().parent if initdb else None


def start(folder: Path) -> str:
    """Start a cluster in ``folder`` and return the URL of its empty database. Raises Unavailable."""
    bin_folder = ensure()
    port = processes.free_port()
    data = folder / "data"
    machine.own(folder)
    if not data.is_dir():
        make = [str(bin_folder / "initdb"), "-D", str(data), "-U", ROLE, "--auth=trust", "-E", "UTF8", "--no-sync"]
        run(folder, [*make, "--locale=C.UTF-8" if os.uname().sysname == "Linux" else "--locale=C"])
    options = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    server = [str(bin_folder / "postgres"), "-D", str(data), "-p", str(port), *options]
    processes.start_server(folder, server, server_environment(folder))
    ready = [str(bin_folder / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
    processes.wait_until(folder, lambda: subprocess.run(ready, check=False).returncode == 0, 30)
    return f"postgres://{ROLE}@127.0.0.1:{port}/postgres"


def run(folder: Path, command: list[str]) -> None:
    """Run one of the server's programs as the service user. Raises Unavailable with what it said."""
    user = machine.service_user()
    done = subprocess.run(
        command,
        cwd=folder,
        env=server_environment(folder),
        user=user,
        group=None if user is None else pwd.getpwnam(user).pw_gid,
        extra_groups=None if user is None else [],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Unavailable(f"{Path(command[0]).name}: {done.stderr.strip()[-500:]}")


def server_environment(folder: Path) -> dict[str, str]:
    """A small environment, so that no PG… variable of the caller reaches the server."""
    return {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(folder)}
