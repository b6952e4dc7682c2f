"""Making a backup: the database at one moment, then every medium that it names, while editors go on."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone
from wagtail.models import Page

from site_content.backup.contents import DATABASE, DESCRIPTION, MEDIA, Addresses, Description
from site_content.backup.errors import BackupError
from site_content.backup.media_names import media_names
from site_content.backup.reading import is_media
from site_content.backup.snapshot import Snapshot, snapshot
from site_content.backup.writing import BackupWriter, Progress, new_file
from site_content.items.models import LogHead
from site_content.media.deletions import ASIDE, aside

_DONE = f"{ASIDE}-done"
_PROJECT = Path(__file__).resolve().parents[2] / "pyproject.toml"


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that was made: ``sha256`` is of the file, ``missing`` names media whose bytes were gone before."""

    file: Path
    size: int
    sha256: str
    description: Description
    missing: list[str]


def back_up(file: Path, recipients: Sequence[Any], progress: Progress, begin: Progress) -> Backup:
    """Write a backup. ``begin`` learns how many bytes there will be, ``progress`` of each piece.

    Raises BackupError, or OSError (a full disk); then there is no file, and nothing lies about.
    """
    file = file.absolute()
    root = Path(settings.MEDIA_ROOT)
    with _deletions_put_aside(root), tempfile.TemporaryDirectory(prefix=".headland-backup-", dir=file.parent) as folder:
        with snapshot(Path(folder)) as source:
            sizes, missing = _sizes(root, source)
            total = source.file.stat().st_size + sum(sizes.values())
            description = _describe(source, len(sizes), total)
        _refuse_full_disk(file.parent, total - source.file.stat().st_size)
        begin(total)
        with new_file(file, Path(folder), recipients) as (stream, digest):
            writer = BackupWriter(stream, progress)
            writer.add_text(DESCRIPTION, description.model_dump_json(indent=1))
            writer.add_file(DATABASE, source.file)
            for name, size in sizes.items():
                with _open(root, name) as medium:
                    writer.add(MEDIA + name, medium, size)
            writer.manifest.missing.extend(missing)
            writer.close()
    return Backup(file, file.stat().st_size, digest.hexdigest(), description, missing)


@contextmanager
def _deletions_put_aside(root: Path) -> Iterator[None]:
    """Keep the bytes of media that are deleted meanwhile. Raises BackupError while another backup runs."""
    folder = root / ASIDE
    folder.mkdir(parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BackupError("another backup of these media is under way: wait until it is done") from error
        yield
    finally:
        with suppress(BlockingIOError, FileNotFoundError):
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            # Under another name first: what is deleted from now on is deleted at once.
            folder.rename(root / _DONE)
            shutil.rmtree(root / _DONE)
        os.close(handle)


def _sizes(root: Path, source: Snapshot) -> tuple[dict[str, int], list[str]]:
    """Return the size of each medium that is there, and the names of those that are not."""
    sizes: dict[str, int] = {}
    missing: list[str] = []
    for name in sorted(set(media_names(source.alias))):
        if not is_media(MEDIA + name):
            raise BackupError(f"the name of a medium is not one that can be restored: {name!r}")
        try:
            with _open(root, name) as medium:
                sizes[name] = os.fstat(medium.fileno()).st_size
        except FileNotFoundError:
            missing.append(name)
    return sizes, missing


def _open(root: Path, name: str) -> BinaryIO:
    try:
        return (root / name).open("rb")
    except FileNotFoundError:
        return aside(root, name).open("rb")


def _describe(source: Snapshot, media: int, total: int) -> Description:
    head = LogHead.objects.using(source.alias).filter(pk=1).first() or LogHead()
    applied = MigrationRecorder.Migration.objects.using(source.alias).values_list("app", "name")
    return Description(
        version=tomllib.loads(_PROJECT.read_text())["project"]["version"],
        started_at=timezone.now().isoformat(),
        engine="sqlite" if source.alias != "default" else "postgresql",
        server=source.server,
        migrations=sorted(f"{app}.{name}" for app, name in applied),
        seq=head.seq,
        positions={"public": head.public_position, "staff": head.staff_position},
        addresses=addresses(),
        pages=Page.objects.using(source.alias).count(),
        accounts=get_user_model()._default_manager.using(source.alias).count(),
        media=media,
        total_bytes=total,
    )


def addresses() -> Addresses:
    """Return where this installation answers."""
    urls = (settings.CMS_URL, settings.PUBLIC_URL, settings.STAFF_URL, settings.MEDIA_URL)
    return Addresses(**dict(zip(("cms", "public", "staff", "media"), map(str, urls), strict=True)))


def _refuse_full_disk(folder: Path, size: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < size:
        raise BackupError(f"the disk of {folder} has {free:,} bytes free, and the backup takes {size:,}")
