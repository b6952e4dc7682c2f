"""A closure in the log hides at once, in a copy, all that it covers, whether the copy follows or is built again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from search import embedded
from search.request import SearchRequest, SuggestRequest
from site_content.followers.audit import compare, compare_media
from site_content.followers.copies.access import access_of
from site_content.followers.copies.changes import changes_after
from site_content.followers.copies.closures import closed_places
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.lists import CardQuery, cards
from site_content.followers.copies.media import shown_medium
from site_content.followers.copies.moments import tally
from site_content.followers.copies.read import item_at, item_with_id
from tests.site_content.followers.copies.made import NOW, MemoryLog, MemorySource, identity, when

AUDIENCES = ("staff", "public")
Follow = Callable[[], Any]


@pytest.fixture
def log() -> MemoryLog:
    """A section with pages, and others whose paths begin alike."""
    log = MemoryLog()
    for path in ("/", "/flu", "/flu/a", "/flu/b", "/flu-jab", "/news/flu", "/fl"):
        log.put(path, text="influenza", facets={"topic": ["flu"]}, media=[{"name": f"files{path}"}])
    log.put("/flu/c", "withdrawn")
    log.put("/flu/moved", "redirect", more={"location": "/news/flu"})
    log.put("/flu/a", audience="staff", text="influenza")
    log.put("/flu/soon", slot="scheduled", live_from=NOW)
    return log


@pytest.fixture(params=["followed", "built"])
def follow(request: pytest.FixtureRequest, log: MemoryLog, tmp_path: Path) -> Iterator[Follow]:
    """Bring a copy for staff, who read both audiences, to the log's head; or build it from the log."""
    follower = CopyFollower(tmp_path / "staff.sqlite3", "staff", MemorySource(log, "staff"))
    if request.param == "followed":
        follower.catch_up()

    def conn() -> Any:
        follower.catch_up()
        assert follower._conn is not None
        assert compare(follower._conn, log.items("staff")) == []
        assert compare_media(follower._conn, log.items("staff")) == []
        return follower._conn

    yield conn
    follower.close()


def close(log: MemoryLog, path: str, groups: Any = None, media: Any = (), **fields: Any) -> None:
    value = {"path": path, "groups": groups, "media": list(media)}
    log.put(f"~closure:{path or 'media'}", type="~closure", more={"value": value}, **fields)


def shown(conn: Any, audience: str = "public", **options: Any) -> list[str]:
    """Return the paths that lists show, and see that every other way of reading agrees."""
    query = CardQuery(audiences=(audience,), limit=100, **options)
    paths = sorted(json.loads(row.card)["path"] for row in cards(conn, query, when(9)).rows)
    request = SearchRequest(
        q="influenza", now=NOW, filters={"audience": [audience]}, limit=100,
        rings=None if query.access is None else query.access.rings,
    )  # fmt: skip
    assert sorted(hit.card["path"] for hit in embedded.search(conn, request).hits) == paths
    for path in paths:
        answer = item_at(conn, path, when(9), [audience], query.access).item
        assert answer is not None
        assert answer.state == "live"
    return paths


def states(conn: Any, audience: str = "public") -> dict[str, str | None]:
    found = {}
    for path in ("/flu", "/flu/a", "/flu/c", "/flu/moved", "/flu/soon", "/flu-jab"):
        answer = item_at(conn, path, when(9), [audience]).item
        found[path] = answer.state if answer else None
    return found


def test_it_hides_a_place_and_what_lies_below(log: MemoryLog, follow: Follow) -> None:
    close(log, "/flu")
    conn = follow()
    assert shown(conn) == ["/", "/fl", "/flu-jab", "/news/flu"]
    assert shown(conn, "staff") == ["/flu/a"]
    assert states(conn) == {
        "/flu": None, "/flu/a": None, "/flu/c": None, "/flu/moved": "redirect", "/flu/soon": None, "/flu-jab": "live",
    }  # fmt: skip
    assert item_with_id(conn, identity("/flu/b"), when(9), ["public"]).item is None
    assert tally(conn, "topic", ["flu"], when(9), ["public", "staff"]) == {"flu": 4}
    starts = {(each.audience, each.path) for each in embedded.suggest(conn, SuggestRequest("Flu", NOW, 8))}
    assert starts == {("staff", "/flu/a"), ("public", "/flu-jab"), ("public", "/news/flu")}
    names = ("files/flu", "files/flu/b", "files/fl")
    assert [shown_medium(conn, name, when(9)) is not None for name in names] == [False, False, True]
    told = {(each.audience, each.path): each.plain is None for each in changes_after(conn, 0, 100, when(9))}
    assert {path for (audience, path), is_gone in told.items() if is_gone and audience == "public"} == {
        "/flu", "/flu/a", "/flu/b", "/flu/c",
    }  # fmt: skip
    assert [(each.audience, each.path) for each in closed_places(conn, 0)] == [("public", "/flu")]
    assert closed_places(conn, log.head) == []


