"""Guidance: advice in ordered parts, with an owner and a review date."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.db import models
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import RichTextField
from wagtail.search import index

from site_content.items.details import Details, Html, Line, Role
from site_content.pages.blocks.body_block import TEXT_FEATURES
from site_content.pages.blocks.parts import GuidancePart, PartsField, publish_parts
from site_content.pages.content_page import ContentPage


class GuidanceDetails(Details):
    """A guidance page's own part of its item."""

    intro_html: Annotated[Html, Line("intro", Role.BODY)]
    who_for: Annotated[str, Line("who_for", Role.BODY)]
    last_reviewed: Annotated[date | None, Line("last_reviewed", Role.REVIEWED_AT)]
    next_review: Annotated[date | None, Line("next_review", Role.REVIEW_DUE)]
    owner: Annotated[str, Line("owning_team")]
    parts: Annotated[list[GuidancePart], Line(lambda page, resolver: page.published_parts(resolver))]


class GuidancePage(ContentPage):
    """Advice people act on."""

    item_type = "guidance"
    Details = GuidanceDetails
    page_description = "Advice people act on, in one or more parts, with an owner and a review date."
    listed_as = "Guidance"
    list_order = 30

    intro = RichTextField("introduction", blank=True, max_length=5_000, features=TEXT_FEATURES)
    who_for = models.CharField("who it is for", max_length=300, blank=True)
    last_reviewed = models.DateField(null=True, blank=True)
    next_review = models.DateField("next review due", null=True, blank=True)
    # ``owner`` is Wagtail's: the person who made the page.
    owning_team = models.CharField(
        "owner", max_length=200, blank=True, help_text="The team responsible for this guidance"
    )
    # A list of guidance is searched while it is sorted or filtered by these.
    search_fields = [*ContentPage.search_fields, index.FilterField("next_review"), index.FilterField("owning_team")]
    parts = PartsField(blank=True, help_text="Readers see each part as a page. The first part opens at this address")

    type_panels = [
        FieldPanel("who_for"),
        FieldPanel("intro"),
        FieldPanel("parts"),
        MultiFieldPanel(
            [FieldPanel("owning_team"), FieldRowPanel([FieldPanel("last_reviewed"), FieldPanel("next_review")])],
            "Review",
        ),
    ]
    # A child's address could be a part's address.
    subpage_types: list[str] = []

    class Meta:
        verbose_name = "guidance page"

    def published_parts(self, resolver: Any) -> list[dict[str, Any]]:
        """Return the parts as JSON, with their paths, contents and neighbours."""
        return publish_parts(self.parts, resolver.path, resolver)

    def part_paths(self, details: dict[str, Any]) -> list[str]:
        """Return the paths of every part but the first, whose path is the page's."""
        return [part["path"] for part in details["parts"][1:]]
