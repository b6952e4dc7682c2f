"""The log for delivery hosts: only with the token, and enough to keep a copy of one's own."""

from pathlib import Path
from typing import Any

import httpx
import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from wagtail.models import Site

from site_content.followers.copies.feed import FeedSource
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile
from site_content.followers.copies.read import item_at
from site_content.followers.copies.source import SourceUnavailable
from site_content.items.models import Item
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain

pytestmark = pytest.mark.django_db
FEED = "/api/feed/changes"
TOKEN = "a-long-random-token-of-a-test"


@pytest.fixture
def published(settings: Any) -> str:
    """A page on each site, published for real; returns the public one's path."""
    settings.FEED_TOKEN = TOKEN
    for audience in ("public", "staff"):
        home = Site.objects.get(audience_row__audience=audience).root_page
        home.add_child(instance=StandardPage(title=f"For {audience}", slug="page"))
    drain()
    assert Item.objects.filter(audience="staff", path="/page").exists()
    return "/page"


def asked(authorization: str, query: str = "") -> Any:
    """Ask the feed."""
    return Client().get(FEED + query, headers={"Authorization": authorization} if authorization else {})


@pytest.mark.parametrize(
    "authorization", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"Bearer {TOKEN}x", "Bearer é"]
)
def test_without_the_token_the_feed_is_shut(published: str, authorization: str) -> None:
    got = asked(authorization)
    assert (got.status_code, got["Content-Type"]) == (401, "application/problem+json")
    assert "changes" not in got.json()


def test_without_a_token_to_have_nobody_may(settings: Any) -> None:
    for token in ("", "short"):
        settings.FEED_TOKEN = token
        assert asked(f"Bearer {token}").status_code == 401


def test_a_page_of_the_feed(published: str) -> None:
    got = asked(f"Bearer {TOKEN}", "?limit=2")
    page = got.json()
    assert (got["Cache-Control"], page["audience"], len(page["changes"])) == ("private, no-store", "public", 2)
    assert page["position"] < page["head"]
    everything = asked(f"Bearer {TOKEN}").json()["changes"]
    assert {change["audience"] for change in everything} == {"public"}
    for query in ("?after=-1", "?limit=501", "?audience=all", "?x=1"):
        assert asked(f"Bearer {TOKEN}", query).status_code == 400
    assert Client().post(FEED, headers={"Authorization": f"Bearer {TOKEN}"}).status_code == 405


def source(token: str = TOKEN) -> FeedSource:
    """The feed as a delivery host reads it."""
    transport = httpx.WSGITransport(WSGIHandler(), raise_app_exceptions=True)
    return FeedSource(f"http://testserver{FEED}", token, "public", transport)


def test_a_host_keeps_its_own_copy_from_it(published: str, tmp_path: Path) -> None:
    path = tmp_path / "public.sqlite3"
    follower = CopyFollower(path, "public", source())
    follower.catch_up()
    follower.close()
    copy = CopyFile(path)
    item = item_at(copy.connection(), published, 2**31, ("public",)).item
    assert item is not None
    assert item.json()["title"] == "For public"
    copy.close()


def test_a_host_with_another_token_is_told_why(published: str) -> None:
    with pytest.raises(SourceUnavailable, match="HEADLAND_FEED_TOKEN"):
        source("another-long-token-that-is-wrong").page(0, 10)
