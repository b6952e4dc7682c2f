"""A section: a landing page for the pages below it."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from pydantic import AfterValidator, GetJsonSchemaHandler
from pydantic_core import CoreSchema
from wagtail.admin.panels import FieldPanel

from site_content.items.cards import child_cards
from site_content.items.details import Details, Line, Role
from site_content.items.link_resolver import LinkResolver
from site_content.items.schemas import ItemPath, Schema
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import body_stream
from site_content.pages.content_page import ContentPage, listed_types


def listings() -> list[tuple[str, str]]:
    """Return what a section can list: its pages, or any type that says how it is listed."""
    return [("", "The pages in this section, in menu order"), *listed_types()]


class ListedTypes:
    """The JSON Schema of a type that a section can list, asked for once every type is there."""

    @staticmethod
    def __get_pydantic_json_schema__(schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Name every listed type; there may be more of them in a later release (scripts.contract)."""
        return {**handler(schema), "enum": [name for name, _ in listed_types()], "x-item-types": True}


def listed_type(name: str) -> str:
    """Return the name of a type that a section can list. Raises ValueError for another."""
    if name not in dict(listed_types()):
        raise ValueError(f"no section can list {name!r}")
    return name


class Listing(Schema):
    """What the front end asks the API for: items of a type under a path."""

    type: Annotated[str, AfterValidator(listed_type), ListedTypes]
    path_prefix: ItemPath


class SectionDetails(Details):
    """A section's own part of its item."""

    body: Annotated[Body, Line("body", Role.BODY)]
    listing: Annotated[Listing | None, Line(lambda page, resolver: page.listing(resolver.path))]


class SectionPage(ContentPage):
    """A landing page: it shows its children, or lists one type by date."""

    item_type = "section"
    Details = SectionDetails
    link_names = ("children",)
    page_description = "A landing page. Shows the pages in it, or lists news or stories by date."

    listing_type = models.CharField("pages to list", max_length=40, choices=listings, blank=True, default="")
    body = body_stream(help_text="Shown above the list")

    type_panels = [FieldPanel("listing_type"), FieldPanel("body")]

    class Meta:
        verbose_name = "section"

    def listing(self, path: str) -> dict[str, str] | None:
        """Return what it lists where it stands at ``path``, or None when it shows its children."""
        return {"type": self.listing_type, "path_prefix": path} if self.listing_type else None

    def is_result(self, body: dict[str, Any]) -> bool:
        """An empty section, with no text and no pages that its readers see, answers nothing."""
        return bool(body["details"]["body"] or body["details"]["listing"] or body["links"]["children"])

    def extra_links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return the children's cards; a section that lists by date has none, as it may hold thousands."""
        return {"children": [] if self.listing_type else child_cards(self, resolver)}
