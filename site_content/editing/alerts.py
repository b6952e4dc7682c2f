"""The list of alerts: shows each one's level, place and time."""

from __future__ import annotations

from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from site_content.site.settings import Alert


class AlertViewSet(ModelViewSet):
    """Alerts in the admin menu."""

    model = Alert
    icon = "warning"
    menu_label = "Alerts"
    menu_order = 250
    add_to_admin_menu = True
    list_display = [
        "title",
        Column("get_level_display", label="Level", sort_key="level"),
        Column("shows", label="Shows"),
        Column("get_shown_on_display", label="On"),
        Column("path_prefix", label="Only on pages under"),
        "starts_at",
        "ends_at",
    ]
    list_filter = ["level", "shown_on"]
    search_fields = ["title"]
    list_per_page = 50
