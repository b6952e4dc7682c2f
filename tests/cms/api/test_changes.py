"""The log as integrators follow it."""

import sqlite3
from datetime import timedelta
from typing import Any

from site_content.followers.copies import schema
from tests.cms.api.test_items import wire
from tests.cms.api_calls import PUBLIC, Asker
from tests.cms.bank import NOW, Bank, write_copy

CHANGES = f"{PUBLIC}/changes"


def followed(public: Asker, address: str, kept: dict[str, Any]) -> int:
    """Follow the log as an integrator does, keeping items by path; return the position reached."""
    following: str | None = address
    position = 0
    while following:
        page = public(following).json
        for change in page["results"]:
            if change["op"] == "upsert":
                kept[change["path"]] = change["item"]
            else:
                assert change["item"] is None
                kept.pop(change["path"], None)
        following, position = page["next"] and wire(page["next"]), page["position"]
    assert position == page["head"]
    return position


def test_whoever_follows_has_what_readers_have(public: Asker, as_delivery: Any, bank: Bank, tmp_path: Any) -> None:
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}
    kept: dict[str, Any] = {}
    position = followed(public, f"{CHANGES}?limit=7", kept)
    assert position == bank.head()
    assert "/embargoed" not in kept
    assert "/expired" not in kept
    assert not [path for path in kept if path.startswith("~")]
    for path, item in kept.items():
        assert public(f"{PUBLIC}/content{path}").json == item

    bank.live("/new", "New")
    bank.live("/about", "About us, again")
    bank.ended("/news/story-1", "gone")
    bank.ended("/news/story-2", "redirect", location="/about", permanent=True)
    write_copy(bank, tmp_path, "public")
    page = public(f"{CHANGES}?after={position}").json
    assert [(each["op"], each["path"], each["state"]) for each in page["results"]] == [
        ("upsert", "/new", "live"),
        ("upsert", "/about", "live"),
        ("delete", "/news/story-1", "gone"),
        ("upsert", "/news/story-2", "redirect"),
    ]
    assert followed(public, f"{CHANGES}?after={position}", kept) == bank.head()
    assert (kept["/about"]["title"], kept["/news/story-2"]["location"]) == ("About us, again", "/about")
    assert "/news/story-1" not in kept


def test_at_the_end_there_is_nothing_more(public: Asker) -> None:
    head = public(CHANGES).json["head"]
    assert public(f"{CHANGES}?after={head}").json == {
        "results": [], "next": None, "position": head, "head": head, "closed": [], "reset": False
    }  # fmt: skip
    # A host that lags behind the one that was asked before must not send an integrator back.
    assert public(f"{CHANGES}?after={head + 5}").json["position"] == head + 5


def test_bounds(public: Asker) -> None:
    for query in ("limit=501", "limit=0", "after=-1", "after=9999999999999999999", "after=1&after=2"):
        assert public(f"{CHANGES}?{query}").status == 400


def test_a_position_of_the_older_count_begins_again(public: Asker, as_delivery: Any, bank: Bank, tmp_path: Any) -> None:
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}
    old = 7
    with sqlite3.connect(as_delivery.COPY_FILES["public"]) as conn:
        schema.note_reset(conn, old)
    everything = public(f"{CHANGES}?after=0&limit=500").json
    assert everything["reset"] is False
    for since in (1, old):
        assert public(f"{CHANGES}?after={since}&limit=500").json == {**everything, "reset": True}
    assert public(f"{CHANGES}?after={old + 1}&limit=500").json["reset"] is False


def test_what_is_hidden_moves_no_position(public: Asker, as_delivery: Any, bank: Bank, tmp_path: Any) -> None:
    as_delivery.COPY_FILES = {"public": write_copy(bank, tmp_path, "public")}
    lists = (CHANGES, f"{PUBLIC}/items", f"{PUBLIC}/health", f"{PUBLIC}/content/about")
    before = [(got.body, got.headers) for got in map(public, lists)]
    bank.live("/secret", "Secret", slot="scheduled", live_from=NOW + timedelta(days=1))
    bank.live("/about", "About the merger", slot="scheduled", live_from=NOW + timedelta(days=1))
    bank.live("/rota", "Rota", audience="staff")
    write_copy(bank, tmp_path, "public")
    assert [(got.body, got.headers) for got in map(public, lists)] == before
