"""A topic: a subject of pages. The API lists its pages; the topic does not store them."""

from typing import Annotated

from wagtail.admin.panels import FieldPanel

from site_content.items.details import Details, Line, Role
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import body_stream
from site_content.pages.content_page import ContentPage


class TopicDetails(Details):
    """A topic page's own part of its item."""

    body: Annotated[Body, Line("body", Role.BODY)]


class TopicPage(ContentPage):
    """A subject other pages can be filed under."""

    item_type = "topic"
    Details = TopicDetails
    page_description = "A subject. Lists every page that you file under it."

    body = body_stream(help_text="Shown above the list of pages about this topic")
    type_panels = [FieldPanel("body")]
    subpage_types = ["site_content.TopicPage"]

    class Meta:
        verbose_name = "topic"
