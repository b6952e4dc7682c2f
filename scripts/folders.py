"""Writable folders: check that a command can write them, and say what to do if not."""

import tempfile
from pathlib import Path


def fault(folder: Path, name: str, advice: str) -> str | None:
    """Return one line that says why ``folder`` cannot be written and what to do, or None. Makes the folder.

    A file is written and removed: only that is true of every kind of disk, also one that is mounted read-only.
    """
    place = folder
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
        # The folder may be ours and the database in it somebody else's, as after a run as another user.
        for place in sorted(folder.glob("*.sqlite3*")):
            place.open("r+b").close()
    except (FileExistsError, NotADirectoryError):
        return f"Cannot write the {name} {place}: a file is in its place. {advice}"
    except OSError as error:
        return f"Cannot write the {name} {place}: {error.strerror}. {advice}"
    return None
