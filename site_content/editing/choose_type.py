"""The choice of a content type: puts the type that belongs here first."""

from __future__ import annotations

from typing import Any

from wagtail.admin.views.pages.create import AddSubpageView
from wagtail.models import Page

from site_content.pages.content_page import TYPES

# In the order editors need them; what is not named comes after.
USUAL = ("news", "blog", "guidance", "standard", "section", "topic", "author")


def suggested(parent: Page) -> str:
    """Return the ``item_type`` that most likely goes under ``parent``: what it lists, or holds most of."""
    listed = getattr(parent, "listing_type", "")
    if listed:
        return str(listed)
    models = list(parent.get_children().values_list("content_type__model", flat=True)[:200])
    names = {page_type._meta.model_name: name for name, page_type in TYPES.items()}
    kinds = [names[model] for model in models if model in names]
    return max(kinds, key=kinds.count, default="")


class ChooseType(AddSubpageView):
    """Wagtail's page, sorted by use rather than by name."""

    template_name = "site_content/editing/choose_type.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Put the suggested type first and say so, then the others in USUAL order."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        best = suggested(self.parent_page)
        order = {TYPES[name]._meta.model_name: place for place, name in enumerate(USUAL) if name in TYPES}
        first = TYPES[best]._meta.model_name if best in TYPES else ""
        context["page_types"] = sorted(
            context["page_types"], key=lambda kind: (kind[2] != first, order.get(kind[2], len(order)), kind[0].lower())
        )
        context["suggested"] = first
        return context
