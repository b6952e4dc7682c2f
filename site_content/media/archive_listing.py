"""Archive directories: how much an archive holds, found out before anything is unpacked.

Shared limits, and the reading of single members up to a bound.
"""

from __future__ import annotations

import itertools
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

# A document has some hundreds; reading the directory of one with a million would take a gigabyte.
MAX_MEMBERS = 10_000
MAX_UNPACKED = 200 * 1024 * 1024
# Office files pack XML to a tenth, rarely to a hundredth; deflate ends at 1 to 1,032.
MAX_RATIO = 200
RATIO_FROM = 10 * 1024 * 1024
CHUNK = 64 * 1024
ENCRYPTED = 0x1
DEFLATED, STORED = zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED
DAMAGED = (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError, RuntimeError, EOFError, KeyError)


class TooMuch(Exception):
    """An archive unpacks to more than we look through, or hides how much it is. Its text says how."""


class Listing(NamedTuple):
    """An open archive and its members, folders left out."""

    archive: zipfile.ZipFile
    members: list[zipfile.ZipInfo]

    def head(self, member: zipfile.ZipInfo, size: int) -> bytes:
        """Return how a member begins. Raises one of DAMAGED."""
        with self.archive.open(member) as part:
            return part.read(size)


def listing(file: Any) -> Listing:
    """Open an archive. Raises TooMuch for one of more than MAX_MEMBERS, BadZipFile for what is none."""
    file.seek(0, 2)
    size = file.tell()
    file.seek(max(0, size - 65_557))
    end = file.read().rpartition(b"PK\x05\x06")[2]
    file.seek(0)
    # Of the end record (APPNOTE 4.3.16): the number of members, 65,535 when it does not fit.
    if len(end) < 18:
        raise zipfile.BadZipFile("no end record")
    if int.from_bytes(end[6:8], "little") > MAX_MEMBERS:
        raise TooMuch(f"holds more than {MAX_MEMBERS:,} files")
    archive = zipfile.ZipFile(file)
    return Listing(archive, [member for member in archive.infolist() if not member.is_dir()])


def check_size(contents: Listing, file: Any, allowed: int = MAX_UNPACKED) -> int:
    """Return how many bytes an archive unpacks to. Raises TooMuch, or one of DAMAGED."""
    total = sum(member.file_size for member in contents.members)
    if total > allowed:
        raise TooMuch(f"unpacks to {total // 1024 // 1024:,} MB")
    for member in contents.members:
        if member.file_size > RATIO_FROM and member.file_size > MAX_RATIO * max(member.compress_size, 1):
            raise TooMuch(f"packs {member.filename[:80]!r} more than {MAX_RATIO} times")
    places = sorted((member.header_offset, member.compress_size) for member in contents.members)
    for (start, length), (following, _) in itertools.pairwise(places):
        if start + length > following:
            raise TooMuch("has files that lie over each other")
    for member in contents.members:
        _check_true_size(member, file)
    return total


def _check_true_size(member: zipfile.ZipInfo, file: Any) -> None:
    """Raise TooMuch when a member unpacks to more than the directory says; some programs would write all of it."""
    if member.compress_type not in {DEFLATED, STORED}:
        raise TooMuch(f"has {member.filename[:80]!r} packed in a way that is not used for documents")
    if member.compress_type == STORED or member.flag_bits & ENCRYPTED:
        return
    unpacked = 0
    for piece in _unpack(member, file):
        unpacked += len(piece)
        if unpacked > member.file_size:
            raise TooMuch(f"has {member.filename[:80]!r}, which is larger than it says")


def _unpack(member: zipfile.ZipInfo, file: Any) -> Iterator[bytes]:
    file.seek(member.header_offset)
    header = file.read(30)
    file.seek(int.from_bytes(header[26:28], "little") + int.from_bytes(header[28:30], "little"), 1)
    unpacker, remaining = zlib.decompressobj(-15), member.compress_size
    while remaining > 0 and not unpacker.eof:
        packed = file.read(min(CHUNK, remaining))
        if not packed:
            return
        remaining -= len(packed)
        while packed:
            yield unpacker.decompress(packed, CHUNK)
            packed = unpacker.unconsumed_tail
