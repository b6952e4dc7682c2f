"""Two topics or authors of one slug are two values of their facet, from publishing to every answer of the API."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from wagtail.models import Locale

from site_content.items.facet_targets import FacetTarget
from site_content.items.models import Item, Refresh
from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.topic import TopicPage
from tests.cms.live_api import ENGINES, Ask, live_api
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add, edit, fresh, item, move

pytestmark = pytest.mark.django_db
home, staff_home, add = publishing.home, publishing.staff_home, publishing.add


@pytest.fixture(params=ENGINES)
def ask(request: pytest.FixtureRequest, as_delivery: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Ask]:
    """Return a function that brings copy and index up to date and gives the answer of the public API."""
    with live_api(request, as_delivery, tmp_path, monkeypatch) as reply_to:

        def answer(address: str) -> Any:
            got = reply_to(address)
            assert got.status == 200, got.json
            assert not got.json.get("degraded")
            return got.json

        yield answer


@pytest.fixture
def twins(home: Any, add: Add) -> Any:
    """Topics Children/Health and Adults/Health, with one page each."""
    children, adults = (add(home, title, TopicPage, slug=title.lower()) for title in ("Children", "Adults"))
    topics = [add(fresh(parent), "Health", TopicPage, slug="health") for parent in (children, adults)]
    pages = [
        add(home, f"About {parent.title}", topics=[topic])
        for parent, topic in zip((children, adults), topics, strict=True)
    ]
    return topics, pages


def titles(answer: Any) -> list[str]:
    """The titles of a list's results, sorted."""
    return sorted(card["title"] for card in answer["results"])


def counts(ask: Ask, route: str = "topics") -> dict[str, int]:
    """Path → ``item_count`` of each topic or author."""
    return {card["path"]: card["item_count"] for card in ask(route)["results"]}


def test_two_topics_called_health_are_two_values(ask: Ask, twins: Any) -> None:
    assert titles(ask("items?topic=health")) == ["About Children"]
    assert titles(ask("items?topic=adults-health")) == ["About Adults"]
    assert titles(ask("items?topic=health,adults-health")) == ["About Adults", "About Children"]
    assert counts(ask) == {"/children": 0, "/adults": 0, "/children/health": 1, "/adults/health": 1}
    assert ask("search?q=about")["facets"]["topic"] == [
        {"value": "adults-health", "label": "Health", "count": 1},
        {"value": "health", "label": "Health", "count": 1},
    ]
    assert titles(ask("search?topic=adults-health")) == ["About Adults"]
    own = {card["path"]: card.get("facet_value") for card in ask("topics")["results"]}
    assert own == {"/children": None, "/adults": None, "/children/health": None, "/adults/health": "adults-health"}
    assert ask("content/adults/health")["facet_value"] == "adults-health"


def test_two_authors_of_one_name_are_two_values(ask: Ask, home: Any, add: Add) -> None:
    nurses, doctors = (add(home, title, slug=title.lower()) for title in ("Nurses", "Doctors"))
    for parent in (nurses, doctors):
        author = add(parent, "Ann Lee", AuthorPage, slug="ann-lee")
        add(home, f"By {parent.title}", BlogPage, authors=[("author", author)])
    assert titles(ask("items?author=ann-lee")) == ["By Nurses"]
    assert titles(ask("items?author=doctors-ann-lee")) == ["By Doctors"]
    assert counts(ask, "authors") == {"/nurses/ann-lee": 1, "/doctors/ann-lee": 1}


def test_a_rename_and_a_move_keep_the_value(ask: Ask, home: Any, add: Add) -> None:
    topic = add(home, "Flu", TopicPage, slug="flu")
    add(home, "About it", topics=[topic])
    topic = edit(topic, title="Influenza", slug="influenza")
    assert titles(ask("items?topic=flu")) == ["About it"]
    assert titles(ask("search?topic=flu")) == ["About it"]
    assert ask("items?topic=flu")["results"][0]["facets"] == {"topic": [{"value": "flu", "label": "Influenza"}]}
    assert counts(ask) == {"/influenza": 1}
    above = add(home, "Above", TopicPage, slug="above")
    move(topic, above)
    assert (counts(ask), titles(ask("items?topic=flu"))) == ({"/above": 0, "/above/influenza": 1}, ["About it"])
    assert ask("content/above/influenza")["facet_value"] == "flu"


