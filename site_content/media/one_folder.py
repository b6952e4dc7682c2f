"""One media folder: brings together what older versions kept in two. Plain paths only, because a migration uses it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from site_content.media.addresses import FILES, stored_name

OLD_PRIVATE_FOLDER = "staff-media"


def gather(root: Path, private: Path | None = None) -> int:
    """Move what lies in the private folder of older versions (beside ``root``) into ``root``; return how many files.

    Copies of files that older versions made for readers are deleted where the original is there. It can be broken off
    and done again, and does nothing where there is nothing to do. Raises OSError.
    """
    private = private or root.with_name(OLD_PRIVATE_FOLDER)
    moved = 0
    for source in list(_files(private)):
        target = root / source.relative_to(private)
        if not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(source, target)
            moved += 1
        elif target.stat().st_size == source.stat().st_size:
            source.unlink()
    for copy in list(_files(root / FILES)):
        name = copy.relative_to(root).as_posix()
        if stored_name(name) != name and (root / stored_name(name)).is_file():
            copy.unlink()
    for folder in (private, root / FILES):
        _remove_empty(folder)
    return moved


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def _remove_empty(folder: Path) -> None:
    for path, _, _ in os.walk(folder, topdown=False):
        if not os.listdir(path):  # noqa: PTH208 (names are enough)
            Path(path).rmdir()
