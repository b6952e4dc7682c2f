"""News: something that happened or changed."""

from datetime import datetime
from typing import Annotated

from django.db import models
from wagtail.admin.panels import FieldPanel

from site_content.items.details import Details, Line, Role
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import body_stream
from site_content.pages.content_page import ContentPage


class NewsDetails(Details):
    """A news page's own part of its item."""

    body: Annotated[Body, Line("body", Role.BODY)]


class NewsPage(ContentPage):
    """A piece of news."""

    item_type = "news"
    Details = NewsDetails
    page_description = "Something that happened or changed. Listed by date."
    listed_as = "News, newest first"
    list_order = 10
    is_dated = True

    display_date = models.DateTimeField(
        "date shown", null=True, blank=True, help_text="Leave empty to show the day of first publication"
    )
    body = body_stream()

    type_panels = [FieldPanel("body"), FieldPanel("display_date")]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "news page"

    @property
    def shown_date(self) -> datetime | None:
        """The date readers are told."""
        return self.display_date or self.first_published_at
