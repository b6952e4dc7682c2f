"""What a page lists, and what readers call a facet."""

from typing import Any

import pytest

from frontend_templates.common.pages.listing import filters_of
from frontend_templates.common.words.declared import DATED, FACETS, facet_label, facet_of_pages
from frontend_templates.common.words.query import CHOICES, SEARCH
from tests.frontend_templates.fake_api import examples


@pytest.mark.parametrize(
    ("item", "filters"),
    [
        ({"type": "topic", "path": "/topics/flu"}, {"topic": "flu"}),
        ({"type": "topic", "path": "/adults/health", "facet_value": "adults-health"}, {"topic": "adults-health"}),
        ({"type": "author", "path": "/ann-lee", "facet_value": "ann"}, {"author": "ann"}),
        ({"type": "standard", "path": "/about"}, None),
        ({"path": "/about"}, None),
        (
            {"type": "section", "path": "/e", "details": {"listing": {"type": "event", "path_prefix": "/events"}}},
            {"type": "event", "path_prefix": "/events"},
        ),
    ],
)
def test_what_belongs_to_a_list(item: dict[str, Any], filters: dict[str, str] | None) -> None:
    assert filters_of(item) == filters


def test_facets_have_labels_in_the_readers_language() -> None:
    # Content types may add others.
    common = ("topic", "author", "tag")
    assert [facet_label(name, "cy") for name in common] == ["Pwnc", "Awdur", "Tag"]
    assert [facet_label(name, "fr") for name in common] == ["Topic", "Author", "Tag"]
    assert all(facet_label(name, language) for name in FACETS for language in ("en", "cy"))


def test_searches_know_every_facet() -> None:
    assert FACETS.keys() <= CHOICES
    assert FACETS.keys() < {*SEARCH}
    assert (facet_of_pages("topic"), facet_of_pages("news")) == ("topic", "")


def test_what_is_told_by_date_are_types_that_there_are() -> None:
    assert {*DATED} <= {item["type"] for item in examples().values()}
