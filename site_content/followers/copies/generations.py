"""The files behind a copy: ``public.sqlite3`` is a symbolic link to ``public-<n>.sqlite3``, the newest whole one.

SQLite names a file's log after the file itself. With a new name for each rebuild, no log can be taken for another's,
and a reader sees by the name alone that there is another file: a number of the file system (an inode) is used again.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

_SIDES = ("", "-wal", "-shm", "-journal")


def current(link: Path) -> Path | None:
    """Return the file that the link points to, or None when there is none."""
    try:
        target = link.parent / link.readlink()
    except OSError:
        return None
    return target if target.is_file() and _number(link, target.name) is not None else None


def following(link: Path) -> Path:
    """Return the name of the next file, never used before, even if somebody has emptied the folder.

    The number is the millisecond of now, or one more than the folder and the link name.
    """
    names = [*os.listdir(link.parent), name_of(link) or ""]  # noqa: PTH208 (names are enough)
    newest = max(_number(link, name) or 0 for name in names)
    return link.parent / f"{link.stem}-{max(newest + 1, time.time_ns() // 1_000_000)}{link.suffix}"


def name_of(link: Path) -> str | None:
    """Return the name of the file that the link names, there or not, or None without a link."""
    try:
        return os.readlink(link)  # noqa: PTH115 (on every request: Path.readlink costs three times as much)
    except OSError:
        return None


def switch(link: Path, file: Path) -> None:
    """Let the link point to another file, at once: a reader finds the old one or the new one, and never none."""
    sync(file)
    passing = link.parent / f".{link.stem}.next"
    passing.unlink(missing_ok=True)
    passing.symlink_to(file.name)
    passing.replace(link)
    sync(link.parent)


def sweep(link: Path) -> list[str]:
    """Delete every file of this copy but the current one; return their names. Only for who holds the copy's lock.

    What readers have open stays readable to them until they let go of it.
    """
    current_file = current(link)
    swept = []
    for name in sorted(os.listdir(link.parent)):  # noqa: PTH208 (names are enough)
        stem = next((name.removesuffix(side) for side in reversed(_SIDES) if side and name.endswith(side)), name)
        is_old = _number(link, stem) is not None and (current_file is None or stem != current_file.name)
        if is_old or name == f".{link.stem}.next":
            (link.parent / name).unlink(missing_ok=True)
            swept.append(name)
    return swept


def sync(path: Path) -> None:
    """Wait until a file, or a folder's names, are on the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _number(link: Path, name: str) -> int | None:
    match = re.fullmatch(rf"{re.escape(link.stem)}-(\d+){re.escape(link.suffix)}", name)
    return int(match.group(1)) if match else None
