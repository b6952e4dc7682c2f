"""What an index is told of a closure: that all it covers is gone, at the versions it has, and at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

import pytest
from wagtail.models import PageViewRestriction

from search.elastic import Index, Outcome, Update
from site_content.followers.indexes.follow import IndexFollower
from site_content.followers.indexes.updates import key_of_row
from site_content.items.models import Refresh
from site_content.pages.types.section import SectionPage
from site_content.publishing import closures
from site_content.publishing.refresh import drain
from tests.site_content.followers.indexes.test_indexes import add

pytestmark = pytest.mark.django_db


class MemoryIndex:
    """An index that takes versions as Elasticsearch does: not an older one than it has."""

    def __init__(self) -> None:
        self.stored: dict[str, tuple[int, bool]] = {}
        self.reached = self.refreshes = 0

    def current(self) -> str:
        return "v1"

    def versions(self) -> list[str]:
        return ["v1"]

    def position(self, version: str | None = None) -> int:
        return self.reached

    def note_position(self, version: str, position: int) -> None:
        self.reached = position

    def apply(self, updates: Sequence[Update], position: int) -> Outcome:
        for each in updates:
            if each.version >= self.stored.get(each.key, (0, False))[0]:
                self.stored[each.key] = (each.version, each.entry is not None)
        self.reached = position
        return Outcome()

    def refresh(self) -> None:
        self.refreshes += 1

    def quarantined(self) -> dict[str, str]:
        return {}


def test_all_that_it_covers_is_gone_at_once_and_comes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures, "FEW", 2)
    index = MemoryIndex()
    follower = IndexFollower(cast(Index, index), "public")
    section = add("Influenza", page_type=SectionPage)
    for number in range(4):
        section.refresh_from_db()
        add(f"Page {number}", parent=section)
    add("Influenza jab")
    paths = ["/influenza", *(f"/influenza/page-{number}" for number in range(4)), "/influenza-jab"]

    def live() -> list[str]:
        follower.catch_up()
        return [path for path in paths if index.stored[key_of_row("public", path, "current")][1]]

    assert live() == paths
    row = PageViewRestriction.objects.create(page=section, restriction_type="login")
    drain(rank=Refresh.TAKE_DOWN)
    before = index.refreshes
    assert live() == ["/influenza-jab"]
    assert index.refreshes > before
    row.delete()
    for _ in range(5):
        Refresh.objects.update(not_before=None)
        drain()
    assert live() == paths


def test_a_rebuild_leaves_out_what_is_closed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(closures, "FEW", 2)
    add("Cold")
    section = add("Influenza", page_type=SectionPage)
    for number in range(4):
        section.refresh_from_db()
        add(f"Page {number}", parent=section)
    PageViewRestriction.objects.create(page=section, restriction_type="login")
    drain(rank=Refresh.TAKE_DOWN)
    follower = IndexFollower(cast(Index, MemoryIndex()), "public")
    told: dict[str, Any] = {each.key: each.entry for updates in follower._items() for each in updates}
    assert told[key_of_row("public", "/influenza/page-1", "current")] is None
    assert told[key_of_row("public", "/cold", "current")] is not None
