"""Flat lists of pages by what editors ask of them: which guidance is due for review, what news there is."""

from __future__ import annotations

from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from site_content.admin.unpublish import UnpublishWithEnding
from site_content.content_page import TYPES, ContentPage


class ContentPageViewSet(PageViewSet):
    """The views of every content type: Wagtail's, but for unpublishing."""

    model = ContentPage
    unpublish_view_class = UnpublishWithEnding


class GuidanceListing(PageListingViewSet):
    """Guidance, soonest review first."""

    name = "guidance_reviews"
    icon = "clipboard-list"
    menu_label = "Guidance reviews"
    menu_order = 260
    add_to_admin_menu = True
    model = TYPES["guidance"]
    list_filter = ["owning_team", "next_review"]

    @property
    def columns(self) -> list[Column]:
        """Wagtail's columns, with the owner and the review date."""
        before = [column for column in self.index_view_class.base_columns if column.name not in {"type", "parent"}]
        return [
            *before,
            Column("owning_team", label="Owner", sort_key="owning_team"),
            DateColumn("next_review", label="Review due", sort_key="next_review"),
        ]
