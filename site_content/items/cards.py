"""Cards: an item's short form, with the facets that filter it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from site_content.items.details import facet_lines
from site_content.items.facets import COMMON, text_values, value_on
from site_content.items.fields import CARD_FIELDS

if TYPE_CHECKING:
    from wagtail.models import Page

    from site_content.items.details import Details
    from site_content.items.link_resolver import LinkResolver

# What a reader meets in a breadcrumb or a link text: a change here concerns every item that names the page.
TITLE_KEYS = ("title", "path", "audience")
MAX_CHILDREN = 100


def card_of(item: dict[str, Any], facets: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Return the card of an item in JSON form."""
    card = {key: item[key] for key in CARD_FIELDS if key in item}
    card["facets"] = {name: values for name, values in facets.items() if values}
    return card


def item_facets(model: type[Details], body: dict[str, Any]) -> dict[str, list[dict[str, str]]]:
    """Return facet → ``[{value, label}]`` of an item in JSON form: of its links, its tags and its Details."""
    facets = {facet.name: target_values(body["links"].get(facet.links, [])) for facet in COMMON}
    facets["tag"] = list(text_values(body["meta"]["tags"]))
    for name, facet in facet_lines(model):
        values = [*facets.get(facet.name, []), *text_values(body["details"].get(name))]
        facets[facet.name] = list({each["value"]: each for each in values}.values())
    return facets


def target_values(cards: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return ``[{value, label}]`` for the cards of topics or authors."""
    return [{"value": value_on(card), "label": card["title"]} for card in cards]


def child_cards(page: Page, resolver: LinkResolver) -> list[dict[str, Any]]:
    """Return the cards of the first children in tree order, at most MAX_CHILDREN."""
    ids = page.get_children().live().order_by("path").values_list("id", flat=True)[:MAX_CHILDREN]
    return resolver.cards(list(ids))
