"""Cards: an item's short form, and the facets it is filtered by."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from wagtail.models import Page

    from site_content.items.link_resolver import LinkResolver

CARD_KEYS = (
    "content_id", "type", "audience", "path", "title", "summary", "image", "published_at", "updated_at", "locale",
)  # fmt: skip
# What a reader meets in a breadcrumb or a link text: a change here concerns every item that names the page.
TITLE_KEYS = ("title", "path", "audience")
MAX_CHILDREN = 100


def card_of(item: dict[str, Any], facets: dict[str, list[dict[str, str]]]) -> dict[str, Any]:
    """Return the card of an item in JSON form."""
    card = {key: item[key] for key in CARD_KEYS}
    card["facets"] = {name: values for name, values in facets.items() if values}
    return card


def facet_values(cards: list[dict[str, Any]]) -> list[dict[str, str]]:
    """Return ``[{value, label}]`` for topics or authors: the value is the last step of the path."""
    return [{"value": card["path"].rsplit("/", 1)[-1], "label": card["title"]} for card in cards]


def child_cards(page: Page, resolver: LinkResolver) -> list[dict[str, Any]]:
    """Return the cards of the first children in tree order, at most MAX_CHILDREN."""
    ids = page.get_children().live().order_by("path").values_list("id", flat=True)[:MAX_CHILDREN]
    return resolver.cards(list(ids))
