"""The database at one moment, while editors go on: a file to back up, and an alias of Django's to ask it by."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection, connections, transaction

from site_content.backup.errors import BackupError
from site_content.backup.postgresql import dump

_ALIAS = "snapshot"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``file`` is what goes into the backup; ``alias`` reads the same rows; ``server`` is the database's version."""

    file: Path
    alias: str
    server: int


@contextmanager
def snapshot(folder: Path) -> Iterator[Snapshot]:
    """Give the database as it is now; its file lies in ``folder`` and the caller deletes it. Raises BackupError."""
    if connection.vendor == "sqlite":
        yield from _of_sqlite(folder / "database")
    else:
        yield from _of_postgresql(folder / "database")


def _of_sqlite(file: Path) -> Iterator[Snapshot]:
    source = Path(connection.settings_dict["NAME"])
    if not source.is_file():
        raise BackupError(f"there is no database at {source}: nothing to back up")
    try:
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?mode=ro", uri=True, timeout=60)) as conn:
            # One transaction of a reader: it sees one moment, and nobody waits for it.
            conn.execute("VACUUM INTO ?", (str(file),))
        with closing(sqlite3.connect(file)) as conn:
            faults = [row[0] for row in conn.execute("PRAGMA quick_check(3)")]
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF == sqlite3.SQLITE_FULL:
            raise OSError(28, "No space left on device", str(file)) from error
        raise BackupError(f"the database cannot be read: {error}") from error
    except sqlite3.DatabaseError as error:
        raise BackupError(f"the database is damaged: {error}") from error
    if faults != ["ok"]:
        raise BackupError(f"the database is damaged: {'; '.join(faults)}")
    options = {"init_command": "PRAGMA query_only=ON"}
    connections.databases[_ALIAS] = {**connection.settings_dict, "NAME": file, "OPTIONS": options}
    try:
        yield Snapshot(file, _ALIAS, sqlite3.sqlite_version_info[0] * 10_000 + sqlite3.sqlite_version_info[1] * 100)
    finally:
        connections[_ALIAS].close()
        del connections[_ALIAS], connections.databases[_ALIAS]


def _of_postgresql(file: Path) -> Iterator[Snapshot]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot(), current_setting('server_version_num')::int")
        name, server = cursor.fetchone()
        dump(file, name, server)
        yield Snapshot(file, connection.alias, server)
