"""Damage to a copy is noticed by whoever reads it, and its follower builds another under a new name."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from site_content.followers.audit import compare
from site_content.followers.copies import damage, opening, scrub
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile, CopyUnavailable
from site_content.followers.copies.read import item_at
from tests.site_content.followers.copies.harms import DAMAGES, Harm, deleted, truncated
from tests.site_content.followers.copies.made import MemoryLog, when
from tests.site_content.followers.copies.test_rebuild import fill

Follow = Callable[..., CopyFollower]
ITEMS = 40


def read_all(copy: CopyFile) -> set[str]:
    """Read each item as a reader would, and note what goes wrong; return the kinds of errors."""
    errors = set()
    for number in range(ITEMS):
        try:
            answer = item_at(copy.connection(), f"/p{number}", when(), ["public"])
            assert answer.item is not None
            assert answer.item.json()["text"] == f"words {number}"
        except (CopyUnavailable, sqlite3.Error) as error:
            copy.note(error)
            errors.add(type(error).__name__)
    return errors


@pytest.fixture(autouse=True)
def at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing waits a second before it looks again."""
    monkeypatch.setattr(scrub, "EVERY_SECONDS", 0)
    monkeypatch.setattr(opening, "RETRY_SECONDS", 0)


@pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)
@pytest.mark.parametrize("is_read_first", [True, False], ids=["open", "not open"])
def test_every_damage_is_noticed_and_ends(
    harm: Harm, is_read_first: bool, log: MemoryLog, follow: Follow, copy: CopyFile
) -> None:
    fill(log, ITEMS)
    follower = follow()
    follower.catch_up()
    if is_read_first:
        assert read_all(copy) == set()
    before = copy.path.readlink()
    harm(copy.path.parent / before)

    for _ in range(ITEMS // scrub.PIECE + 25):
        read_all(copy)
        follower.catch_up()
    assert (read_all(copy), copy.is_damaged) == (set(), False)
    assert copy.path.readlink() != before
    assert compare(copy.connection(), log.items()) == []


def test_a_note_is_about_one_file(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    fill(log, ITEMS)
    follower = follow()
    follower.catch_up()
    old = copy.path.readlink().name
    read_all(copy)
    truncated(copy.path.parent / old)
    assert "DatabaseError" in read_all(copy)
    noted = damage.noted_damage(copy.path)
    assert (noted is not None and noted.file, copy.is_damaged) == (old, True)
    assert follower.catch_up().rebuilt
    # A reader that is slow to tell is not the reason for another rebuild.
    assert damage.note_damage(copy.path, old, "late")
    assert (copy.is_damaged, follower.catch_up().rebuilt) == (False, "")


def test_a_name_is_never_used_again(log: MemoryLog, follow: Follow, tmp_path: Path) -> None:
    fill(log, 3)
    follower = follow()
    names = set()
    for _ in range(4):
        follower.catch_up()
        name = (tmp_path / "public.sqlite3").readlink()
        assert name not in names
        names.add(name)
        deleted(tmp_path / name)
        if len(names) == 2:
            (tmp_path / "public.sqlite3").unlink()


def test_a_thread_that_could_not_open_the_new_file_tries_again(
    log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(log, ITEMS)
    follower = follow()
    follower.catch_up()
    assert read_all(copy) == set()
    first = copy.version()[0]
    follower.rebuild()
    real: Callable[..., sqlite3.Connection] = sqlite3.connect

    def refuse(*arguments: object, **words: object) -> sqlite3.Connection:
        raise sqlite3.OperationalError("unable to open database file")

    monkeypatch.setattr(opening.sqlite3, "connect", refuse)
    assert (read_all(copy), copy.version()[0]) == (set(), first)
    monkeypatch.setattr(opening.sqlite3, "connect", real)
    assert (read_all(copy), copy.version()[0]) == (set(), copy.path.readlink().name)
    # Too many open files are no damage: nothing was to be told.
    assert not copy.is_damaged


def test_damage_that_comes_back_is_repaired_less_and_less_often() -> None:
    count = damage.DamageCount()
    assert count.is_due
    count.add()
    assert not count.is_due


def test_readers_of_all_threads_come_back(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    fill(log, ITEMS)
    follower = follow()
    follower.catch_up()
    broken, repaired = threading.Barrier(4, timeout=60), threading.Barrier(4, timeout=60)
    ends: list[set[str]] = []

    def read() -> None:
        read_all(copy)
        broken.wait()
        broken.wait()
        read_all(copy)
        repaired.wait()
        repaired.wait()
        ends.append(read_all(copy))
        copy.close()

    threads = [threading.Thread(target=read) for _ in range(3)]
    for thread in threads:
        thread.start()
    broken.wait()
    truncated(copy.path.parent / copy.path.readlink())
    broken.wait()
    repaired.wait()
    follower.catch_up()
    repaired.wait()
    for thread in threads:
        thread.join()
    assert ends == [set()] * 3
