"""Pages to choose from: whoever enters the admin reads titles of live pages and of their own, and of no other draft."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.chooser import BrowseView, ChosenMultipleView, SearchView
from wagtail.models import GroupPagePermission, Page, PageViewRestriction

from site_content.items.surroundings import places_above


def refuse_unless_movable(request: HttpRequest, page: Page, destination: Page) -> None:
    """Refuse to ask whoever may not move a page there: the question names both. Raises PermissionDenied."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


def choosable(pages: QuerySet[Page], request: HttpRequest) -> QuerySet[Page]:
    """Return those of ``pages`` whose titles a person may read: live ones they may open, their own, and those above.

    Raises Http404 where the chooser is opened at another page.
    """
    titles = readable_titles(request)
    parent = request.resolver_match.kwargs.get("parent_page_id") if request.resolver_match else None
    if parent is not None and not Page.objects.filter(titles, pk=parent).exists():
        raise Http404
    return pages.filter(titles)


def readable_titles(request: HttpRequest) -> Q:
    """Return the condition on pages whose published titles a person may read: live ones, their own, those above."""
    if request.user.is_superuser:
        return Q()
    closed, own = Q(pk__in=[]), Q(depth=1)
    for row in PageViewRestriction.objects.select_related("page").prefetch_related("groups"):
        if not row.accept_request(request):
            closed |= Q(path__startswith=row.page.path)
    for root in _roots(request):
        own |= Q(path__startswith=root) | Q(path__in=places_above(root))
    return own | (Q(live=True) & ~closed)


def _roots(request: HttpRequest) -> tuple[str, ...]:
    """Return the tree paths of the parts that a person works in."""
    rows = GroupPagePermission.objects.filter(group__user=request.user)
    return tuple(rows.values_list("page__path", flat=True).distinct())


class _PublishedTitle:
    """A column before which a page that is not the person's loses the title of its draft."""

    def __init__(self, column: Column, request: HttpRequest, roots: tuple[str, ...]) -> None:
        self._column = column
        self._roots = roots
        self._is_superuser = request.user.is_superuser

    def __getattr__(self, name: str) -> Any:
        return getattr(self._column, name)

    def get_cell(self, instance: Page) -> Any:
        """Return the cell; a parent shown beside the page is treated alike."""
        for page in (instance, self._column.get_value(instance)):
            if isinstance(page, Page) and not self._is_superuser and not page.path.startswith(self._roots):
                page.draft_title = page.title
        return self._column.get_cell(instance)


class _PublishedTitles:
    request: HttpRequest

    @property
    def columns(self) -> list[Any]:
        """Wagtail's columns, which by themselves show the titles of drafts."""
        columns, roots = super().columns, _roots(self.request)  # type: ignore[misc]
        return [_PublishedTitle(column, self.request, roots) for column in columns]


class ChoosePage(_PublishedTitles, BrowseView):
    """Wagtail's chooser, by the tree."""


class ChoosePageSearch(_PublishedTitles, SearchView):
    """Wagtail's chooser, by a search."""


class ChosenPages(ChosenMultipleView):
    """Wagtail's answer to the choice of several pages, without those whose titles the person may not read."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Leave out the others: they could not be chosen."""
        ids = [word for word in request.GET.getlist("id") if word.isdecimal() and len(word) < 10]
        pages = choosable(Page.objects.filter(pk__in=ids), request)
        data = request.GET.copy()
        data.setlist("id", [str(pk) for pk in pages.values_list("pk", flat=True)])
        request.GET = data  # type: ignore[assignment]  # the stubs know only the immutable kind
        answer: HttpResponse = super().get(request)
        return answer

    def render_chosen_response(self, result: list[dict[str, Any]]) -> HttpResponse:
        """Name what is not the person's as it is published."""
        rows = Page.objects.filter(pk__in=[each["id"] for each in result]).values_list("pk", "title", "path")
        if not self.request.user.is_superuser:
            roots = _roots(self.request)
            titles = {pk: title for pk, title, path in rows if not path.startswith(roots)}
            result = [{**each, "adminTitle": titles.get(each["id"], each["adminTitle"])} for each in result]
        answer: HttpResponse = super().render_chosen_response(result)
        return answer


choose_page = require_admin_access(ChoosePage.as_view())
choose_page_search = require_admin_access(ChoosePageSearch.as_view())
chosen_pages = require_admin_access(ChosenPages.as_view())
