"""Page log: the reports and the history of pages name no page to whoever works elsewhere.

Wagtail's log keeps titles as they were, of drafts too: of the page itself, and of where it came from and went.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.decorators import method_decorator
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.pages.history import PageHistoryView
from wagtail.admin.views.reports.audit_logging import LogEntriesView
from wagtail.admin.views.reports.page_types_usage import PageTypesUsageReportView
from wagtail.models import Page, PageLogEntry

from site_content.editing.page_choices import readable_titles
from site_content.editing.page_rights import pages_of

# The keys of an entry's data that hold another page: its id and title.
PLACES = ("source", "destination")


def readable_entries(entries: QuerySet[Any], user: Any) -> QuerySet[Any]:
    """Return the entries about pages in the parts of the tree that a person works in.

    Wagtail lets through those of all pages above as well. Pages that are gone are left to its own rule.
    """
    if user.is_superuser:
        return entries
    gone = ~Q(page_id__in=Page.objects.values("pk"))
    return entries.filter(Q(page_id__in=pages_of(user).values("pk")) | gone)


def without_hidden_places(entries: Iterable[Any], request: HttpRequest) -> None:
    """Name other pages in entries as they are published, and not at all where the person may not read that either.

    Without a title, Wagtail says "Moved" or "Copied" and no more.
    """
    if request.user.is_superuser:
        return
    places = [
        place
        for entry in entries
        if isinstance(entry, PageLogEntry)
        for place in map(entry.data.get, PLACES)
        if isinstance(place, dict)
    ]
    ids = {place.get("id") for place in places} - {None}
    own = set(pages_of(request.user).filter(pk__in=ids).values_list("pk", flat=True))
    titles = dict(Page.objects.filter(readable_titles(request), pk__in=ids - own).values_list("pk", "title"))
    for place in places:
        if place.get("id") not in own:
            place.pop("title", None)
            if place.get("id") in titles:
                place["title"] = titles[place["id"]]


@method_decorator(require_admin_access, "dispatch")
class SiteHistory(LogEntriesView):
    """Wagtail's report of all that was done, without what was done to pages of others."""

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """Leave those out before the filters, whose people and dates come from what there is."""
        if queryset.model is PageLogEntry:
            queryset = readable_entries(queryset, self.request.user)
        filtered: QuerySet[Any] = super().filter_queryset(queryset)
        return filtered

    def decorate_paginated_queryset(self, queryset: Any) -> list[Any]:
        """Take hidden titles out of the messages of one page of the report."""
        entries: list[Any] = super().decorate_paginated_queryset(queryset)
        without_hidden_places(entries, self.request)
        return entries


class PageHistory(PageHistoryView):
    """Wagtail's history of one page, which also says where the page came from."""

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """Take hidden titles out of the messages of one page of the history."""
        paginator, page, _, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = list(page.object_list)
        without_hidden_places(page.object_list, self.request)
        return paginator, page, page.object_list, has_others


@method_decorator(require_admin_access, "dispatch")
class PageTypesUsage(PageTypesUsageReportView):
    """Wagtail's report of content types, which names the page of each that was edited last."""

    def decorate_paginated_queryset(self, page_types: Any) -> Any:
        """Name the last one of those that the person works on."""
        if self.request.user.is_superuser:
            return super().decorate_paginated_queryset(page_types)
        newest = pages_of(self.request.user).order_by("-latest_revision_created_at", "title")
        for page_type in page_types:
            last = newest.filter(content_type=page_type.pk).first()
            page_type.last_edited_page = last and last.specific
        return page_types
