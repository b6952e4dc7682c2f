"""The home page of a site."""

from __future__ import annotations

from typing import Annotated, Any

from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.blocks import PageChooserBlock, StreamBlock
from wagtail.fields import RichTextField

from site_content.items.details import Details, Html, Line, Role
from site_content.items.link_resolver import LinkResolver
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.body_block import INLINE_FEATURES
from site_content.pages.blocks.stream import BlocksField, body_stream
from site_content.pages.content_page import ContentPage

MAX_FEATURED = 12


class HomeDetails(Details):
    """A home page's own part of its item."""

    hero_title: Annotated[str, Line("hero_title", Role.HEADINGS)]
    hero_html: Annotated[Html, Line("hero", Role.BODY)]
    body: Annotated[Body, Line("body", Role.BODY)]


class FeaturedField(BlocksField):
    """Pages chosen to stand out, in order."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return a stream of page choosers."""
        return StreamBlock([("page", PageChooserBlock(label="Page", icon="doc-full"))], max_num=MAX_FEATURED)


class HomePage(ContentPage):
    """Where a site begins."""

    item_type = "home"
    Details = HomeDetails
    link_names = ("featured",)
    page_description = "The first page of a site. Each site has one."

    hero_title = models.CharField("headline", max_length=200, blank=True, help_text="The first words on the page")
    hero = RichTextField("text under the headline", blank=True, max_length=2_000, features=INLINE_FEATURES)
    featured = FeaturedField(blank=True, help_text="Shown as cards, in this order")
    body = body_stream()

    type_panels = [
        MultiFieldPanel([FieldPanel("hero_title"), FieldPanel("hero")], "Top of the page"),
        FieldPanel("featured"),
        FieldPanel("body"),
    ]
    parent_page_types = ["wagtailcore.Page"]

    class Meta:
        verbose_name = "home page"

    def is_result(self, body: dict[str, Any]) -> bool:
        """A home page is on the way to every subject, and no answer to a question about one."""
        return False

    def extra_links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return the featured pages' cards, in order, each once."""
        ids = dict.fromkeys(child.value.pk for child in self.featured if child.value is not None)
        return {"featured": resolver.cards(list(ids))}
