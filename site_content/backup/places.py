"""The places of an installation: its database and its media folder, what lies there, and how they are replaced."""

from __future__ import annotations

import shutil
import sqlite3
import uuid
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection, connections, transaction
from wagtail.models import Page

from site_content.backup import postgresql
from site_content.backup.errors import BackupError
from site_content.followers.copies.generations import sync
from site_content.items.models import LogHead

STAGING = ".restoring"
_OLD = ".before-restore"
_SIDES = ("-wal", "-shm", "-journal")


def occupants() -> list[str]:
    """Return what a restore would overwrite, in words; nothing where there is nothing. Raises BackupError."""
    words = []
    try:
        tables = connection.introspection.table_names() if _is_there() else []
        if tables:
            counts = [f"{_count(model)} {name}" for name, model in (("pages", Page), ("accounts", get_user_model()))]
            words.append(f"a database with {len(tables)} tables ({', '.join(counts)})")
    except DatabaseError as error:
        if connection.vendor != "sqlite":
            raise BackupError(f"the database does not answer: {error}") from error
        words.append(f"a database that cannot be read ({error})")
    root = Path(settings.MEDIA_ROOT)
    if media := sum(path.is_file() for path in root.rglob("*") if not _is_own(path.relative_to(root))):
        words.append(f"{media} files of media in {root}")
    return words


def newest_position() -> int:
    """Return the newest position that readers may have of the log that is there; 0 where there is none."""
    with suppress(DatabaseError):
        if _is_there():
            row = LogHead.objects.filter(pk=1).values_list("public_position", "staff_position", "seq").first()
            return max(row or (0,))
    return 0


def refuse_users() -> None:
    """Raise BackupError while another process uses the database."""
    if connection.vendor == "sqlite":
        connections.close_all()
        if not _is_there():
            return
        try:
            with closing(sqlite3.connect(_sqlite_file(), timeout=2)) as conn:
                # It wants the file for itself.
                mode = conn.execute("PRAGMA journal_mode = DELETE").fetchone()[0]
        except sqlite3.OperationalError:
            mode = "wal"
        except sqlite3.DatabaseError:
            return  # what is damaged may be overwritten
        if mode != "delete":
            raise BackupError("another process uses the database: stop the CMS and the worker first")
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND backend_type = 'client backend'"
        )
        if count := cursor.fetchone()[0]:
            raise BackupError(f"{count} other connections use the database: stop the CMS and the worker first")


def database_staging() -> Path:
    """Return where the database of a backup waits until all of it was compared: on the disk it will lie on."""
    if connection.vendor == "sqlite":
        file = _sqlite_file()
        return file.with_name(f"{file.name}{STAGING}")
    return Path(settings.MEDIA_ROOT) / STAGING / "database"


@contextmanager
def replaced_database(server: int) -> Iterator[None]:
    """Put the staged database in place; if what follows fails, the old one comes back. Raises BackupError."""
    if connection.vendor == "sqlite":
        yield from _replaced_sqlite()
    else:
        yield from _replaced_postgresql(server)


def _replaced_sqlite() -> Iterator[None]:
    staged, file = database_staging(), _sqlite_file()
    try:
        with closing(sqlite3.connect(staged)) as conn:
            faults = [row[0] for row in conn.execute("PRAGMA quick_check(3)")]
    except sqlite3.DatabaseError as error:
        faults = [str(error)]
    if faults != ["ok"]:
        raise BackupError(f"the database in the backup is damaged: {'; '.join(faults)}")
    connections.close_all()
    old = file.with_name(f"{file.name}{_OLD}")
    if file.exists():
        file.rename(old)
    for side in _SIDES:
        file.with_name(file.name + side).unlink(missing_ok=True)
    staged.rename(file)
    sync(file.parent)
    try:
        yield
    except BaseException:
        connections.close_all()
        for side in ("", *_SIDES):
            file.with_name(file.name + side).unlink(missing_ok=True)
        if old.exists():
            old.rename(file)
        raise
    old.unlink(missing_ok=True)


def _replaced_postgresql(server: int) -> Iterator[None]:
    postgresql.program("pg_restore", server)
    old = f"before_restore_{uuid.uuid4().hex[:12]}"
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f'ALTER SCHEMA public RENAME TO "{old}"')
            cursor.execute("CREATE SCHEMA public")
    except DatabaseError as error:
        raise BackupError(f"the database's user must own it and its schema public: {error}") from error
    # The dump makes tables where this connection looked for the old ones.
    connection.close()
    try:
        postgresql.load(database_staging(), server)
        yield
    except BaseException:
        connection.close()
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute(f'ALTER SCHEMA "{old}" RENAME TO public')
        raise
    with connection.cursor() as cursor:
        cursor.execute(f'DROP SCHEMA "{old}" CASCADE')


@contextmanager
def replaced_media() -> Iterator[None]:
    """Put the staged media in place, within the folder, which may be a disk of its own; as ``replaced_database``."""
    root = Path(settings.MEDIA_ROOT)
    staged, old = root / STAGING / "media", root / _OLD
    shutil.rmtree(old, ignore_errors=True)
    old.mkdir(parents=True)
    staged.mkdir(parents=True, exist_ok=True)
    try:
        _move_all(root, old)
        _move_all(staged, root)
        sync(root)
        yield
    except BaseException:
        shutil.rmtree(staged, ignore_errors=True)
        staged.mkdir(parents=True)
        _move_all(root, staged)
        _move_all(old, root)
        shutil.rmtree(old)
        raise
    shutil.rmtree(old)


def clear_staging() -> None:
    """Delete what waits in staging, or was left there by a restore that was killed."""
    shutil.rmtree(Path(settings.MEDIA_ROOT) / STAGING, ignore_errors=True)
    database_staging().unlink(missing_ok=True)


def _move_all(source: Path, target: Path) -> None:
    for path in source.iterdir():
        if not path.name.startswith("."):
            path.rename(target / path.name)


def _is_own(path: Path) -> bool:
    return path.parts[0].startswith(".")


def _count(model: type) -> int | str:
    try:
        with transaction.atomic():
            return int(model._default_manager.count())  # type: ignore[attr-defined]
    except DatabaseError:
        return "?"


def _is_there() -> bool:
    """Say whether there is a database, without making a file."""
    return connection.vendor != "sqlite" or _sqlite_file().is_file()


def _sqlite_file() -> Path:
    return Path(connection.settings_dict["NAME"])
