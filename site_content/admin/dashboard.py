"""The first thing an editor sees: what to do, and where to look at the result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from wagtail.admin.ui.components import Component
from wagtail.models import Page
from wagtail.permissions import policy_registry

from site_content.item_rows import SiteAudience


class WelcomePanel(Component):
    """Where to begin: one line a site, and three steps."""

    name = "headland_welcome"
    template_name = "site_content/admin/welcome.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None) -> dict[str, Any]:
        """Return ``sites``: audience, home page id, address, and whether the editor may add pages there."""
        user = (parent_context or {})["request"].user
        policy = policy_registry.get_by_type(Page)
        addresses = {"public": settings.PUBLIC_URL, "staff": settings.STAFF_URL}
        rows = SiteAudience.objects.select_related("site__root_page").order_by("audience")
        return {
            "sites": [
                {
                    "label": row.get_audience_display(),
                    "home": row.site.root_page_id,
                    "address": addresses[row.audience],
                    "may_add": policy.user_has_permission_for_instance(user, "add", row.site.root_page),
                }
                for row in rows
            ]
        }
