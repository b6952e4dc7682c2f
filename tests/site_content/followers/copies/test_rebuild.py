"""When a copy cannot be gone on with, a new file takes its place at once; readers notice nothing."""

import os
import re
import resource
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from site_content.followers.audit import compare
from site_content.followers.copies import rebuild, schema
from site_content.followers.copies.follow import CatchUpResult, CopyFollower
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.opening import CopyFile
from site_content.followers.copies.read import item_at
from tests.site_content.followers.copies.made import MemoryLog, MemorySource, when

Follow = Callable[..., CopyFollower]


def names(folder: Path) -> list[str]:
    return sorted(file.name for file in folder.iterdir() if not file.name.endswith(("-wal", "-shm")))


def fill(log: MemoryLog, count: int = 30) -> None:
    for number in range(count):
        log.put(f"/p{number}", text=f"words {number}", facets={"topic": [f"t{number % 3}"]})


def of_another_layout(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("PRAGMA user_version = 1")


def of_another_audience(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("UPDATE meta SET value = 'staff' WHERE key = 'audience'")


def without_position(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("DELETE FROM meta WHERE key = 'position'")


def without_a_table(file: Path) -> None:
    with sqlite3.connect(file) as conn:
        conn.execute("DROP TABLE gzip")


def full_of_noise(file: Path) -> None:
    file.write_bytes(os.urandom(20_000))


def emptied(file: Path) -> None:
    file.write_bytes(b"")


def cut_off(file: Path) -> None:
    os.truncate(file, file.stat().st_size // 2)


def deleted(file: Path) -> None:
    file.unlink()


def overwritten_inside(file: Path) -> None:
    with file.open("r+b") as handle:
        handle.seek(4096)
        handle.write(os.urandom(file.stat().st_size - 32768))


@pytest.mark.parametrize(
    "harm",
    [
        of_another_layout,
        of_another_audience,
        without_position,
        without_a_table,
        full_of_noise,
        emptied,
        cut_off,
        deleted,
        overwritten_inside,
    ],
)
def test_a_file_that_cannot_be_gone_on_with_is_built_again(
    harm: Callable[[Path], None], log: MemoryLog, follow: Follow, copy: CopyFile, tmp_path: Path
) -> None:
    fill(log)
    follower = follow()
    follower.catch_up()
    follower.close()
    harm(tmp_path / copy.path.readlink())
    log.put("/p3", "removed")
    log.put("/new")
    caught = follow().catch_up()
    assert (caught.position, caught.written, bool(caught.rebuilt)) == (32, 31, True)
    assert compare(copy.connection(), log.items()) == []
    assert len([name for name in names(tmp_path) if name.startswith("public-")]) == 1


@pytest.mark.parametrize("way", ["deleted", "a file", "dangling", "elsewhere"])
def test_a_link_that_is_no_good_is_made_again(
    way: str, log: MemoryLog, follow: Follow, copy: CopyFile, tmp_path: Path
) -> None:
    fill(log)
    follower = follow()
    follower.catch_up()
    link = tmp_path / "public.sqlite3"
    link.unlink()
    if way == "a file":
        link.write_bytes(b"not a copy")
    if way == "dangling":
        link.symlink_to("public-77.sqlite3")
    if way == "elsewhere":
        (tmp_path / "other.sqlite3").write_bytes(b"")
        link.symlink_to("other.sqlite3")
    # Even by the follower that has the file open.
    assert follower.catch_up().rebuilt == "there is no copy yet"
    assert compare(copy.connection(), log.items()) == []


def test_a_log_that_ends_before_the_copy_builds_it_again(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    fill(log, 5)
    backup = log.copy()
    log.put("/after-the-backup")
    source = MemorySource(log)
    follower = follow(source=source)
    follower.catch_up()
    source.log = backup
    caught = follower.catch_up()
    assert caught == CatchUpResult(5, 5, 5, "it is at position 6, but the log ends at 5")
    assert compare(copy.connection(), backup.items()) == []


def test_a_log_with_another_past_builds_it_again(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    fill(log, 5)
    backup = log.copy()
    log.put("/after-the-backup")
    source = MemorySource(log)
    follower = follow(source=source)
    follower.catch_up()
    follower.close()
    # Restored, and written on for longer than the follower had come.
    for path in ("/one", "/two", "/three"):
        backup.put(path)
    source.log = backup
    assert follow(source=source).catch_up().rebuilt == "the log's history has changed at position 6"
    assert compare(copy.connection(), backup.items()) == []


def test_what_is_published_while_it_is_built_is_in_it(
    log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "PAGE", 4)
    fill(log)
    follower = follow()
    follower.catch_up()
    rounds = iter(range(1_000))

    def publish() -> None:
        number = next(rounds)
        if number < 12:
            log.put(f"/p{29 - number}", "removed" if number % 3 == 0 else "live", text="edited")
            log.put(f"/during-{number}")

    follower.keep = publish
    assert follower.rebuild().position == log.head
    assert next(rounds) > 12
    assert compare(copy.connection(), log.items()) == []


def test_the_old_file_is_kept_up_to_date_until_the_new_one_is_there(
    log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(log)
    follower = follow()
    follower.catch_up()
    before = copy.path.resolve()
    seen = []

    def publish_and_read() -> None:
        seen.append((copy.path.resolve() == before, item_at(copy.connection(), "/urgent", when(), ["public"]).item))
        if len(seen) == 1:
            log.put("/urgent")

    follower.keep = publish_and_read
    follower.rebuild()
    assert (seen[0], any(is_old and item is not None for is_old, item in seen)) == ((True, None), True)


def test_work_that_is_stopped_leaves_no_litter(
    log: MemoryLog, follow: Follow, copy: CopyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rebuild, "PAGE", 5)
    fill(log)
    follower = follow()
    follower.catch_up()
    before = names(tmp_path)
    for steps in range(6):
        left = [steps]

        def stop(left: list[int] = left) -> None:
            left[0] -= 1
            if left[0] < 0:
                raise KeyboardInterrupt

        follower.keep = stop
        with pytest.raises(KeyboardInterrupt):
            follower.rebuild()
        assert names(tmp_path) == before
        assert cards(copy.connection(), CardQuery(), when()).count == 30


FULL_DISK = """
import resource, sqlite3, sys
from pathlib import Path
from site_content.followers.copies.follow import CopyFollower
from tests.site_content.followers.copies.made import MemoryLog, MemorySource
log = MemoryLog()
for number in range(300):
    log.put(f"/p{number}", text=f"word{number} " * 900)
source = MemorySource(log)
follower = CopyFollower(Path(sys.argv[1]), "public", source)
if sys.argv[2] == "follow":
    few = MemoryLog()
    few.put("/p0", text="few")
    few.lines[1] = log.lines[1] = "the same line"
    source.log = few
    follower.catch_up()
    source.log = log
resource.setrlimit(resource.RLIMIT_FSIZE, (600_000, resource.RLIM_INFINITY))
try:
    follower.catch_up()
except (sqlite3.OperationalError, OSError) as error:
    print("failed", *sorted(file.name for file in Path(sys.argv[1]).parent.iterdir()))
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
print(follower.catch_up().position)
"""


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="needs a limit on file sizes")
@pytest.mark.parametrize("way", ["build", "follow"])
def test_a_full_disk_is_told_and_got_over(way: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", FULL_DISK, str(tmp_path / "public.sqlite3"), way],
        capture_output=True,
        text=True,
        check=True,
    )
    failed, position = done.stdout.splitlines()
    start = {"build": r"failed public\.lock", "follow": r"failed public-\d+\.sqlite3"}[way]
    assert (bool(re.match(start, failed)), position) == (True, "300")
    copy = CopyFile(tmp_path / "public.sqlite3")
    assert (cards(copy.connection(), CardQuery(), when()).count, schema.position(copy.connection())) == (300, 300)
    copy.close()
