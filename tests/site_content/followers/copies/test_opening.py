"""Opening a copy for reading: swaps are noticed, and never an error."""

import sqlite3
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from site_content.followers.copies import generations
from site_content.followers.copies import opening as reading
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.opening import CopyFile, CopyUnavailable
from site_content.followers.copies.read import item_at
from tests.site_content.followers.copies.made import MemoryLog, when
from tests.site_content.followers.copies.test_rebuild import fill, of_another_layout

Follow = Callable[..., CopyFollower]


@pytest.mark.serial
def test_readers_read_on_without_an_error_while_files_are_swapped(
    log: MemoryLog, follow: Follow, tmp_path: Path
) -> None:
    fill(log, 40)
    follower = follow()
    follower.catch_up()
    file = CopyFile(tmp_path / "public.sqlite3")
    errors: list[BaseException] = []
    reads: list[int] = []
    stop = threading.Event()

    def read() -> None:
        count = 0
        try:
            while not stop.is_set():
                file.version()
                conn = file.connection()
                assert cards(conn, CardQuery(limit=50), when()).count == 40
                answer = item_at(conn, f"/p{count % 40}", when(), ["public"])
                assert answer.item is not None
                assert answer.item.json()["text"] == f"words {count % 40}"
                count += 1
        except BaseException as error:
            errors.append(error)
        finally:
            reads.append(count)
            file.close()

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        follower.rebuild()
    stop.set()
    for thread in threads:
        thread.join()
    assert (errors, min(reads) > 12) == ([], True)


def test_a_reader_goes_on_with_the_file_it_has_when_there_is_no_better(
    log: MemoryLog, follow: Follow, copy: CopyFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(CopyUnavailable, match="no copy at public"):
        copy.connection()
    fill(log, 3)
    follower = follow()
    follower.catch_up()
    version = copy.version()
    # A newer Headland beside us makes a file of its own layout.
    other = tmp_path / "public-9999999999999.sqlite3"
    of_another_layout(other)
    generations.switch(copy.path, other)
    assert cards(copy.connection(), CardQuery(), when()).count == 3
    assert copy.version() == version
    # One that has no file open yet cannot.
    with pytest.raises(CopyUnavailable, match="another layout"):
        CopyFile(copy.path).connection()
    copy.path.unlink()
    assert cards(copy.connection(), CardQuery(), when()).count == 3
    follower.catch_up()
    log.put("/new")
    follower.catch_up()
    assert cards(copy.connection(), CardQuery(), when()).count == 4


def test_a_swap_between_looking_and_opening_is_no_error(
    log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(log, 3)
    follower = follow()
    follower.catch_up()
    real: Callable[..., sqlite3.Connection] = sqlite3.connect
    failures = iter([1])

    def connect(*arguments: object, **words: object) -> sqlite3.Connection:
        if next(failures, None):
            raise sqlite3.OperationalError("unable to open database file")
        return real(*arguments, **words)

    monkeypatch.setattr(reading.sqlite3, "connect", connect)
    assert cards(copy.connection(), CardQuery(), when()).count == 3
