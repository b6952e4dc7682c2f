"""Schemas that every item shares, as pydantic models of docs/item-format.md.

Plain pydantic: no Django, no Wagtail, so that blocks, types and schemas may all use them.
"""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from site_content.audiences import Audience
from site_content.items.fields import CARD_FIELDS, ITEM_FIELDS

Moment = Annotated[
    str,
    Field(
        pattern=r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$",
        json_schema_extra={"format": "date-time"},
        description="RFC 3339 time in UTC, whole seconds",
    ),
]
ItemPath = Annotated[
    str, Field(pattern=r"^/", description="Canonical path: leading slash, no trailing slash, lower case")
]


class Schema(BaseModel):
    """A JSON object with exactly the keys named."""

    model_config = ConfigDict(extra="forbid")


class ImageSource(Schema):
    """One size of an image."""

    url: str
    width: int
    height: int
    type: str


class Image(Schema):
    """An image in every preset size. ``alt`` is empty when it is decorative."""

    alt: str
    decorative: bool
    width: int
    height: int
    url: str
    credit: str
    sources: list[ImageSource]


class Link(Schema):
    """A link. ``url`` is null when the reader may not follow it: show the text alone."""

    text: str
    url: str | None
    content_id: UUID | None
    external: bool


class FacetValue(Schema):
    """One value of a facet: the value filters use and the label people read."""

    value: str
    label: str


FacetTargetValue = Annotated[
    str,
    Field(description="Value of this topic or author in filters, where it is not the last step of its path"),
]


class Card(Schema):
    """An item's short form, as in lists, links and search results."""

    content_id: UUID
    type: str
    audience: Audience
    path: ItemPath
    title: str
    summary: str
    image: Image | None
    published_at: Moment | None
    updated_at: Moment | None
    locale: str
    facet_value: FacetTargetValue = ""
    facets: dict[str, list[FacetValue]]


class Breadcrumb(Schema):
    """A step from the site's home to the item's parent."""

    title: str
    path: ItemPath


class Tag(Schema):
    """An editor's tag."""

    slug: str
    label: str


class Meta(Schema):
    """What search engines and social networks are told."""

    seo_title: str
    description: str
    social_image: Image | None
    change_note: str
    tags: list[Tag]
    noindex: bool


class ItemHead(Schema):
    """What every answer about an item begins with, live or not."""

    content_id: UUID
    type: str
    audience: Audience
    path: ItemPath
    locale: str
    title: str
    version: int
    schema_version: int


class LiveItem(ItemHead):
    """The envelope of a live item. Each content type adds ``type``, ``details`` and ``links``."""

    state: Literal["live"]
    summary: str
    image: Image | None
    published_at: Moment | None
    updated_at: Moment | None
    breadcrumbs: list[Breadcrumb]
    meta: Meta
    facet_value: FacetTargetValue = ""


class ItemLinks(Schema):
    """The links every live item has; a type may add its own."""

    topics: list[Card]
    children: list[Card]
    related: list[Card]


if tuple(Card.model_fields) != CARD_FIELDS or {*LiveItem.model_fields, "details", "links"} != set(ITEM_FIELDS):
    raise TypeError("Card and LiveItem must have the fields that site_content.items.fields names")


class RedirectItem(ItemHead):
    """The item moved, or its page was ended in favour of another."""

    state: Literal["redirect"]
    updated_at: Moment
    location: str
    permanent: bool


class GoneItem(ItemHead):
    """There was an item here; there is none now."""

    state: Literal["gone"]
    updated_at: Moment


class WithdrawnItem(ItemHead):
    """The item was withdrawn. ``reason`` is plain text and may be empty."""

    state: Literal["withdrawn"]
    updated_at: Moment
    reason: str
