"""A blog story: somebody's words, perhaps one of a series."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.db import models
from django.utils.text import slugify
from wagtail.admin.panels import FieldPanel
from wagtail.blocks import PageChooserBlock, StreamBlock

from site_content.items.details import Details, Line, Role
from site_content.items.link_resolver import LinkResolver
from site_content.items.schemas import Tag
from site_content.pages.blocks.body import Body
from site_content.pages.blocks.stream import BlocksField, body_stream
from site_content.pages.content_page import ContentPage

MAX_AUTHORS = 20


class BlogDetails(Details):
    """A blog story's own part of its item."""

    body: Annotated[Body, Line("body", Role.BODY)]
    series: Annotated[Tag | None, Line("series_tag")]


class AuthorsField(BlocksField):
    """Author pages, in the order they are named."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return a stream of author choosers."""
        author = PageChooserBlock(page_type="site_content.AuthorPage", label="Author", icon="user")
        return StreamBlock([("author", author)], max_num=MAX_AUTHORS)


class BlogPage(ContentPage):
    """A blog story."""

    item_type = "blog"
    Details = BlogDetails
    link_names = ("authors",)
    page_description = "A story in somebody's own voice, with its authors. Listed by date."
    listed_as = "Blog stories, newest first"
    list_order = 20
    is_dated = True

    display_date = models.DateTimeField(
        "date shown", null=True, blank=True, help_text="Leave empty to show the day of first publication"
    )
    authors = AuthorsField(blank=True, help_text="Authors are pages: add the author's page first")
    series = models.CharField(
        max_length=100, blank=True, help_text="Name of the series. Spell it the same in each story"
    )
    body = body_stream()

    type_panels = [FieldPanel("authors"), FieldPanel("body"), FieldPanel("display_date"), FieldPanel("series")]
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "blog story"

    @property
    def shown_date(self) -> datetime | None:
        """The date readers are told."""
        return self.display_date or self.first_published_at

    @property
    def series_tag(self) -> dict[str, str] | None:
        """The series as ``{slug, label}``."""
        label = " ".join(self.series.split())
        return {"slug": slugify(label) or "series", "label": label} if label else None

    def extra_links(self, resolver: LinkResolver) -> dict[str, list[dict[str, Any]]]:
        """Return the authors' cards, in order, each once."""
        ids = dict.fromkeys(child.value.pk for child in self.authors if child.value is not None)
        return {"authors": resolver.cards(list(ids))}
