"""The content app: pages, publishing and the log."""

from django.apps import AppConfig


class SiteContentConfig(AppConfig):
    """Connects publishing to what editors do."""

    name = "site_content"
    verbose_name = "Site content"

    def ready(self) -> None:
        """Connect signals and register checks and global items once models are loaded."""
        from site_content import checks
        from site_content.editing import (
            deletions,  # noqa: F401  (registers its part of the worker)
            inline_scripts,
        )
        from site_content.editing.desk import follow as desk_follow  # noqa: F401  (registers its follower)
        from site_content.items import facet_targets
        from site_content.mail import check as outbox_check
        from site_content.mail import sending  # noqa: F401  (registers its part of the worker)
        from site_content.media import scanner_check
        from site_content.pages import privacy, subtree_acts
        from site_content.pages import signals as page_signals
        from site_content.publishing import media_changes, media_moves, position_shifts, signals
        from site_content.search_settings import global_item as search_settings_item
        from site_content.search_settings.usage import work  # noqa: F401  (registers its parts of the worker)
        from site_content.site import global_items as site_documents
        from site_content.site import spreadsheet_cells

        privacy.connect()
        page_signals.connect()
        subtree_acts.connect()
        signals.connect()
        position_shifts.connect()
        facet_targets.connect()
        media_changes.connect()
        media_moves.connect()
        site_documents.connect()
        search_settings_item.connect()
        checks.connect()
        outbox_check.connect()
        scanner_check.connect()
        spreadsheet_cells.connect()
        inline_scripts.connect()
