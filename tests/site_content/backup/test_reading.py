"""A backup file that is damaged, cut off, or made to do harm is refused, and nothing of it lands elsewhere."""

import io
import os
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from site_content.backup.contents import Addresses, Description
from site_content.backup.encryption import decrypted, encrypted, identities_of, recipients_of, write_key
from site_content.backup.errors import BackupDamaged, BackupError
from site_content.backup.reading import plain_stream, read_backup
from site_content.backup.restore import _Staging
from site_content.backup.writing import BackupWriter, new_file

MEDIA = {"images/1/a.webp": b"a" * 3_000, "originals/0123/leaflet .pdf": b"%PDF", "originals/ümlaut-" + "x" * 150: b"u"}


def description(total: int) -> str:
    here = Addresses(cms="http://a", public="http://b", staff="http://c", media="/media/")
    return Description(
        version="0.1.0", started_at="2026-11-30T11:00:00+00:00", engine="sqlite", server=34000, migrations=[], seq=1,
        positions={}, addresses=here, pages=1, accounts=1, media=len(MEDIA), total_bytes=total,
    ).model_dump_json()  # fmt: skip


def backup(media: dict[str, bytes] = MEDIA, total: int | None = None) -> bytes:
    out = io.BytesIO()
    writer = BackupWriter(out, lambda count: None)
    size = 5_000 + sum(map(len, media.values())) if total is None else total
    writer.add_text("backup.json", description(size))
    writer.add("database", io.BytesIO(b"d" * 5_000), 5_000)
    for name, data in media.items():
        writer.add(f"media/{name}", io.BytesIO(data), len(data))
    writer.close()
    return out.getvalue()


def members(data: bytes) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        for info in archive:
            stream = archive.extractfile(info)
            yield info, stream.read() if stream else b""


def tar(entries: Any, format: int = tarfile.PAX_FORMAT) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=format) as archive:
        for info, data in entries:
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return out.getvalue()


class Sink:
    """Where members go: below a folder, as a restore unpacks them."""

    def __init__(self, folder: Path) -> None:
        self.staging = _Staging(lambda total: None)
        self.staging._folder = folder

    def begin(self, description: Description) -> None:
        self.staging._folder.mkdir(parents=True, exist_ok=True)

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO() if name == "database" else self.staging.open(name)


def read(data: bytes, folder: Path) -> dict[str, bytes]:
    """Return what lies in the folder after a backup is read. Raises BackupDamaged."""
    read_backup(io.BytesIO(data), Sink(folder), lambda count: None)
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_what_was_written_is_read(tmp_path: Path) -> None:
    assert read(backup(), tmp_path / "in") == MEDIA


def test_a_bit_that_differs_is_noticed_wherever_it_is(tmp_path: Path) -> None:
    """Headers, names, padding that belongs to the bytes, the manifest: any one of them."""
    data = backup()
    end = len(data.rstrip(b"\0"))
    unnoticed = []
    for number, place in enumerate(range(0, end, 37)):
        changed = bytearray(data)
        changed[place] ^= 0x10
        try:
            if read(bytes(changed), tmp_path / str(number)) != MEDIA:
                unnoticed.append(place)
        except BackupError:
            pass
    assert unnoticed == []


def test_a_file_that_is_cut_off_is_noticed_wherever_it_ends(tmp_path: Path) -> None:
    data = backup()
    end = len(data.rstrip(b"\0"))
    for number, size in enumerate([0, 1, 511, 512, *range(600, end - 1, 487), end - 1]):
        with pytest.raises(BackupDamaged):
            read(data[:size], tmp_path / str(number))


def link(kind: bytes, target: str) -> tarfile.TarInfo:
    info = tarfile.TarInfo("media/images/1/link")
    info.type, info.linkname = kind, target
    return info


HARMFUL = {
    "upwards": tarfile.TarInfo("media/../../escaped"),
    "absolute": tarfile.TarInfo("/media/escaped"),
    "inside upwards": tarfile.TarInfo("media/a/../../../escaped"),
    "own folder": tarfile.TarInfo("media/.restoring/database"),
    "nothing": tarfile.TarInfo("media/a//b"),
    "backslash": tarfile.TarInfo("media/a\\..\\b"),
    "elsewhere": tarfile.TarInfo("etc/passwd"),
    "second database": tarfile.TarInfo("database"),
    "twice": tarfile.TarInfo("media/images/1/a.webp"),
    "below a file": tarfile.TarInfo("media/images/1/a.webp/b"),
    "symbolic link": link(tarfile.SYMTYPE, "/etc/passwd"),
    "hard link": link(tarfile.LNKTYPE, "media/images/1/a.webp"),
    "device": link(tarfile.CHRTYPE, ""),
    "pipe": link(tarfile.FIFOTYPE, ""),
    "folder": link(tarfile.DIRTYPE, ""),
}


