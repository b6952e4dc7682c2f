"""A standard page: a title, a summary and a body."""

from typing import Annotated

from wagtail.admin.panels import FieldPanel

from site_content.items.details import Details, Line, Role
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import body_stream
from site_content.pages.content_page import ContentPage


class StandardDetails(Details):
    """A standard page's own part of its item."""

    body: Annotated[Body, Line("body", Role.BODY)]


class StandardPage(ContentPage):
    """A page that is none of the other kinds: about us, privacy, how to complain."""

    item_type = "standard"
    Details = StandardDetails
    page_description = "A page that is not news, a story or guidance: about us, privacy, how to complain."

    body = body_stream()
    type_panels = [FieldPanel("body")]

    class Meta:
        verbose_name = "standard page"