def test_what_is_written_after_it_is_shown(log: MemoryLog, follow: Follow) -> None:
    close(log, "/flu")
    log.put("/flu/b", text="influenza again")
    log.put("/flu/new", text="influenza new")
    log.put("/flu/a", "gone")
    conn = follow()
    assert shown(conn) == ["/", "/fl", "/flu-jab", "/flu/b", "/flu/new", "/news/flu"]
    answer = item_at(conn, "/flu/a", when(9), ["public"]).item
    assert answer is not None
    assert answer.state == "gone"


def test_the_home_closes_all_of_an_audience(log: MemoryLog, follow: Follow) -> None:
    log.put("~site", type="~site")
    close(log, "/")
    conn = follow()
    assert shown(conn) == []
    assert shown(conn, "staff") == ["/flu/a"]
    assert conn.execute("SELECT state FROM item WHERE path = '~site'").fetchall() == [("live",)]


def test_it_narrows_to_rings(log: MemoryLog, follow: Follow) -> None:
    log.put("/flu/b", audience="staff", text="influenza", groups=["1,2"])
    close(log, "/flu", ["2"], audience="staff")
    conn = follow()
    values = ('["1,2","2"]', '["2"]')
    assert shown(conn, "staff", access=access_of(values, ["2"])) == ["/flu/a", "/flu/b"]
    assert shown(conn, "staff", access=access_of(values, ["1"])) == []
    assert shown(conn) == ["/", "/fl", "/flu", "/flu-jab", "/flu/a", "/flu/b", "/news/flu"]


def test_it_takes_media_from_what_names_them(log: MemoryLog, follow: Follow) -> None:
    close(log, "", media=["files/flu", "files/flu/b"])
    log.put("/flu/b", text="influenza", media=[{"name": "files/flu/b"}])
    conn = follow()
    names = ["files/flu", "files/flu/a", "files/flu/b"]
    assert [shown_medium(conn, name, when(9)) is not None for name in names] == [False, True, True]
    assert "/flu" in shown(conn)


def test_taken_away_it_leaves_nothing(log: MemoryLog, follow: Follow) -> None:
    close(log, "/flu")
    for path in ("/flu", "/flu/a", "/flu/b", "/flu/c"):
        log.put(path, "gone")
    log.put("/flu/soon", "removed", slot="scheduled")
    log.put("~closure:/flu", "removed", type="~closure")
    conn = follow()
    assert closed_places(conn, 0) == []
    assert set(states(conn).values()) == {"gone", "redirect", "live", None}
    assert conn.execute("SELECT count(*) FROM search_entry WHERE live_until = 0").fetchone() == (0,)


def test_an_audit_sees_what_a_closure_left_open(log: MemoryLog, follow: Follow) -> None:
    close(log, "/flu")
    conn = follow()
    row = conn.execute("SELECT id FROM item WHERE path = '/flu/b' AND audience = 'public'").fetchone()[0]
    conn.execute("UPDATE item SET state = 'live', listed = 1 WHERE id = ?", (row,))
    found = [str(each) for each in compare(conn, log.items("staff"))]
    assert found[:2] == [
        "public:/flu/b: state should be removed, not live",
        "public:/flu/b: listed should be 0, not 1",
    ]
    # The sets of lists do not hold the row that says it is listed.
    assert "set listed : rows should be" in " ".join(found[2:])
    assert all(each.startswith("set ") and "(1 differ)" in each for each in found[2:])
