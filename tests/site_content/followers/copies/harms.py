"""Ways to damage a copy's file under those who have it open."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

Harm = Callable[[Path], None]


def truncated(file: Path) -> None:
    """A part of the file is gone (``truncate -s 20000``)."""
    os.truncate(file, 20_000)


def emptied(file: Path) -> None:
    """Nothing is in the file any more."""
    os.truncate(file, 0)


def deleted(file: Path) -> None:
    """The file is gone, and its log with it."""
    for side in ("", "-wal", "-shm"):
        file.with_name(file.name + side).unlink(missing_ok=True)


def replaced_by_an_empty_file(file: Path) -> None:
    """Another file, with nothing in it, has the name."""
    deleted(file)
    file.touch()


def noise_in_the_middle(file: Path) -> None:
    """A third of the pages is noise; the first is as it was."""
    size = file.stat().st_size
    with file.open("r+b") as out:
        out.seek(size // 3)
        out.write(os.urandom(size // 3))


def noise_all_over(file: Path) -> None:
    """The file is no database at all."""
    with file.open("r+b") as out:
        out.write(os.urandom(file.stat().st_size))


def a_byte_of_a_body(file: Path) -> None:
    """One bit of a packed body differs, where SQLite does not look."""
    _flip(file, "brotli")


def a_byte_of_a_body_in_gzip(file: Path) -> None:
    """The same in the other form, in the header that gzip's own checksum does not cover."""
    _flip(file, "gzip", 5)


def a_page_of_bodies(file: Path) -> None:
    """A page with bodies is what another page of them was: the disk wrote it in the wrong place."""
    _checkpoint(file)
    with sqlite3.connect(file) as conn:
        (size,) = conn.execute("PRAGMA page_size").fetchone()
        bodies = [body for (body,) in conn.execute("SELECT body FROM brotli ORDER BY item")]
    conn.close()
    data = file.read_bytes()
    first, last = data.find(bodies[0]) // size * size, data.find(bodies[-1]) // size * size
    assert 0 < first != last, "all bodies are in one page"
    with file.open("r+b") as out:
        out.seek(last)
        out.write(data[first : first + size])


def a_body_of_another(file: Path) -> None:
    """A body is whole, and that of another item."""
    _checkpoint(file)
    with sqlite3.connect(file) as conn:
        (_, body, checksum), (last, *_) = [
            conn.execute(f"SELECT item, body, checksum FROM brotli ORDER BY item {way} LIMIT 1").fetchone()
            for way in ("ASC", "DESC")
        ]
        conn.execute("UPDATE brotli SET body = ?, checksum = ? WHERE item = ?", (body, checksum, last))
    conn.close()


def _flip(file: Path, form: str, place: int | None = None) -> None:
    _checkpoint(file)
    with sqlite3.connect(file) as conn:
        (body,) = conn.execute(f"SELECT body FROM {form} ORDER BY item DESC LIMIT 1").fetchone()
    conn.close()
    data = bytearray(file.read_bytes())
    at = data.find(body)
    assert at > 0, "the body is not in one piece"
    data[at + (len(body) // 2 if place is None else place)] ^= 8
    with file.open("r+b") as out:
        out.seek(at)
        out.write(data[at : at + len(body)])


def _checkpoint(file: Path) -> None:
    conn = sqlite3.connect(file)
    conn.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    conn.close()


DAMAGES: list[Harm] = [
    *(truncated, emptied, deleted, replaced_by_an_empty_file, noise_in_the_middle, noise_all_over, a_byte_of_a_body),
]
# Of bodies alone: SQLite sees nothing wrong.
OF_BODIES: list[Harm] = [a_byte_of_a_body, a_byte_of_a_body_in_gzip, a_page_of_bodies, a_body_of_another]
