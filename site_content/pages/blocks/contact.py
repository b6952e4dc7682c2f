"""A contact: a person or service, and how to reach them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from wagtail.blocks import CharBlock, EmailBlock, TextBlock

from site_content.items.details import Role
from site_content.items.schemas import Link, Schema
from site_content.pages.blocks.body_block import BodyStruct, field_text, html_of, html_text, text_block
from site_content.pages.blocks.link import LinkBlock, to_link

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver


class ContactValue(Schema):
    """A person or service and how to reach it."""

    name: str
    html: str
    phone: str
    email: str
    url: Link | None
    opening_hours: str


class ContactBlock(BodyStruct):
    """A person or service and how to reach it."""

    name = CharBlock(max_length=200, label="Person or service")
    html = text_block(required=False, label="About")
    phone = CharBlock(required=False, max_length=50, label="Telephone")
    email = EmailBlock(required=False, label="Email")
    link = LinkBlock(required=False, label="Website or page")
    opening_hours = TextBlock(required=False, max_length=1_000, rows=2, label="Opening hours")

    Value = ContactValue

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the contact; ``url`` is None without a link."""
        texts = {name: value[name] or "" for name in ("name", "phone", "email", "opening_hours")}
        return {**texts, "html": html_of(value["html"], resolver), "url": to_link(value["link"], resolver)}

    def texts(self, value: dict[str, Any]) -> Iterator[tuple[Role, str]]:
        """Yield what can be read: a telephone number is often what is searched for."""
        yield from field_text(value["name"])
        yield from html_text(value["html"])
        yield from field_text(value["phone"], value["email"], value["opening_hours"])

    class Meta:
        icon = "mail"
        label = "Contact"
        group = "Links and files"
        label_format = "{name}"
        description = "A person or service: telephone, email, opening hours."
        preview_value = {
            "name": "Stop smoking service",
            "html": "<p>Free help to quit.</p>",
            "phone": "0300 555 0100",
            "email": "quit@example.org",
            "opening_hours": "Monday to Friday, 9am to 5pm",
        }
