"""Wagtail hooks: register Headland's screens with the admin."""

from __future__ import annotations

from typing import Any

from django.templatetags.static import static
from django.utils.html import format_html
from wagtail import hooks

from site_content.editing.alerts import AlertViewSet
from site_content.editing.bulk_acts import act_on_subtrees
from site_content.editing.dashboard import WelcomePanel
from site_content.editing.deletions import delete_in_pieces
from site_content.editing.listings import ContentPageViewSet, GuidanceListing
from site_content.editing.page_choices import choosable, refuse_unless_movable
from site_content.editing.queue_panel import QueuePanel
from site_content.pages.path_length import refuse_long_move
from site_content.search_settings.admin import SearchGroup, without_moved
from site_content.search_settings.promotions import urls as promoted_urls


@hooks.register("register_admin_viewset")
def viewsets() -> list[Any]:
    """Page views with our unpublishing, guidance by review date, alerts, and all of search."""
    return [ContentPageViewSet("content_pages"), GuidanceListing(), AlertViewSet("alerts"), SearchGroup()]


# Before Wagtail's own of the same addresses: its app stands after ours in INSTALLED_APPS.
hooks.register("register_admin_urls", promoted_urls)
hooks.register("before_move_page", refuse_unless_movable)
hooks.register("before_move_page", refuse_long_move)
hooks.register("before_delete_page", delete_in_pieces)
hooks.register("before_bulk_action", act_on_subtrees)
hooks.register("construct_page_chooser_queryset", choosable)
hooks.register("construct_settings_menu", without_moved)
hooks.register("construct_reports_menu", without_moved)


@hooks.register("construct_page_chooser_queryset")
def chooser_states(pages: Any, request: Any) -> Any:
    """Look up once, and not for each page of a chooser, which of them wait for approval or for their day."""
    return pages.prefetch_workflow_states().annotate_approved_schedule()


@hooks.register("construct_homepage_panels")
def welcome(request: Any, panels: list[Any]) -> None:
    """Begin the dashboard with what to do; leave out Wagtail's own news."""
    panels[:] = [panel for panel in panels if type(panel).__name__ not in {"WhatsNewInWagtailVersionPanel"}]
    panels[:0] = [QueuePanel(), WelcomePanel()]


@hooks.register("construct_help_menu")
def without_badges(request: Any, items: list[Any]) -> None:
    """Leave out what bears a badge that looks like a message: Wagtail's news, and its guide."""
    items[:] = [item for item in items if not item.name.startswith(("whats-new", "editor-guide"))]


@hooks.register("insert_global_admin_css")
def admin_css() -> str:
    """Add our few lines of CSS."""
    return format_html('<link rel="stylesheet" href="{}">', static("site_content/admin.css"))


@hooks.register("insert_global_admin_js")
def admin_js() -> str:
    """Add what starts widgets without inline scripts."""
    return format_html('<script src="{}"></script>', static("site_content/start_widgets.js"))
