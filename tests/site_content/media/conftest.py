"""A media folder of the test's own."""

from pathlib import Path
from typing import Any

import pytest

from site_content.media.addresses import stored_name


@pytest.fixture(autouse=True)
def media(settings: Any, tmp_path: Path, db: None) -> Path:
    """The folder of all media."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


def stored(media: Path, url: str) -> Path:
    """Return where the bytes of an address lie."""
    name = url.removeprefix("/media/").removeprefix("/staff-media/")
    return media / stored_name(name)


def files_in(folder: Path) -> list[str]:
    """Return every file below a folder, as paths."""
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())
