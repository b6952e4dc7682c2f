"""An index follows the log: what readers may find, rebuilds, faults, and the audit."""

from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from wagtail.models import Site

from search.elastic import ElasticEngine, Index, connect
from search.errors import EngineUnavailable
from search.request import SearchRequest, SuggestRequest
from search.search_settings import SearchSettings
from site_content.followers.indexes.audit import drift, repair
from site_content.followers.indexes.follow import IndexFollower, Postponed
from site_content.followers.indexes.updates import key_of_row
from site_content.items.models import Item
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing import log
from site_content.publishing.refresh import drain
from tests.search.texts import NOW

pytestmark = [pytest.mark.elasticsearch, pytest.mark.django_db]


@pytest.fixture
def follower(elasticsearch_url: str, index_prefix: str) -> Iterator[IndexFollower]:
    """A follower of the public audience, over an index that does not exist yet."""
    client = connect(elasticsearch_url)
    yield IndexFollower(Index(client, f"{index_prefix}-public"), "public")
    client.close()


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: Any) -> None:
    finish = Index.finish_rebuild
    monkeypatch.setattr(Index, "finish_rebuild", lambda self, version: finish(self, version, grace=0))


def add(title: str, audience: str = "public", parent: Any = None, page_type: type = StandardPage) -> Any:
    page = page_type(title=title)
    (parent or Site.objects.get(audience_row__audience=audience).root_page).add_child(instance=page)
    drain()
    return page


def current(follower: IndexFollower) -> str:
    """Return the name of the version that searches read."""
    name = follower.index.current()
    assert name is not None
    return name


def found(follower: IndexFollower, query: str = "") -> list[str]:
    follower.catch_up()
    follower.index.refresh()
    engine = ElasticEngine(follower.index._client, follower.index.read_alias, time_limit=20)
    return sorted(hit.card["path"] for hit in engine.search(SearchRequest(query, NOW), SearchSettings()).hits)


def test_it_makes_its_index_and_follows_publish_move_and_delete(follower: IndexFollower) -> None:
    section, page = add("Health", page_type=SectionPage), add("Flu")
    add("Flu rota", audience="staff")
    assert found(follower, "flu") == ["/flu"]
    page.move(section, pos="last-child")
    drain()
    assert found(follower, "flu") == ["/health/flu"]
    page.refresh_from_db()
    page.delete()
    drain()
    assert (found(follower, "flu"), drift(follower.index, "public")) == ([], [])
    assert follower.position == log.head()
    assert "staff" not in str(list(follower.index.stored()))


def test_staff_find_both(follower: IndexFollower) -> None:
    add("Flu"), add("Flu rota", audience="staff")
    both = IndexFollower(follower.index, "staff")
    assert found(both, "flu") == ["/flu", "/flu-rota"]


def test_a_lost_index_one_of_another_schema_and_one_ahead_of_the_log_are_made_again(follower: IndexFollower) -> None:
    add("Flu")
    assert found(follower) == ["/flu"]
    follower.index.delete()
    assert found(follower) == ["/flu"]
    version = follower.index.current()
    assert version
    follower.index.note_position(version, log.head() + 5)
    assert found(follower) == ["/flu"]
    assert follower.index.current() != version
    client = follower.index._client
    client.indices.put_mapping(index=current(follower), meta={"position": 1, "schema": 0})
    assert (found(follower), drift(follower.index, "public")) == (["/flu"], [])


def test_edits_during_a_rebuild_are_in_it_and_one_that_was_killed_leaves_nothing(follower: IndexFollower) -> None:
    page = add("Flu")
    follower.catch_up()

    def edit() -> None:
        if not StandardPage.objects.filter(slug="new").exists():
            add("New")
            page.delete()
            drain()

    follower.keep = edit
    follower.rebuild()
    assert (found(follower), drift(follower.index, "public")) == (["/new"], [])

    def die() -> None:
        raise KeyboardInterrupt

    follower.keep = die
    with pytest.raises(KeyboardInterrupt):
        follower.rebuild()
    assert len(follower.index.versions()) == 2
    follower.keep = lambda: None
    assert found(follower) == ["/new"]
    assert len(follower.index.versions()) == 1