@pytest.mark.parametrize("kind", HARMFUL)
def test_a_member_that_does_harm_is_refused(kind: str, tmp_path: Path) -> None:
    *good, manifest = members(backup(total=10**6))
    with pytest.raises(BackupDamaged):
        read(tar([*good, (HARMFUL[kind], b""), manifest]), tmp_path / "a" / "b" / "in")
    outside = [path for path in tmp_path.rglob("*") if path.is_file() and "in" not in path.relative_to(tmp_path).parts]
    links = [path for path in tmp_path.rglob("*") if path.is_symlink()]
    assert (outside, links) == ([], [])


def test_more_than_was_described_is_refused_before_it_is_written(tmp_path: Path) -> None:
    with pytest.raises(BackupDamaged, match="more than its description says"):
        read(backup(total=6_000), tmp_path / "in")
    assert [path for path in (tmp_path / "in").rglob("*") if path.is_file()] == []


def test_long_headers_are_refused_before_they_fill_the_memory(tmp_path: Path) -> None:
    *good, manifest = members(backup(total=10**6))
    for number, format in enumerate((tarfile.PAX_FORMAT, tarfile.GNU_FORMAT)):
        long = tarfile.TarInfo("media/" + "x" * 2_000_000)
        with pytest.raises(BackupDamaged):
            read(tar([*good, (long, b""), manifest], format), tmp_path / str(number))


@pytest.mark.parametrize("order", ["no description", "no manifest", "database last", "junk", "gzip"])
def test_another_order_is_no_backup(order: str, tmp_path: Path) -> None:
    about, database, *media, manifest = members(backup())
    orders = {
        "no description": tar([database, *media, manifest]),
        "no manifest": tar([about, database, *media]),
        "database last": tar([about, *media, database, manifest]),
        "junk": os.urandom(20_000),
        "gzip": b"\x1f\x8b" + bytes(20_000),
    }
    with pytest.raises(BackupDamaged):
        read(orders[order], tmp_path / "in")


@pytest.fixture
def encrypted_backup(tmp_path: Path) -> Path:
    recipients = recipients_of([write_key(tmp_path / "key")])
    with new_file(tmp_path / "b.tar.age", tmp_path / "..", recipients) as (stream, _):
        stream.write(backup())
    return tmp_path / "b.tar.age"


def read_encrypted(file: Path, keys: list[Any], folder: Path) -> None:
    with plain_stream(file, keys) as stream:
        read_backup(stream, Sink(folder), lambda count: None)


def test_only_its_key_reads_an_encrypted_backup(encrypted_backup: Path, tmp_path: Path) -> None:
    assert (b"leaflet" in encrypted_backup.read_bytes(), (tmp_path / "key").stat().st_mode & 0o777) == (False, 0o600)
    read_encrypted(encrypted_backup, identities_of(tmp_path / "key"), tmp_path / "in")
    assert (tmp_path / "in/images/1/a.webp").read_bytes() == MEDIA["images/1/a.webp"]
    write_key(tmp_path / "other")
    with pytest.raises(BackupError, match="encrypted for another key"):
        read_encrypted(encrypted_backup, identities_of(tmp_path / "other"), tmp_path / "in2")
    with pytest.raises(BackupError, match="name the file of its secret key"):
        read_encrypted(encrypted_backup, [], tmp_path / "in3")


def test_an_encrypted_backup_that_differs_or_ends_early_is_refused(encrypted_backup: Path, tmp_path: Path) -> None:
    data, keys = encrypted_backup.read_bytes(), identities_of(tmp_path / "key")
    changes = {size: data[:size] for size in (50, 300, len(data) // 2, len(data) - 1)}
    changes |= {-place: data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :] for place in (400, len(data) - 20)}
    for number, changed in changes.items():
        encrypted_backup.write_bytes(changed)
        with pytest.raises(BackupError):
            read_encrypted(encrypted_backup, keys, tmp_path / f"in{number}")


def test_words_that_are_no_keys_are_named(tmp_path: Path) -> None:
    (tmp_path / "text").write_text("not a key")
    (tmp_path / "empty").write_text("# nothing\n")
    for file in ("text", "empty", "absent"):
        with pytest.raises(BackupError, match=file):
            identities_of(tmp_path / file)
    with pytest.raises(BackupError, match="'age1junk' is not a public key"):
        recipients_of(["age1junk"])
    write_key(tmp_path / "key")
    with pytest.raises(BackupError, match="cannot be written: File exists"):
        write_key(tmp_path / "key")


class FullDisk(io.BytesIO):
    def write(self, data: Any) -> int:
        if self.tell() > 70_000:
            raise OSError(28, "No space left on device")
        return super().write(data)


def test_a_full_disk_is_told_as_such_through_the_encryption_too(tmp_path: Path) -> None:
    recipients = recipients_of([write_key(tmp_path / "key")])
    with pytest.raises(OSError, match="No space left"), encrypted(FullDisk(), recipients) as stream:
        for _ in range(100):
            stream.write(bytes(100_000))


def test_who_stops_reading_gets_no_other_error(encrypted_backup: Path, tmp_path: Path) -> None:
    with encrypted_backup.open("rb") as file, decrypted(file, identities_of(tmp_path / "key")) as stream:
        assert len(stream.read(10)) == 10
