"""Lists of search settings in the admin."""

from __future__ import annotations

from typing import Any

from wagtail.admin.viewsets.model import ModelViewSet


class SearchSettingsViewSet(ModelViewSet):
    """A list whose “Add” leaves room for its title on a phone."""

    def get_index_view_kwargs(self, **kwargs: Any) -> Any:
        """Return how the list is made."""
        return super().get_index_view_kwargs(**{"add_item_label": "Add", **kwargs})