def test_a_write_block_is_lifted_and_loses_nothing(follower: IndexFollower) -> None:
    follower.catch_up()
    version = follower.index.current()
    block = {"index.blocks.read_only_allow_delete": True}
    follower.index._client.indices.put_settings(index=version, settings=block)
    add("Flu")
    with pytest.raises(Postponed):
        follower.catch_up()
    assert (found(follower), drift(follower.index, "public")) == (["/flu"], [])


def test_poison_is_kept_out_and_told(follower: IndexFollower, caplog: Any) -> None:
    add("Flu"), add("Cold")
    row = Item.objects.get(path="/flu")
    Item.objects.filter(pk=row.pk).update(entry={**(row.entry or {}), "id": "x" * 40_000})
    assert found(follower) == ["/cold"]
    key = key_of_row("public", "/flu", "current")
    assert list(follower.index.quarantined()) == [key]
    assert "kept out of the index" in caplog.text
    (told,) = drift(follower.index, "public")
    assert (told.path, told.reason.startswith("kept out: ")) == ("public:/flu", True)


def test_the_audit_finds_and_mends_every_kind_of_drift(follower: IndexFollower) -> None:
    pages = [add("Flu"), add("Cold"), add("Cough")]
    found(follower)
    index, client, version = follower.index, follower.index._client, current(follower)
    key = {page.slug: key_of_row("public", f"/{page.slug}", "current") for page in pages}
    seq = {row.path: row.seq for row in Item.objects.filter(audience="public", slot="current")}
    client.delete(index=version, id=key["flu"], version=seq["/flu"], version_type="external_gte")
    late = {**client.get(index=version, id=key["cold"])["_source"], "version": 1}
    client.index(index=version, id=key["cold"], document=late, version=seq["/cold"], version_type="external_gte")
    client.index(
        index=version,
        id="stray",
        document={**late, "key": "stray", "version": 3},
        version=3,
        version_type="external_gte",
    )
    index.refresh()
    told = drift(index, "public")
    assert [(each.path, each.reason) for each in told] == [
        ("", "in the index only"), ("public:/cold", "of another version"), ("public:/flu", "missing"),
    ]  # fmt: skip
    repair(index, "public", told)
    assert drift(index, "public") == []


def test_check_index_says_what_differs_and_exits_1(
    follower: IndexFollower, settings: Any, elasticsearch_url: str, index_prefix: str
) -> None:
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, index_prefix
    add("Flu")
    found(follower)
    out = StringIO()
    call_command("check_index", "--audience=public", stdout=out)
    follower.index._client.delete(index=current(follower), id=key_of_row("public", "/flu", "current"))
    with pytest.raises(SystemExit) as ended:
        call_command("check_index", "--audience=public", stdout=out)
    call_command("check_index", "--audience=public", "--repair", stdout=out)
    assert ended.value.code == 1
    assert out.getvalue().splitlines() == [
        "public: nothing differs",
        f"public:/flu: missing (items {Item.objects.get(path='/flu').seq}, index None)",
        "public: 1 differs",
        f"public:/flu: missing (items {Item.objects.get(path='/flu').seq}, index None)",
        "public: 1 differs",
        "public: rewrote 0, 1 still differ",
        "public: rebuilt from the items, 0 still differ",
    ]


def test_a_document_of_somebody_elses_is_told_and_taken_out(
    follower: IndexFollower, settings: Any, elasticsearch_url: str, index_prefix: str
) -> None:
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, index_prefix
    add("Flu")
    found(follower)
    for name, strange in (("bare", {}), ("odd", {"id": "odd", "live": True, "title_key": "flu"})):
        follower.index._client.index(index=current(follower), id=name, document=strange)
    follower.index.refresh()
    engine = ElasticEngine(follower.index._client, follower.index.read_alias, time_limit=20)
    flu = SuggestRequest("flu", NOW)
    for asking in (lambda: engine.search(SearchRequest("", NOW)), lambda: engine.suggest(flu)):
        with pytest.raises(EngineUnavailable, match="cannot be read"):
            asking()
    out = StringIO()
    call_command("check_index", "--audience=public", "--repair", stdout=out)
    assert out.getvalue().splitlines()[:3] == [
        "bare: in the index only (items None, index 0)",
        "odd: in the index only (items None, index 0)",
        "public: 2 differ",
    ]
    assert out.getvalue().splitlines()[-1].endswith(" 0 still differ")
    assert found(follower) == ["/flu"]
    assert [each.title for each in engine.suggest(flu)] == ["Flu"]
