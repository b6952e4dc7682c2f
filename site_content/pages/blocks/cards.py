"""Links with a picture and a line of text, side by side."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from wagtail.blocks import CharBlock, ListBlock, StructBlock, TextBlock
from wagtail.blocks.struct_block import StructBlockValidationError

from site_content.items.details import Role
from site_content.items.schemas import Image, Link, Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text
from site_content.pages.blocks.image import BodyImageBlock, to_image
from site_content.pages.blocks.link import LinkBlock, to_link

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

MAX_CARDS = 24


class CardValue(Schema):
    """One card of the block (not an item's card)."""

    title: str
    summary: str
    link: Link
    image: Image | None


class CardsValue(Schema):
    """Cards in order."""

    title: str
    cards: list[CardValue]


class CardBlock(StructBlock):
    """One card."""

    title = CharBlock(required=False, max_length=200, label="Title", help_text="Leave empty to use the link's text")
    summary = TextBlock(required=False, max_length=400, rows=2, label="Summary")
    link = LinkBlock(label="Goes to", needs_text=False)
    image = BodyImageBlock(required=False, label="Picture")

    def clean(self, value: Any) -> Any:
        """Refuse a card for an address that says nothing."""
        cleaned = super().clean(value)
        named = cleaned["title"] or cleaned["link"]["text"] or cleaned["link"]["page"] or cleaned["link"]["file"]
        if not named and not self.is_deferred_validation:
            raise StructBlockValidationError({"title": ValidationError("Give the card a title.")})
        return cleaned


class CardsBlock(BodyStruct):
    """A row or grid of cards."""

    title = CharBlock(required=False, max_length=200, label="Title")
    cards = ListBlock(CardBlock(label="Card"), min_num=1, max_num=MAX_CARDS, label="Cards")

    Value = CardsValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return ``{"title", "cards"}``. A card with nothing readable is left out; None when none is left."""
        cards = [card for child in value["cards"] if (card := _card(child, resolver))]
        return {"title": value["title"] or "", "cards": cards} if cards else None

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield every title and summary."""
        yield from field_text(value["title"])
        for card in value["cards"]:
            yield from field_text(card["title"], card["summary"])

    class Meta:
        icon = "list-ul"
        label = "Cards"
        group = "Links and files"
        label_format = "{title}"
        description = "Links with a picture and a line of text: good on landing pages."
        preview_value = {
            "title": "Popular services",
            "cards": [{"title": "Find a pharmacy", "summary": "Open now", "link": {"url": "https://example.org/"}}],
        }


def _card(child: Any, resolver: LinkResolver) -> dict[str, Any] | None:
    # The card's title is a good text for a link that has none; it also outlives a target that may not be read.
    link = to_link({**child["link"], "text": child["link"]["text"] or child["title"] or ""}, resolver)
    if link is None:
        return None
    return {
        "title": child["title"] or link["text"],
        "summary": child["summary"] or "",
        "link": link,
        "image": to_image(child["image"], resolver),
    }
