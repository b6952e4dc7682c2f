"""PostgreSQL's own programs: pg_dump and pg_restore, those of this machine that suit the server."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

from django.db import connection
from django.db.backends.postgresql.client import DatabaseClient

from site_content.backup.errors import BackupError

# Where Debian keeps each version of them, off the PATH.
_DEBIAN = Path("/usr/lib/postgresql")
_ADVICE = "install PostgreSQL's client programs (Debian: apt install postgresql-client-{major})"


def dump(file: Path, snapshot: str, server: int) -> None:
    """Write the database, as an exported snapshot shows it, in pg_dump's custom format. Raises BackupError."""
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--file={file}"]
    _run("pg_dump", server, options)


def load(file: Path, server: int) -> None:
    """Bring a dump into the database, which is empty: all of it, or nothing. Raises BackupError."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", server, options, str(file))


def program(name: str, server: int) -> Path:
    """Return the program of this name that suits a server: of its version, else the next newer. Raises BackupError."""
    on_path = shutil.which(name)
    candidates = [*_DEBIAN.glob(f"*/bin/{name}"), *([Path(on_path)] if on_path else [])]
    versions = {_version(path): path for path in candidates}
    major = server // 10_000
    suitable = [version for version in sorted(versions) if version >= major]
    if not suitable:
        newest = max(versions, default=0)
        there = f"{name} is of version {newest}" if newest else f"there is no {name}"
        raise BackupError(f"the server is PostgreSQL {major}, and {there}: {_ADVICE.format(major=major)}")
    return versions[suitable[0]]


def _version(path: Path) -> int:
    try:
        text = subprocess.run([str(path), "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
    except OSError:
        return 0
    number = re.search(r"\) (\d+)", text)
    return int(number[1]) if number else 0


def _run(name: str, server: int, options: list[str], *operands: str) -> None:
    path = program(name, server)
    arguments, variables = DatabaseClient.settings_to_cmd_args_env(connection.settings_dict, [])
    # psql, then how to reach the server, then the database's name.
    *reach, database = arguments[1:]
    command = [str(path), *options, *reach, "--no-password", f"--dbname={database}", *operands]
    # No PG… variable of the shell may lead elsewhere.
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("PG")}
    done = subprocess.run(  # noqa: S603 (a program of the system, named above)
        command,
        env=inherited | (variables or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        message = done.stderr.strip()[-1000:]
        if "No space left" in message:
            raise OSError(28, "No space left on device", message)
        raise BackupError(f"{name} says: {message}")
