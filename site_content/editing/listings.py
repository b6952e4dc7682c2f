"""Page lists for editors: show which guidance is due for review."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet, PageViewSet

from site_content.editing.choose_type import ChooseType
from site_content.editing.moderation import Moderate, ModerateWithData, PreviewForTask
from site_content.editing.obstacles import EditWithObstacles
from site_content.editing.page_log import PageHistory
from site_content.editing.privacy.dialog import PrivacyDialog
from site_content.editing.privacy.forms import CopyWithPrivacy, MoveWithPrivacy
from site_content.editing.unpublish import UnpublishWithEnding
from site_content.pages.content_page import TYPES, ContentPage

SOON = timedelta(days=30)
# Of Wagtail's columns: when a page was last touched says nothing about its review.
BASE_COLUMNS = {"bulk_actions", "title", "status"}


class ContentPageViewSet(PageViewSet):
    """The views of every content type: Wagtail's, but for a type, privacy, unpublishing and others' titles."""

    model = ContentPage
    # Which view adds a page is asked of the page it goes under.
    parent_models = [ContentPage]
    add_subpage_view_class = ChooseType
    edit_view_class = EditWithObstacles
    copy_view_class = CopyWithPrivacy
    move_confirm_view_class = MoveWithPrivacy
    set_privacy_view_class = PrivacyDialog
    unpublish_view_class = UnpublishWithEnding
    history_view_class = PageHistory
    workflow_action_view_class = Moderate
    collect_workflow_action_data_view_class = ModerateWithData
    workflow_preview_view_class = PreviewForTask


def review_state(due: date | None, today: date) -> str:
    """Return ``none``, ``overdue``, ``soon`` (within 30 days) or ``later``."""
    if due is None:
        return "none"
    if due < today:
        return "overdue"
    return "soon" if due <= today + SOON else "later"


class ReviewColumn(Column):
    """A review date as a date, with a word when it asks for something."""

    cell_template_name = "site_content/editing/review_cell.html"

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        """Add ``state``."""
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        context["state"] = review_state(context["value"], timezone.localdate())
        return context


class ReviewsView(IndexView):
    """Guidance, soonest review first."""

    page_title = "Guidance reviews"
    # Short, so that the title has room on a phone.
    add_item_label = "Add"
    default_ordering = "next_review"


class GuidanceListing(PageListingViewSet):
    """Guidance in the menu, by its reviews."""

    name = "guidance_reviews"
    icon = "clipboard-list"
    menu_label = "Guidance reviews"
    menu_order = 260
    add_to_admin_menu = True
    model = TYPES["guidance"]
    index_view_class = ReviewsView
    list_filter = ["owning_team", "next_review"]

    @property
    def columns(self) -> list[Column]:
        """Title and status as Wagtail has them, with the owner and the review date between."""
        columns = [column for column in self.index_view_class.base_columns if column.name in BASE_COLUMNS]
        review = ReviewColumn("next_review", label="Review due", sort_key="next_review")
        return [*columns[:-1], review, Column("owning_team", label="Owner", sort_key="owning_team"), columns[-1]]
