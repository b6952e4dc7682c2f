"""Restoring a backup: all of it is compared before anything here changes, and what fails leaves the place as it was."""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from site_content.backup import places, postgresql
from site_content.backup.contents import DATABASE, Description, Manifest
from site_content.backup.create import addresses
from site_content.backup.errors import BackupDamaged, BackupError
from site_content.backup.new_place import begin_anew
from site_content.backup.reading import media_name, plain_stream, read_backup
from site_content.backup.writing import Progress


@dataclass(frozen=True, slots=True)
class Restored:
    """What was restored, and sentences for whoever did it."""

    description: Description
    manifest: Manifest
    notes: list[str]


def verify(file: Path, identities: Sequence[Any], progress: Progress, begin: Progress) -> Restored:
    """Read a backup to its end and compare every hash; nothing is written. Raises BackupError, OSError."""
    with plain_stream(file, identities) as stream:
        description, manifest = read_backup(stream, _Nowhere(begin), progress)
    return Restored(description, manifest, [])


def restore(
    file: Path, identities: Sequence[Any], progress: Progress, begin: Progress, *, is_forced: bool = False
) -> Restored:
    """Make this installation what the backup holds. Raises BackupError, OSError; then nothing has changed.

    Without ``is_forced`` it refuses a place where there is anything.
    """
    occupants = places.occupants()
    if occupants and not is_forced:
        raise BackupError(f"this place is not empty: it has {' and '.join(occupants)}. --force overwrites them")
    places.refuse_users()
    beyond = places.newest_position()
    places.clear_staging()
    try:
        with plain_stream(file, identities) as stream:
            description, manifest = read_backup(stream, _Staging(begin), progress)
        # What was unpacked is on the disk before it takes the place of anything.
        os.sync()
        with places.replaced_database(description.server), places.replaced_media():
            call_command("migrate", interactive=False, verbosity=0)
            notes = begin_anew(description, addresses(), beyond)
    finally:
        places.clear_staging()
    return Restored(description, manifest, notes)


class _Nowhere:
    def __init__(self, begin: Progress) -> None:
        self._begin = begin

    def begin(self, description: Description) -> None:
        self._begin(description.total_bytes)

    def open(self, name: str) -> BinaryIO:
        return Path(os.devnull).open("wb")


class _Staging:
    """Members beside where they will lie."""

    def __init__(self, begin: Progress) -> None:
        self._begin = begin
        self._folder = Path(settings.MEDIA_ROOT) / places.STAGING / "media"

    def begin(self, description: Description) -> None:
        """Refuse what cannot be restored here, before it is unpacked. Raises BackupError."""
        if description.engine != connection.vendor:
            raise BackupError(
                f"the backup is of {description.engine}, and DATABASE_URL names {connection.vendor}: use the same"
            )
        _refuse_newer(description)
        if connection.vendor == "postgresql":
            postgresql.program("pg_restore", description.server)
        self._folder.mkdir(parents=True)
        free = shutil.disk_usage(self._folder).free
        if free < description.total_bytes:
            raise BackupError(f"the disk has {free:,} bytes free, and the backup takes {description.total_bytes:,}")
        self._begin(description.total_bytes)

    def open(self, name: str) -> BinaryIO:
        """Return a new file: nothing that is there is followed or overwritten."""
        target = places.database_staging() if name == DATABASE else self._folder / media_name(name)
        with suppress(FileExistsError):
            target.parent.mkdir(parents=True)
        mode = 0o600 if name == DATABASE else 0o644
        try:
            handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode)
        except (FileExistsError, NotADirectoryError, IsADirectoryError) as error:
            raise BackupDamaged(f"{name[:200]!r} lies where another member lies") from error
        return os.fdopen(handle, "wb")


def _refuse_newer(description: Description) -> None:
    loader = MigrationLoader(None)
    migrations = loader.disk_migrations or {}
    replaced = {key for migration in migrations.values() for key in migration.replaces}
    of_this_version = {f"{app}.{name}" for app, name in {*migrations, *replaced}}
    if unknown := sorted(set(description.migrations) - of_this_version):
        raise BackupError(
            f"the backup is of a newer Headland ({description.version}): this one has no {unknown[0]}"
            f"{f' and {len(unknown) - 1} more' if len(unknown) > 1 else ''}. Install that version first"
        )
