"""Encryption of backups with age (https://age-encryption.org): whoever has a recipient can write, only its key reads.

Both ways are streams: a thread turns one side into the other through a pipe, so a backup of any size takes no memory.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import pyrage

from site_content.backup.errors import BackupDamaged, BackupError

HEADER = b"age-encryption.org/v1\n"
MAX_KEY_FILE = 64 * 1024


class _Recorder:
    """The other side of a stream; it remembers the error that pyrage would tell as one of its own."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self.error: OSError | None = None

    def write(self, data: bytes) -> int:
        """Write all of ``data``."""
        try:
            self._stream.write(data)
        except OSError as error:
            self.error = error
            raise
        return len(data)

    def read(self, size: int = -1) -> bytes:
        """Read up to ``size`` bytes."""
        try:
            return self._stream.read(size)
        except OSError as error:
            self.error = error
            raise

    def flush(self) -> None:
        """Nothing waits here."""


def recipients_of(words: Sequence[str]) -> list[Any]:
    """Return the public keys (``age1…``). Raises BackupError for a word that is none."""
    recipients = []
    for word in words:
        try:
            recipients.append(pyrage.x25519.Recipient.from_str(word.strip()))
        except pyrage.RecipientError as error:
            raise BackupError(f"{word!r} is not a public key of age: it begins with age1 ({error})") from error
    return recipients


def identities_of(file: Path) -> list[Any]:
    """Return the secret keys in a key file as ``age-keygen`` writes it. Raises BackupError."""
    try:
        with file.open("rb") as stream:
            text = stream.read(MAX_KEY_FILE).decode()
    except (OSError, UnicodeDecodeError) as error:
        raise BackupError(f"the key file {file} cannot be read: {error}") from error
    lines = [line.strip() for line in text.splitlines()]
    try:
        identities = [pyrage.x25519.Identity.from_str(line) for line in lines if line and not line.startswith("#")]
    except pyrage.IdentityError as error:
        raise BackupError(f"the key file {file} holds a line that is no secret key of age: {error}") from error
    if not identities:
        raise BackupError(f"the key file {file} holds no secret key")
    return identities


def write_key(file: Path) -> str:
    """Write a new secret key to a file that is not there yet, for its owner alone; return the public key.

    Raises BackupError.
    """
    identity = pyrage.x25519.Identity.generate()
    recipient = str(identity.to_public())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise BackupError(f"the key file {file} cannot be written: {error.strerror}") from error
    with os.fdopen(handle, "w") as stream:
        stream.write(f"# public key: {recipient}\n{identity}\n")
    return recipient


@contextmanager
def encrypted(target: BinaryIO, recipients: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give a stream; what is written to it reaches ``target`` encrypted. Raises OSError of ``target``."""
    recorder = _Recorder(target)
    read_end, write_end = os.pipe()
    failures: list[Exception] = []

    def encrypt() -> None:
        with os.fdopen(read_end, "rb") as plain:
            try:
                pyrage.encrypt_io(plain, recorder, list(recipients))
            except Exception as error:
                failures.append(error)

    thread = _start(encrypt)
    try:
        with os.fdopen(write_end, "wb") as stream:
            yield stream
    except BrokenPipeError:
        # The other side ended: its own error, below, is the cause.
        pass
    finally:
        thread.join()
    if recorder.error or failures:
        raise recorder.error or failures[0]


@contextmanager
def decrypted(source: BinaryIO, identities: Sequence[Any]) -> Iterator[BinaryIO]:
    """Give the plain bytes of an encrypted stream. Raises BackupError for a wrong key, BackupDamaged for damage.

    What is read was proved to be as it was written, piece by piece; that the end is there shows when this ends.
    """
    recorder = _Recorder(source)
    read_end, write_end = os.pipe()
    failures: list[Exception] = []

    def decrypt() -> None:
        with suppress(BrokenPipeError), os.fdopen(write_end, "wb") as plain:
            try:
                pyrage.decrypt_io(recorder, plain, list(identities))
            except Exception as error:
                failures.append(error)

    thread = _start(decrypt)
    stream = os.fdopen(read_end, "rb")
    try:
        yield stream
        # To the end, where a missing last piece shows.
        while stream.read(1024 * 1024):
            pass
    except Exception as error:
        stream.close()
        thread.join()
        _raise_cause(recorder, failures, error)
        raise
    finally:
        stream.close()
        thread.join()
    _raise_cause(recorder, failures, None)


def _raise_cause(recorder: _Recorder, failures: list[Exception], error: Exception | None) -> None:
    """Raise the error of the thread, unless it is that nobody read on."""
    if recorder.error is not None:
        raise recorder.error
    for failure in failures:
        if isinstance(failure, pyrage.DecryptError) and "matching keys" in str(failure):
            raise BackupError("the backup is encrypted for another key: name the file of its secret key") from error
        if "decryption error" in str(failure) or isinstance(failure, pyrage.DecryptError):
            raise BackupDamaged(f"the backup is damaged or not whole: {failure}") from error


def _start(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread
