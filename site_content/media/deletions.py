"""Deletions while a backup runs: the bytes go aside, because the database that is being backed up may still name them.

The folder for them is there from before the database is read until all media are. A file is deleted after its row was,
so whoever finds no folder deletes what that database does not name. Taking a medium from readers needs no deletion: the
copies say who may read it (docs/adr/0013).
"""

from __future__ import annotations

import os
from hashlib import sha256
from pathlib import Path

ASIDE = ".being-backed-up"


def put_aside(root: Path, name: str) -> bool:
    """Move a medium's bytes aside if a backup runs; return whether one does. Raises OSError."""
    try:
        (root / name).rename(aside(root, name))
    except FileNotFoundError:
        # No backup runs, or the file has gone.
        return False
    return True


def aside(root: Path, name: str) -> Path:
    """Return where a medium lies that was deleted during a backup."""
    return root / ASIDE / sha256(os.fsencode(name)).hexdigest()
