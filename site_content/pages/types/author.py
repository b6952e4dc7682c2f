"""An author: a person who writes. The API lists their stories; the page does not store them."""

from typing import Annotated

from django.db import models
from wagtail.admin.panels import FieldPanel

from site_content.items.details import Details, Line, Role
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import body_stream
from site_content.pages.content_page import ContentPage


class AuthorDetails(Details):
    """An author page's own part of its item."""

    role: Annotated[str, Line("role", Role.BODY)]
    organisation: Annotated[str, Line("organisation", Role.BODY)]
    body: Annotated[Body, Line("body", Role.BODY)]


class AuthorPage(ContentPage):
    """A person who writes. The title is their name; the lead image is their portrait."""

    item_type = "author"
    Details = AuthorDetails
    page_description = "A person who writes for the site. The title is their name, the lead image their portrait."

    role = models.CharField(max_length=200, blank=True, help_text="For example: Practice nurse")
    organisation = models.CharField(max_length=200, blank=True)
    body = body_stream(help_text="A few lines about the author")

    type_panels = [FieldPanel("role"), FieldPanel("organisation"), FieldPanel("body")]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "author"
