"""The backup file as it is written: a stream of members, none of which lies in memory or twice on the disk."""

from __future__ import annotations

import hashlib
import io
import os
import tarfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, BinaryIO

from site_content.backup.contents import MANIFEST, Manifest
from site_content.backup.encryption import encrypted
from site_content.backup.errors import BackupError
from site_content.followers.copies.generations import sync

Progress = Callable[[int], object]


class HashingReader:
    """Bytes as they are read, with their size and SHA-256."""

    def __init__(self, stream: BinaryIO, progress: Progress = lambda count: None) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._progress = progress
        self.size = 0

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes."""
        data = self._stream.read(size)
        self._digest.update(data)
        self.size += len(data)
        self._progress(len(data))
        return data

    @property
    def entry(self) -> tuple[int, str]:
        """The size and the digest of what was read."""
        return self.size, self._digest.hexdigest()


class BackupWriter:
    """Writes members one after another, and the manifest of them all at the end."""

    def __init__(self, stream: BinaryIO, progress: Progress) -> None:
        self._tar = tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT)  # noqa: SIM115 (close())
        self._progress = progress
        self.manifest = Manifest(members={}, missing=[])

    def add(self, name: str, stream: BinaryIO, size: int) -> None:
        """Write a member of ``size`` bytes. Raises OSError, also where the stream ends before."""
        info = tarfile.TarInfo(name)
        info.size = size
        info.mode = 0o600
        reader = HashingReader(stream, self._progress)
        self._tar.addfile(info, reader)
        # Otherwise it remembers them all.
        self._tar.members.clear()  # type: ignore[attr-defined]
        self.manifest.members[name] = reader.entry

    def add_text(self, name: str, text: str) -> None:
        """Write a member that is text."""
        data = text.encode()
        self.add(name, io.BytesIO(data), len(data))

    def add_file(self, name: str, file: Path) -> None:
        """Write a file as a member."""
        with file.open("rb") as stream:
            self.add(name, stream, os.fstat(stream.fileno()).st_size)

    def close(self) -> None:
        """Write the manifest and the end."""
        self.add_text(MANIFEST, self.manifest.model_dump_json())
        self._tar.close()


class _HashingWriter:
    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.digest = hashlib.sha256()

    def write(self, data: bytes) -> int:
        self._stream.write(data)
        self.digest.update(data)
        return len(data)


@contextmanager
def new_file(path: Path, folder: Path, recipients: Sequence[Any]) -> Iterator[tuple[BinaryIO, Any]]:
    """Give a stream and the digest of what goes to the disk; the file is there whole afterwards, or not at all.

    It is written in ``folder``, on the same disk. Raises BackupError where there is such a file already, OSError.
    """
    if path.exists():
        raise BackupError(f"{path} is there already: choose another name")
    passing = folder / path.name
    # It holds personal data and hashes of passwords: for its owner alone.
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "wb") as file:
        target: Any = _HashingWriter(file)
        with ExitStack() as stack:
            yield stack.enter_context(encrypted(target, recipients)) if recipients else target, target.digest
        file.flush()
        os.fsync(file.fileno())
    passing.rename(path)
    sync(path.parent)
