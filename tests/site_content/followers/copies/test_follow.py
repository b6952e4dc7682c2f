"""A copy follows the log: bounded batches, each change once, only what its audience may read."""

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from search import embedded
from search.request import SearchRequest
from site_content.followers.audit import compare
from site_content.followers.copies import follow as following
from site_content.followers.copies import schema, write
from site_content.followers.copies.follow import CatchUpResult, CopyFollower
from site_content.followers.copies.lock import CopyLocked
from site_content.followers.copies.opening import CopyFile
from site_content.followers.copies.read import item_at
from site_content.followers.copies.source import SourceUnavailable
from tests.site_content.followers.copies.made import NOW, MemoryLog, MemorySource, when

Follow = Callable[..., CopyFollower]


def state_at(copy: CopyFile, path: str, audience: str = "public") -> str | None:
    answer = item_at(copy.connection(), path, when(), [audience])
    return answer.item.state if answer.item else None


def found(copy: CopyFile, words: str) -> list[str]:
    results = embedded.search(copy.connection(), SearchRequest(words, NOW))
    return sorted(hit.card["path"] for hit in results.hits)


def test_it_is_built_then_brought_up_to_date(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    log.put("/flu", text="Stay at home")
    log.put("/old", "redirect", more={"location": "/flu"})
    log.put("/lost", "gone")
    log.put("/never", "removed")
    follower = follow()
    assert follower.catch_up() == CatchUpResult(4, 4, 4, "there is no copy yet")
    assert [state_at(copy, path) for path in ("/flu", "/old", "/lost", "/never")] == ["live", "redirect", "gone", None]
    assert compare(copy.connection(), log.items()) == []
    log.put("/flu", "removed")
    log.put("/old", text="A page again")
    assert follower.catch_up() == CatchUpResult(6, 6, 2)
    assert [state_at(copy, path) for path in ("/flu", "/old", "/lost", "/never")] == [None, "live", "gone", None]
    assert (found(copy, "home"), found(copy, "again")) == ([], ["/old"])
    assert compare(copy.connection(), log.items()) == []


def test_batches_are_bounded(log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(following, "BATCH", 7)
    source = MemorySource(log)
    follower = follow(source=source)
    follower.catch_up()
    for number in range(30):
        log.put(f"/p{number}")
    source.pages = 0
    assert follower.catch_up() == CatchUpResult(30, 30, 30)
    assert source.pages == 5
    assert compare(copy.connection(), log.items()) == []


def test_the_position_is_written_with_what_it_stands_for(
    log: MemoryLog, follow: Follow, copy: CopyFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    log.put("/flu")
    follower = follow()
    follower.catch_up()
    log.put("/cough")
    log.put("/cold")
    real = write.embedded.put

    def fail_at_cold(conn: sqlite3.Connection, row: int, entry: Any) -> None:
        if entry.path == "/cold":
            raise OSError("the disk is full")
        real(conn, row, entry)

    monkeypatch.setattr(write.embedded, "put", fail_at_cold)
    with pytest.raises(OSError, match="full"):
        follower.catch_up()
    assert (schema.position(copy.connection()), state_at(copy, "/cough")) == (1, None)
    monkeypatch.undo()
    assert follower.catch_up() == CatchUpResult(3, 3, 2)
    assert compare(copy.connection(), log.items()) == []


def test_the_same_changes_again_do_no_harm(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    for number in range(5):
        log.put(f"/p{number}", facets={"topic": ["flu"]}, text="words")
    follower = follow()
    follower.catch_up()
    with sqlite3.connect(copy.path) as conn:
        write.note_position(conn, 0)
    follower.close()
    assert follow().catch_up() == CatchUpResult(5, 5, 0)
    assert compare(copy.connection(), log.items()) == []


def test_parts_answer_their_item_until_they_are_gone(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    log.put("/flu", part_paths=["/flu/symptoms", "/flu/treatment"])
    follower = follow()
    follower.catch_up()
    assert [state_at(copy, f"/flu{part}") for part in ("", "/symptoms", "/treatment")] == ["live", "live", "live"]
    log.put("/flu", part_paths=["/flu/treatment"])
    follower.catch_up()
    assert [state_at(copy, f"/flu{part}") for part in ("", "/symptoms", "/treatment")] == ["live", None, "live"]


def test_a_copy_holds_only_what_its_audience_may_read(log: MemoryLog, follow: Follow, tmp_path: Path) -> None:
    log.put("/flu", text="for everyone")
    log.put("/rota", audience="staff", text="squirrel", facets={"topic": ["squirrel"]}, title="Squirrel")
    log.put("/flu", audience="staff", text="squirrel too")
    for audience in ("public", "staff"):
        follow(audience).catch_up()
        log.put(f"/later-{audience}", audience="staff", text="squirrel")
        follow_on = CopyFile(tmp_path / f"{audience}.sqlite3")
        assert compare(follow_on.connection(), log.items(audience)) == []
        follow_on.close()
    public = b"".join(file.read_bytes() for file in tmp_path.glob("public-*"))
    staff = b"".join(file.read_bytes() for file in tmp_path.glob("staff-*"))
    assert (b"quirrel" in public, b"everyone" in public, b"quirrel" in staff) == (False, True, True)


def test_a_source_that_hands_over_what_is_not_for_the_audience_is_refused(log: MemoryLog, follow: Follow) -> None:
    log.put("/flu")
    follower = follow(source=MemorySource(log, "staff"))
    follower.catch_up()
    log.put("/rota", audience="staff")
    with pytest.raises(SourceUnavailable, match="not for public"):
        follower.catch_up()
    with pytest.raises(SourceUnavailable, match="not for public"):
        follower.rebuild()


def test_what_is_for_others_changes_nothing_for_readers(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    log.put("/flu")
    follower = follow()
    follower.catch_up()
    before = copy.version()
    for number in range(20):
        log.put(f"/rota-{number}", audience="staff")
    assert (follower.catch_up(), follower.position, copy.version()) == (CatchUpResult(21, 21, 0), 21, before)
    # A restart goes on from there all the same.
    follower.close()
    assert schema.position(copy.connection()) == 21


def test_one_process_follows_a_copy(log: MemoryLog, follow: Follow, tmp_path: Path) -> None:
    first, second = follow(), follow()
    first.catch_up()
    with pytest.raises(CopyLocked, match="another process follows public"):
        second.catch_up()
    take = (
        "from pathlib import Path; from site_content.followers.copies.lock import FileLock; FileLock(Path('{}')).take()"
    )
    other = [sys.executable, "-c", take.format(tmp_path / "public.lock")]
    assert "CopyLocked" in subprocess.run(other, capture_output=True, text=True).stderr
    first.close()
    assert subprocess.run(other, check=True).returncode == 0
    log.put("/flu")
    assert second.catch_up() == CatchUpResult(1, 1, 1)


def test_a_source_that_is_away_changes_nothing(log: MemoryLog, follow: Follow, copy: CopyFile) -> None:
    log.put("/flu")
    source = MemorySource(log)
    follower = follow(source=source)
    follower.catch_up()
    source.is_away = True
    for attempt in (follower.catch_up, follower.rebuild):
        with pytest.raises(SourceUnavailable):
            attempt()
    assert state_at(copy, "/flu") == "live"
    source.is_away = False
    log.put("/cough")
    assert follower.catch_up() == CatchUpResult(2, 2, 1)


def test_a_search_entry_that_cannot_be_read_does_not_keep_its_item_from_readers(
    log: MemoryLog, follow: Follow, copy: CopyFile, caplog: pytest.LogCaptureFixture
) -> None:
    log.put("/flu", entry={"nonsense": True}, text="fever")
    follower = follow()
    follower.catch_up()
    log.put("/cough", entry={"id": 1}, text="fever")
    log.put("/cold", text="fever")
    follower.catch_up()
    assert [state_at(copy, path) for path in ("/flu", "/cough", "/cold")] == ["live", "live", "live"]
    assert found(copy, "fever") == ["/cold"]
    assert [record.getMessage() for record in caplog.records if "cannot be read" in record.getMessage()] == [
        "seq 1 (/flu) has a search entry that cannot be read",
        "seq 2 (/cough) has a search entry that cannot be read",
    ]
