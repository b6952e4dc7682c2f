"""A body that changed on the disk is never sent: the right bytes come over a socket, or 503 until they are back."""

import random
import sqlite3
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.scrub import Scrub
from tests.bench.servers import Server, delivery
from tests.site_content.followers.copies.harms import OF_BODIES, Harm
from tests.site_content.followers.copies.made import MemoryLog, MemorySource

ITEMS = 60
ENCODINGS = ("br", "gzip", "identity")
SECONDS = 20.0
# Some kilobytes each, so that the bodies of one form fill several pages.
WORDS = "".join(chr(letter) for letter in range(97, 123)) * 40


@pytest.fixture
def follower(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[CopyFollower]:
    """A copy of sixty items, whose follower looks for no damage by itself."""
    monkeypatch.setattr(Scrub, "step", lambda *given: None)
    log, chance = MemoryLog(), random.Random(7)
    for number in range(ITEMS):
        log.put(f"/p{number}", text=f"{number} {''.join(chance.choices(WORDS, k=3000))}")
    made = CopyFollower(tmp_path / "copies" / "public.sqlite3", "public", MemorySource(log))
    made.catch_up()
    yield made
    made.close()


@pytest.fixture
def server(follower: CopyFollower, tmp_path: Path) -> Iterator[Server]:
    """The public process; it keeps nothing in memory, so that each request reads the copy."""
    with delivery(tmp_path, HEADLAND_CACHE_BYTES="1", HEADLAND_FEED_URL="", ELASTICSEARCH_URL="") as running:
        yield running


def read(client: httpx.Client) -> dict[tuple[str, str], tuple[int, bytes]]:
    """Ask for every item in every encoding, and for the list of bodies; return status and bytes as they came."""
    answers = {}
    addresses = [f"content/p{number}" for number in range(ITEMS)]
    for address in [*addresses, "items?include=body&limit=20", "changes?limit=100"]:
        for encoding in ENCODINGS:
            with client.stream("GET", address, headers={"Accept-Encoding": encoding}) as answer:
                answers[address, encoding] = answer.status_code, b"".join(answer.iter_raw())
    return answers


@pytest.mark.parametrize("harm", OF_BODIES, ids=lambda harm: harm.__name__)
def test_the_right_bytes_or_503_and_soon_the_right_bytes(harm: Harm, server: Server, follower: CopyFollower) -> None:
    before = follower.path.readlink()
    with httpx.Client(base_url=f"{server.url}/api/public/v1/", trust_env=False) as client:
        good = read(client)
        assert {status for status, _ in good.values()} == {200}
        harm(follower.path.parent / before)
        # A write makes SQLite look at the file again, as the next publication does.
        with sqlite3.connect(follower.path.parent / before) as conn:
            conn.execute("UPDATE meta SET value = value WHERE key = 'mark'")
        conn.close()

        harmed = read(client)
        refused = {key for key, (status, _) in harmed.items() if status == 503}
        assert refused
        assert {key for key in harmed if harmed[key] != good[key]} == refused
        assert client.get("health").json()["copy"]["is_damaged"]

        end = time.monotonic() + SECONDS
        while (answers := read(client)) != good:
            assert {status for key, (status, _) in answers.items() if answers[key] != good[key]} == {503}
            assert time.monotonic() < end
            follower.catch_up()
        assert follower.path.readlink() != before
        assert client.get("health").json()["status"] == "ok"
