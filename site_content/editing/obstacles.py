"""Obstacles for editors: show on a page's form and on the dashboard what keeps it, or a part of it, from readers."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from wagtail.admin import messages
from wagtail.admin.views.pages.edit import EditView
from wagtail.permissions import page_permission_policy

from site_content.items.kinds import edit_url_of
from site_content.pages.publishable_page import PAGE
from site_content.publishing.obstacles import Obstacle

MAX_ROWS = 10
# Of so many the dashboard looks up whose they are; where more went wrong, one cause made them.
MAX_OBSTACLES = 200


class EditWithObstacles(EditView):
    """Wagtail's form of a page, and above it what keeps the page from readers."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        rows = Obstacle.objects.filter(key=f"{PAGE}:{self.page.pk}").order_by("-is_whole", "pk")
        for text in rows.values_list("text", flat=True)[:MAX_ROWS]:
            messages.warning(request, text)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


def obstacles(user: Any) -> list[dict[str, str]]:
    """Return ``{title, url, text}`` for what a person may repair: of pages they may edit; all, for a superuser."""
    rows = list(Obstacle.objects.order_by("-is_whole", "-since", "pk")[:MAX_OBSTACLES])
    numbers = [int(row.key.partition(":")[2]) for row in rows if row.key.startswith(f"{PAGE}:")]
    pages = page_permission_policy.instances_user_has_any_permission_for(user, {"change", "publish"})
    titles = {f"{PAGE}:{pk}": title for pk, title in pages.filter(pk__in=numbers).values_list("pk", "draft_title")}
    visible = [row for row in rows if row.key in titles or (user.is_superuser and not row.key.startswith(f"{PAGE}:"))]
    return [
        {
            "title": titles.get(row.key, row.key),
            "url": edit_url_of(row.key) or reverse("wagtailadmin_home"),
            "text": row.text,
        }
        for row in visible[:MAX_ROWS]
    ]