def test_what_a_renamed_topic_was_called_is_not_given_to_another(home: Any, add: Add) -> None:
    edit(add(home, "Flu", TopicPage, slug="flu"), slug="influenza")
    other = add(home, "Flu", TopicPage, slug="flu")
    assert item(other)["facet_value"] == "flu-2"


def test_one_alone_is_called_by_its_slug_and_says_nothing_of_it(home: Any, add: Add) -> None:
    topic = add(home, "Flu", TopicPage, slug="flu")
    assert "facet_value" not in item(topic)
    assert "facet_value" not in (Item.objects.get(key=f"page:{topic.pk}").card or {"facet_value": "no card"})
    assert list(FacetTarget.objects.values_list("audience", "facet", "value")) == [("public", "topic", "flu")]


def test_audiences_do_not_know_of_each_other(home: Any, staff_home: Any, add: Add) -> None:
    for root in (staff_home, home):
        add(root, "Flu", TopicPage, slug="flu")
    values = FacetTarget.objects.order_by("audience").values_list("audience", "value")
    assert list(values) == [("public", "flu"), ("staff", "flu")]


def test_translations_share_the_value(home: Any, add: Add) -> None:
    topic = add(home, "Flu", TopicPage, slug="flu")
    welsh = Locale.objects.create(language_code="cy")
    other = add(home, "Ffliw", TopicPage, slug="ffliw", translation_key=topic.translation_key, locale=welsh)
    assert item(other)["facet_value"] == "flu"
    topic.delete()
    assert FacetTarget.objects.filter(value="flu").exists()
    other.delete()
    assert not FacetTarget.objects.exists()


def test_a_value_is_free_once_its_page_is_deleted_but_not_while_it_is_only_unpublished(home: Any, add: Add) -> None:
    topic = add(home, "Flu", TopicPage, slug="flu")
    topic.unpublish()
    above = add(home, "Above", TopicPage, slug="above")
    assert item(add(above, "Flu", TopicPage, slug="flu"))["facet_value"] == "above-flu"
    topic.delete()
    assert "facet_value" not in item(add(home, "Flu", TopicPage, slug="flu"))


def test_the_migration_gives_each_what_its_items_hold_and_has_twins_made_again(ask: Ask, twins: Any) -> None:
    topics, _ = twins
    before = list(FacetTarget.objects.order_by("pk").values_list("audience", "facet", "value", "translation_key"))
    FacetTarget.objects.all().delete()
    Refresh.objects.all().delete()
    import_module("site_content.migrations.0013_facet_targets").give_values(apps, None)
    after = FacetTarget.objects.order_by("pk").values_list("audience", "facet", "value", "translation_key")
    assert list(after) == before
    assert list(Refresh.objects.values_list("key", flat=True)) == [f"page:{topics[1].pk}"]
    assert counts(ask)["/adults/health"] == 1


def test_the_migration_has_items_of_before_made_again(ask: Ask, twins: Any) -> None:
    """Items as the last release left them: both pages are filed under ``health``."""
    topics, pages = twins
    for row in Item.objects.filter(key__in=[f"page:{topics[1].pk}", f"page:{pages[1].pk}"]):
        row.body = row.body.replace('"facet_value":"adults-health",', "").replace("adults-health", "health")
        row.card = {key: value for key, value in (row.card or {}).items() if key != "facet_value"}
        row.digest = ""
        row.save()
    FacetTarget.objects.all().delete()
    import_module("site_content.migrations.0013_facet_targets").give_values(apps, None)
    assert titles(ask("items?topic=health")) == ["About Children"]
    assert titles(ask("items?topic=adults-health")) == ["About Adults"]
