"""The backup file as it is read: nothing in it is believed before its hash is compared, and nothing escapes.

No member is unpacked by its own account: only plain files with names of our own form are read, in our order and within
the size that the description tells; links, devices, long headers and anything else are refused.
"""

from __future__ import annotations

import re
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO, Protocol

from pydantic import ValidationError

from site_content.backup.contents import (
    DATABASE,
    DESCRIPTION,
    MANIFEST,
    MAX_DESCRIPTION,
    MAX_MANIFEST,
    MEDIA,
    Description,
    Manifest,
)
from site_content.backup.encryption import HEADER, decrypted
from site_content.backup.errors import BackupDamaged, BackupError
from site_content.backup.writing import HashingReader, Progress

_MAX_HEADER = 8 * 1024
_PIECE = 1024 * 1024
# Folders that begin with a dot are our own. No part leads upwards or holds what is more than a name.
_MEDIA_NAME = re.compile(r"media/(?!\.)[^/\\\x00-\x1f]{1,255}(?:/(?!\.{1,2}(?:/|$))[^/\\\x00-\x1f]{1,255}){0,12}")


class Destination(Protocol):
    """Where the members of a backup go."""

    def begin(self, description: Description) -> None:
        """Look at the description before anything else is read. Raises BackupError."""

    def open(self, name: str) -> BinaryIO:
        """Return where to write a member."""


class _PlainMember(tarfile.TarInfo):
    def _proc_member(self, archive: tarfile.TarFile) -> tarfile.TarInfo:
        """Refuse what is no plain file before any of it is read into memory."""
        is_header = self.type == tarfile.XHDTYPE and self.size <= _MAX_HEADER
        if self.type != tarfile.REGTYPE and not is_header:
            raise BackupDamaged(f"{self.name[:200]!r} is not a plain file: this is no backup of Headland")
        member: tarfile.TarInfo = super()._proc_member(archive)  # type: ignore[misc]
        return member


@contextmanager
def plain_stream(file: Path, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give the members' stream of a backup file, decrypted if need be. Raises BackupError, OSError."""
    with ExitStack() as stack:
        stream: BinaryIO = stack.enter_context(file.open("rb"))
        is_encrypted = stream.read(len(HEADER)) == HEADER
        stream.seek(0)
        if is_encrypted and not identities:
            raise BackupError("the backup is encrypted: name the file of its secret key with --key")
        if is_encrypted:
            stream = stack.enter_context(decrypted(stream, identities))
        yield stream


def read_backup(stream: BinaryIO, destination: Destination, progress: Progress) -> tuple[Description, Manifest]:
    """Read a backup to its end and compare every hash. Raises BackupDamaged; nothing is sound before this returns."""
    manifest = Manifest(members={}, missing=[])
    total = 0
    try:
        with tarfile.open(fileobj=stream, mode="r|", tarinfo=_PlainMember) as archive:
            members = _members(archive)
            info, reader = next(members)
            if info.name != DESCRIPTION:
                raise BackupDamaged("it does not begin with a description: this is no backup of Headland")
            description = Description.model_validate_json(_whole(reader, info, MAX_DESCRIPTION))
            manifest.members[DESCRIPTION] = reader.entry
            destination.begin(description)
            for info, reader in members:
                if info.name == MANIFEST:
                    listed = Manifest.model_validate_json(_whole(reader, info, MAX_MANIFEST))
                    break
                _check_name(info.name, manifest)
                total += info.size
                if total > description.total_bytes:
                    raise BackupDamaged("it holds more than its description says")
                with destination.open(info.name) as target:
                    while data := reader.read(_PIECE):
                        target.write(data)
                        progress(len(data))
                manifest.members[info.name] = reader.entry
    except (tarfile.TarError, EOFError) as error:
        raise BackupDamaged(f"it is damaged, or no backup of Headland: {error}") from error
    except ValidationError as error:
        raise BackupDamaged(f"its description or manifest is not valid: {error.errors()[0]['msg']}") from error
    _compare(listed, manifest)
    return description, listed


def _members(archive: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, HashingReader]]:
    while (info := archive.next()) is not None:
        # Otherwise it remembers them all.
        archive.members.clear()  # type: ignore[attr-defined]
        stream = archive.extractfile(info)
        if stream is None:
            raise BackupDamaged(f"{info.name[:200]!r} is not a plain file: this is no backup of Headland")
        yield info, HashingReader(stream)  # type: ignore[arg-type]
    raise BackupDamaged("it ends before its manifest: it is not whole")


def _whole(reader: HashingReader, info: tarfile.TarInfo, max_size: int) -> bytes:
    if info.size > max_size:
        raise BackupDamaged(f"{info.name[:200]!r} is too large")
    return reader.read()


def _check_name(name: str, manifest: Manifest) -> None:
    is_first = len(manifest.members) == 1
    if (name == DATABASE) != is_first or not (is_first or is_media(name)):
        raise BackupDamaged(f"{name[:200]!r} does not belong into a backup")
    if name in manifest.members:
        raise BackupDamaged(f"{name[:200]!r} is there twice")


def _compare(listed: Manifest, members: Manifest) -> None:
    for name in sorted(listed.members.keys() | members.members.keys()):
        if listed.members.get(name) != members.members.get(name):
            raise BackupDamaged(f"{name[:200]!r} is not what was backed up: its hash differs from the manifest's")


def is_media(member: str) -> bool:
    """Say whether a member's name is one that a medium may have."""
    return _MEDIA_NAME.fullmatch(member) is not None


def media_name(member: str) -> str:
    """Return the name in the media folder of a member that is a medium."""
    return member.removeprefix(MEDIA)
