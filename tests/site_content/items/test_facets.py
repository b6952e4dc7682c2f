"""Facets: each declared once, with a name that the API can use and labels in both languages."""

from datetime import date
from typing import Annotated, Any

import pytest

from cms.api.facets import facet_names, facet_parameters, pinned_parameters
from cms.api.items import Items
from cms.api.months import Months
from cms.api.search import Search
from site_content.items.cards import item_facets
from site_content.items.details import Details, Line, facet_lines
from site_content.items.facets import RESERVED, TAG, TOPIC, Facet, declare, declared_facets, facet_of_pages
from site_content.items.schemas import Tag
from tests.frontend_templates.fake_api import example

PLACE = Facet("place", "Places", {"en": "Place", "cy": "Lle"})


class OutingDetails(Details):
    """Details whose lines are facets in every form there is."""

    place: Annotated[str, Line("place", facet=PLACE)]
    days: Annotated[list[str], Line("days", facet=Facet("day", "Days", {"en": "Day", "cy": "Diwrnod"}))]
    series: Annotated[Tag | None, Line("series", facet=Facet("series", "Series", {"en": "Series", "cy": "Cyfres"}))]
    on: Annotated[date | None, Line("on", facet=TAG)]
    plain: Annotated[str, Line("plain")]


def body(**details: Any) -> dict[str, Any]:
    """An item with a topic, two tags and these details."""
    card = {**example("topic/flu"), "path": "/topics/flu", "title": "Flu"}
    tags = [{"slug": "winter", "label": "Winter"}, {"slug": "2026-03-01", "label": "A day"}]
    return {"details": details, "links": {"topics": [card]}, "meta": {"tags": tags}}


def test_an_items_facets_come_from_its_links_its_tags_and_its_details() -> None:
    details = {"place": " Leeds,  West ", "days": ["Monday", "monday", "!"], "series": {"slug": "a", "label": "A"}}
    assert item_facets(OutingDetails, body(**details, on="2026-03-01", plain="x")) == {
        "topic": [{"value": "flu", "label": "Flu"}],
        "author": [],
        "tag": [{"value": "winter", "label": "Winter"}, {"value": "2026-03-01", "label": "2026-03-01"}],
        "place": [{"value": "leeds-west", "label": "Leeds, West"}],
        "day": [{"value": "monday", "label": "monday"}],
        "series": [{"value": "a", "label": "A"}],
    }


def test_what_is_empty_has_no_value() -> None:
    found = item_facets(OutingDetails, body(place="", days=[], series=None, on=None, plain=""))
    assert {name: values for name, values in found.items() if values}.keys() == {"topic", "tag"}
    assert (found["place"], found["day"], found["series"]) == ([], [], [])


def test_a_line_without_a_facet_is_none() -> None:
    assert [name for name, _ in facet_lines(OutingDetails)] == ["place", "days", "series", "on"]


@pytest.mark.parametrize("name", ["", "Place", "1st", "a b", "page", "audience", "x" * 41])
def test_a_name_that_the_api_cannot_use_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="cannot be called"):
        Facet(name, "Things", {"en": "Thing", "cy": "Peth"})


def test_a_label_in_each_language_is_needed() -> None:
    with pytest.raises(ValueError, match="no label in: cy"):
        Facet("place", "Places", {"en": "Place"})


def test_one_name_is_one_facet() -> None:
    before = declared_facets()
    declare(Facet("topic", "Topics", {"en": "Topic", "cy": "Pwnc"}, links="topics", pages="topic"))
    with pytest.raises(ValueError, match="declared twice"):
        declare(Facet("topic", "Subjects", {"en": "Subject", "cy": "Pwnc"}))
    assert declared_facets() == before


def test_pages_of_a_type_are_values_of_a_facet() -> None:
    assert (facet_of_pages("topic"), facet_of_pages("news"), facet_of_pages("")) == (TOPIC, None, None)


@pytest.mark.parametrize("endpoint", [Items, Months, Search])
def test_no_facet_can_take_the_name_of_another_parameter(endpoint: Any) -> None:
    names = {each.name for reader in ("public", "staff") for each in endpoint(reader_name=reader).all_parameters()}
    assert names - {*facet_names()} - RESERVED == set()


def test_the_public_process_knows_the_facets_of_the_cms_from_the_description() -> None:
    def told(parameters: Any) -> list[Any]:
        return [(each.name, each.about, each.schema, each.extensions) for each in parameters]

    assert told(pinned_parameters()) == told(facet_parameters())
    assert facet_names() == tuple(facet.name for facet in declared_facets())
