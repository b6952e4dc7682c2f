"""A delivery host of its own begins to follow the feed when it is told where that is."""

from pathlib import Path
from typing import Any

import pytest

from cms.api import following
from site_content.followers.copies.background import BackgroundStatus


class Running:
    """A follower that has come some way."""

    def __init__(self, status: BackgroundStatus) -> None:
        self.status = lambda: status


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, settings: Any) -> list[tuple[Any, ...]]:
    """With which words following was begun."""
    calls: list[tuple[Any, ...]] = []

    def start(*given: Any) -> Running:
        calls.append(given)
        return Running(BackgroundStatus(is_following=True, position=7, head=9, checked_at=1.0))

    monkeypatch.setattr("site_content.followers.copies.background.start_from_feed", start)
    monkeypatch.setattr(following, "_background", [])
    settings.COPY_FILES, settings.FEED_TOKEN = {"public": Path("/nowhere/public.sqlite3")}, "a-long-token"
    return calls


def test_it_follows_where_it_is_told(begun: list[tuple[Any, ...]], settings: Any) -> None:
    settings.FEED_URL = "https://cms.example/api/feed/changes"
    following.follow()
    following.follow()
    assert begun == [(Path("/nowhere/public.sqlite3"), "public", settings.FEED_URL, "a-long-token")]


def test_beside_a_worker_there_is_nothing_to_follow(begun: list[tuple[Any, ...]], settings: Any) -> None:
    settings.FEED_URL = ""
    following.follow()
    assert begun == []
