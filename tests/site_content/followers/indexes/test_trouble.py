"""Trouble of an index shows in /health by its kind, its reason is kept, and it ends by itself where it can."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from search.elastic import Index
from site_content.followers.configured import configured_followers
from site_content.followers.drive import Driver
from site_content.followers.indexes.configured import configured_indexes
from site_content.followers.leases import new_holder
from site_content.followers.models import Follower
from site_content.items.models import Item
from site_content.publishing.refresh import drain
from tests.site_content.followers.indexes.test_indexes import add

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]
NAME = "index:public"


@pytest.fixture(autouse=True)
def elasticsearch(settings: Any, elasticsearch_url: str, index_prefix: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, index_prefix
    finish = Index.finish_rebuild
    monkeypatch.setattr(Index, "finish_rebuild", lambda self, version: finish(self, version, grace=0))


@pytest.fixture
def driver() -> Iterator[Driver]:
    """A worker's driver of the public index."""
    made = Driver(NAME, configured_followers()[NAME], new_holder())
    yield made
    made.stop()


@pytest.fixture
def index() -> Index:
    return configured_indexes()["public"]


def health(driver: Driver) -> tuple[bool, str, int]:
    """Let the worker work once; return what /health then says: whether it fails, the kind of trouble, the lag."""
    driver.beat()
    try:
        driver.step()
    except Exception as error:  # as the worker does, which tries again
        assert str(error)
    driver.beat()
    (told,) = [each for each in Client().get("/health").json()["followers"] if each["name"] == NAME]
    return told["is_failing"], told["trouble"], told["lag"]


def live(index: Index) -> int:
    """How many entries are found."""
    index.refresh()
    return sum(is_live for _, _, is_live in index.stored())


def test_poison_is_told_with_its_reason_until_it_is_published_again(driver: Driver, index: Index) -> None:
    page = add("Flu")
    row = Item.objects.get(path="/flu")
    Item.objects.filter(pk=row.pk).update(entry={**(row.entry or {}), "id": "x" * 40_000})
    assert health(driver) == (True, "entries_kept_out", 0)
    reason = Follower.objects.get(name=NAME).last_error
    assert reason.startswith("1 kept out of the index: ")
    assert "immense term" in reason
    assert health(driver) == (True, "entries_kept_out", 0)  # still, when there is nothing new to do
    page.title = "Flu again"
    page.save_revision().publish()
    drain()
    assert health(driver) == (False, "", 0)
    assert live(index) == 1


def test_a_full_disk_is_told_and_passes(driver: Driver, index: Index) -> None:
    assert health(driver) == (False, "", 0)
    add("Flu")
    block = {"index.blocks.read_only_allow_delete": True}
    index._client.indices.put_settings(index=index.current(), settings=block)
    is_failing, trouble, lag = health(driver)
    assert (is_failing, trouble, lag > 0) == (True, "writes_refused", True)
    assert health(driver) == (False, "", 0)
    assert live(index) == 1


def test_a_deleted_index_is_made_again(driver: Driver, index: Index) -> None:
    add("Flu")
    assert health(driver) == (False, "", 0)
    index.delete()
    assert health(driver) == (False, "", 0)
    assert live(index) == 1


def test_an_index_of_another_mapping_is_made_again(driver: Driver, index: Index) -> None:
    """Someone deleted ours and put one of their own in its place, in which a title is a number."""
    add("Flu")
    assert health(driver) == (False, "", 0)
    index.delete()
    theirs = f"{index.read_alias}-v7"
    mappings = {"properties": {"en": {"properties": {"title": {"type": "long"}}}}}
    aliases: dict[str, Any] = {index.read_alias: {}, f"{theirs}-write": {}}
    index._client.indices.create(index=theirs, mappings=mappings, aliases=aliases)
    assert health(driver) == (False, "", 0)
    assert (live(index), index.current()) == (1, f"{index.read_alias}-v8")


def test_a_server_that_is_away_is_told(driver: Driver, index: Index, monkeypatch: pytest.MonkeyPatch) -> None:
    assert health(driver) == (False, "", 0)
    add("Flu")
    with monkeypatch.context() as away:
        nodes = driver._follower.index._client.transport.node_pool  # type: ignore[union-attr]
        for node in nodes.all():
            away.setattr(type(node), "perform_request", _cut)
        is_failing, trouble, lag = health(driver)
    assert (is_failing, trouble, lag > 0) == (True, "server_unavailable", True)
    assert health(driver) == (False, "", 0)


def _cut(*arguments: Any, **named: Any) -> Any:
    from elastic_transport import ConnectionError as CutOff

    raise CutOff("connection refused")
