"""Media folders of the test's own."""

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path, db: None) -> Path:
    """The folder that anyone may read; the private one lies beside it."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def files_in(folder: Path) -> list[str]:
    """Return every file below a folder, as paths."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
