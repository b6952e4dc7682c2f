"""An index obeys a closure at once, through rebuilds too, and finds again what is opened."""

from __future__ import annotations

from typing import Any

import pytest
from wagtail.models import PageViewRestriction

from search.elastic import ElasticEngine
from search.request import SearchRequest
from search.search_settings import SearchSettings
from site_content.followers.indexes.audit import drift
from site_content.followers.indexes.follow import IndexFollower
from site_content.items.closed_items import closures_in_force
from site_content.items.models import Refresh
from site_content.pages.types.section import SectionPage
from site_content.publishing import closures
from site_content.publishing.refresh import drain
from tests.search.texts import NOW
from tests.site_content.followers.indexes.test_indexes import add, follower, no_grace  # noqa: F401 (fixtures)

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


def found(follower: IndexFollower) -> set[str]:  # noqa: F811 (a fixture's name)
    """Return the paths found at once, without waiting for the server's own refresh."""
    engine = ElasticEngine(follower.index._client, follower.index.read_alias, time_limit=10)
    hits = engine.search(SearchRequest(q="influenza", now=NOW, limit=50), SearchSettings()).hits
    return {hit.card["path"] for hit in hits}


@pytest.mark.parametrize("way", ["follow", "rebuild"])
def test_a_closed_section_is_not_found(follower: IndexFollower, monkeypatch: Any, way: str) -> None:  # noqa: F811
    monkeypatch.setattr(closures, "FEW", 2)
    section = add("Influenza", page_type=SectionPage)
    for number in range(4):
        section.refresh_from_db()
        add(f"Influenza {number}", parent=section)
    add("Influenza jab")
    everything = {"/influenza", "/influenza-jab", *(f"/influenza/influenza-{number}" for number in range(4))}
    follower.catch_up()
    follower.index.refresh()
    assert found(follower) == everything
    row = PageViewRestriction.objects.create(page=section, restriction_type="login")
    drain(rank=Refresh.TAKE_DOWN)
    assert len(closures_in_force()) == 1
    follower.rebuild() if way == "rebuild" else follower.catch_up()
    assert found(follower) == {"/influenza-jab"}
    assert drift(follower.index, "public") == []
    row.delete()
    for _ in range(5):
        Refresh.objects.update(not_before=None)
        drain()
    follower.catch_up()
    follower.index.refresh()
    assert found(follower) == everything
    assert drift(follower.index, "public") == []
