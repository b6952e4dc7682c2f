"""A folder that cannot be written is named in one line, with what to do."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from scripts import run
from scripts.folders import fault
from scripts.services.machine import ClosedCache, cache_folder, locked

NOBODY = 65534


@pytest.fixture
def folder() -> Iterator[Path]:
    """A folder that every user can reach (pytest's own are closed)."""
    with tempfile.TemporaryDirectory(prefix="headland-folders-") as made:
        Path(made).chmod(0o755)
        yield Path(made)


@contextmanager
def as_a_user_without_rights() -> Iterator[None]:
    """Be nobody for a moment where this process is root, whom no permission stops."""
    if os.geteuid():
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def test_a_folder_is_made_and_left_empty(folder: Path) -> None:
    assert fault(folder / "a" / "b", "data folder", "Advice.") is None
    assert list((folder / "a" / "b").iterdir()) == []


def test_a_folder_of_somebody_else(folder: Path) -> None:
    folder.chmod(0o555)
    with as_a_user_without_rights():
        assert fault(folder, "data folder", "Advice.") == (
            f"Cannot write the data folder {folder}: Permission denied. Advice."
        )
        inside = folder / "var"
        assert fault(inside, "data folder", "Advice.") == (
            f"Cannot write the data folder {inside}: Permission denied. Advice."
        )


def test_a_database_of_somebody_else_in_our_folder(folder: Path) -> None:
    folder.chmod(0o777)
    database = folder / "headland.sqlite3"
    database.touch(0o444)
    with as_a_user_without_rights():
        assert fault(folder, "data folder", "Advice.") == (
            f"Cannot write the data folder {database}: Permission denied. Advice."
        )


def test_a_file_in_the_way(folder: Path) -> None:
    (folder / "var").touch()
    for place in (folder / "var", folder / "var" / "deeper"):
        assert fault(place, "data folder", "Advice.") == (
            f"Cannot write the data folder {place}: a file is in its place. Advice."
        )


@pytest.mark.parametrize("variable", ["HEADLAND_DATA", "HEADLAND_COPIES", "HEADLAND_MEDIA_ROOT"])
def test_each_folder_of_make_run_is_named_with_its_variable(
    folder: Path, variable: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HEADLAND_DATA", str(folder / "data"))
    assert run.closed_folders() == []
    (folder / "file").touch()
    monkeypatch.setenv(variable, str(folder / "file"))
    (sentence,) = run.closed_folders()
    assert sentence.endswith(f"Give it to this user, or choose another: {variable}=… make run")
    assert str(folder / "file") in sentence


def test_the_cache_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HEADLAND_CACHE", str(folder / "cache"))
    cache_folder().chmod(0o555)
    expected = f"Cannot write the cache folder {folder}/cache: Permission denied.*HEADLAND_CACHE="
    with as_a_user_without_rights(), pytest.raises(ClosedCache, match=expected), locked("x"):
        pass
    monkeypatch.setenv("HEADLAND_CACHE", str(folder / "cache" / "deeper"))
    with as_a_user_without_rights(), pytest.raises(ClosedCache, match="Cannot write the cache folder"):
        cache_folder()
