"""The search lab: both engines side by side, with why each result stands where it does."""

from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from wagtail.models import Site

from search.elastic import connect
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.indexes.configured import configured_indexes
from site_content.followers.indexes.follow import IndexFollower
from site_content.followers.source import DatabaseSource
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain
from site_content.search_settings import lab
from site_content.search_settings.models import SynonymRule
from tests.site_content.editing.conftest import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Client:
    settings.COPY_FILES = {name: tmp_path / f"{name}.sqlite3" for name in ("public", "staff")}
    monkeypatch.setattr(lab, "COPIES", {})
    return signed_in("Moderators")


def publish(*titles: str) -> None:
    for title in titles:
        Site.objects.get(audience_row__audience="public").root_page.add_child(instance=StandardPage(title=title))
    drain()


def follow(settings: Any) -> None:
    follower = CopyFollower(settings.COPY_FILES["public"], "public", DatabaseSource("public"))
    follower.catch_up()
    follower.close()


def test_without_a_copy_it_says_so(moderator: Client) -> None:
    assert "This engine did not answer" in moderator.get("/admin/search_lab/?q=flu").content.decode()


def test_it_shows_places_scores_and_reasons_and_obeys_search_settings(moderator: Client, settings: Any) -> None:
    publish("Flu jab", "Influenza <script>", "Colds")
    SynonymRule.objects.create(phrases="grippe, flu")
    drain()
    follow(settings)
    page = moderator.get("/admin/search_lab/?q=grippe&audience=public").content.decode()
    assert ("Embedded" in page, "Flu jab" in page or "<mark>Flu</mark> jab" in page, "Colds" in page) == (
        True,
        True,
        False,
    )
    reasons = unescape(page.partition("Why this position?</summary><pre>")[2].partition("</pre>")[0]).splitlines()
    assert [line.split("  ")[1] for line in reasons] == ["word “flu” in title"]
    assert "{{" not in page
    assert "<script>" not in page.split("headland-lab")[1].split("</ol>")[0]
    empty = moderator.get("/admin/search_lab/?q=zzzz&audience=nobody&first_type=none").content.decode()
    assert "No results." in empty


@pytest.mark.elasticsearch
def test_both_engines_answer_side_by_side(
    moderator: Client, settings: Any, elasticsearch_url: str, index_prefix: str
) -> None:
    settings.ELASTICSEARCH_URL, settings.ELASTICSEARCH_PREFIX = elasticsearch_url, index_prefix
    publish("Flu jab")
    follow(settings)
    index = configured_indexes()["public"]
    IndexFollower(index, "public").catch_up()
    index.refresh()
    embedded, elastic = lab.ask("flu", "public")
    assert [(column.engine, [hit["card"]["path"] for hit in column.hits]) for column in (embedded, elastic)] == [
        ("Embedded", ["/flu-jab"]),
        ("Elasticsearch", ["/flu-jab"]),
    ]
    assert all(column.hits[0]["lines"] for column in (embedded, elastic))
    lines = [line.partition("  ")[2] for line in lab.ask("flu", "public", "standard")[1].hits[0]["lines"]]
    assert lines == ["“flu” in title", "wanted type"]
    assert lab.ask("flu jab", "public")[1].hits[0]["lines"][-1].endswith("  exact title")
    connect(elasticsearch_url).close()
    settings.ELASTICSEARCH_URL = "http://127.0.0.1:1"
    assert lab.ask("flu", "public")[1].problem
