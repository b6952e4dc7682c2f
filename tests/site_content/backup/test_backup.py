"""An installation is backed up while editors work, and another one is made of it: nothing of it may be lost."""

import json
import os
import resource
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import empty_postgres

ROOT = Path(__file__).resolve().parents[3]
Place = Callable[..., str]
OTHER = {"HEADLAND_PUBLIC_URL": "https://www.other.example", "HEADLAND_CMS_URL": "https://cms.other.example"}


def environment(data: Path, database: str, more: dict[str, str] | None = None) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("HEADLAND_")}
    own = {"HEADLAND_DATA": str(data), "DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "cms.settings.cms"}
    return inherited | own | {"HEADLAND_LOG_LEVEL": "WARNING"} | (more or {})


def run(data: Path, database: str, *steps: str, **more: str) -> str:
    """Do steps in the installation of a folder and a database; return what they print."""
    command = [sys.executable, "-m", "tests.site_content.backup.place", *steps]
    done = subprocess.run(
        command, cwd=ROOT, env=environment(data, database, more), capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-1000:]
    return done.stdout


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def databases(request: pytest.FixtureRequest) -> Iterator[list[str]]:
    """Addresses of three databases: of the place that is backed up, and of two empty ones."""
    if request.param == "sqlite":
        yield ["", "", ""]
        return
    with empty_postgres() as first, empty_postgres() as second, empty_postgres() as third:
        yield [first, second, third]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("places")


@pytest.fixture(scope="module")
def old(databases: list[str], folder: Path) -> dict[str, Any]:
    """The place, filled, backed up (``whole.tar``), and once more while media are deleted (``deletions.tar``)."""
    data = folder / f"old{bool(databases[0])}"
    data.mkdir()
    backups = (f"backup={data}/whole.tar", f"backup_with_deletions={data}/deletions.tar")
    run(data, databases[0], "fill", f"describe={data}/before", *backups)
    return {"data": data, "database": databases[0], "before": json.loads((data / "before").read_text())}


def damaged(file: Path) -> Path:
    """Return a backup in which one bit of the last medium is another."""
    with tarfile.open(file) as archive:
        last = [info for info in archive if info.name.startswith("media/")][-1]
    data = bytearray(file.read_bytes())
    data[last.offset_data + last.size // 2] ^= 1
    target = file.with_name("damaged.tar")
    target.write_bytes(data)
    return target


@pytest.mark.serial
def test_a_place_made_of_a_backup_is_the_old_one(old: dict[str, Any], databases: list[str], folder: Path) -> None:
    data, new, before = old["data"], folder / f"new{bool(databases[0])}", old["before"]
    steps = [f"restore={data}/whole.tar", f"describe={new}/after", f"refuse={damaged(data / 'whole.tar')}"]
    new.mkdir()
    text = run(new, databases[1], *steps, f"describe={new}/same", "audit", **OTHER)
    after, same = (json.loads((new / name).read_text()) for name in ("after", "same"))
    # Letters of the old place are not for the new one to send.
    assert (len(before["rows"].pop("site_content_letter")), after["rows"].pop("site_content_letter")) == (1, [])
    assert {name: rows for name, rows in after["rows"].items() if before["rows"][name] != rows} == {}
    assert (after["rows"].keys(), after["media"]) == (before["rows"].keys(), before["media"])
    assert (len(before["rows"]["auth_user"]), len(before["media"]) > 30) == (4, True)
    assert "its host is now www.other.example:443" in text
    refusals = [line for line in text.splitlines() if line.startswith("refused: ")]
    assert "this place is not empty: it has a database with" in refusals[0]
    assert "(15 pages, 4 accounts) and" in refusals[0]
    assert "its hash differs from the manifest's" in refusals[1]
    same["rows"].pop("site_content_letter")
    assert (same["rows"] == after["rows"], same["media"] == after["media"]) == (True, True)
    assert [name for name in ("worker", "publish_items", "check_copies") if f"{name} passes" not in text] == []


@pytest.mark.serial
def test_media_deleted_while_the_backup_runs_are_in_it(old: dict[str, Any], databases: list[str], folder: Path) -> None:
    data, new, before = old["data"], folder / f"new{bool(databases[0])}", old["before"]
    new.mkdir(exist_ok=True)
    run(new, databases[1], f"restore_forced={data}/deletions.tar", f"describe={new}/deleted", **OTHER)
    deleted = json.loads((new / "deleted").read_text())
    assert (deleted["media"], deleted["rows"]["auth_user"]) == (before["media"], before["rows"]["auth_user"])
    # In the old place they are gone, and nothing of the backup lies about.
    names = {str(path.relative_to(data / "media")) for path in (data / "media").rglob("*") if path.is_file()}
    assert (len(before["media"].keys() - names) >= 8, [name for name in names if name.startswith(".")]) == (True, [])


@pytest.mark.serial
def test_a_full_disk_leaves_no_half_backup(old: dict[str, Any]) -> None:
    data: Path = old["data"]
    before = names_in(data)
    size = (data / "whole.tar").stat().st_size

    def small_disk() -> None:
        # Enough for the database, and too little for all media after it.
        resource.setrlimit(resource.RLIMIT_FSIZE, (size - 330_000, size - 330_000))

    done = subprocess.run(
        [sys.executable, "manage.py", "backup", str(data / "half.tar")],
        cwd=ROOT,
        env=environment(data, old["database"]),
        preexec_fn=small_disk,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, "No backup: it cannot be written: File too large" in done.stderr) == (1, True), done.stderr
    assert names_in(data) == before


def names_in(folder: Path) -> list[str]:
    """Return what is in a folder, but for what SQLite puts beside a database while it is open."""
    return sorted(path.name for path in folder.iterdir() if not path.name.endswith(("-wal", "-shm")))


@contextmanager
def editors(data: Path, database: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.site_content.backup.place", "edit"]
    with subprocess.Popen(command, cwd=ROOT, env=environment(data, database), stdout=-1, text=True) as process:
        yield process
        process.terminate()


@pytest.mark.serial
def test_editors_save_while_it_runs(old: dict[str, Any], databases: list[str], folder: Path) -> None:
    data, new = old["data"], folder / f"busy{bool(databases[0])}"
    new.mkdir()
    with editors(data, old["database"]) as process:
        assert process.stdout is not None
        first = int(process.stdout.readline().split()[1])
        run(data, old["database"], f"backup={data}/busy.tar")
        saved = int(process.stdout.readline().split()[1])
        process.terminate()
        later = [int(line.split()[1]) for line in process.stdout if line.startswith("saved")]
    assert len(later) > 1, "nobody could save while the backup ran"
    text = run(new, databases[2], f"restore={data}/busy.tar", f"describe={new}/after", "audit")
    assert [name for name in ("worker", "publish_items", "check_copies") if f"{name} passes" not in text] == [], text
    rows = json.loads((new / "after").read_text())["rows"]
    titles = {cell for row in rows["wagtailcore_page"] for cell in row if cell.startswith("Page ")}
    new_pages = sorted(number for number in (int(title.split()[1]) for title in titles) if number >= 100)
    # What was acknowledged before is there, and no gap is among what came while it ran.
    assert new_pages[0] == 100
    assert first in new_pages
    assert new_pages == list(range(100, new_pages[-1] + 1))
    assert saved <= max(later)
