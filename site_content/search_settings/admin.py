"""The “Search” menu: every search setting, the usage report, and the lab."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from site_content.search_settings.answer_admin import Answers
from site_content.search_settings.lab import lab
from site_content.search_settings.listing import SearchSettingsViewSet
from site_content.search_settings.models import HiddenResult, SynonymRule, UnspokenWord
from site_content.search_settings.usage.report import searches, searches_csv

MAY_SEE = "site_content.change_synonymrule"


class Synonyms(SearchSettingsViewSet):
    """Synonyms: two-way and one-way."""

    model = SynonymRule
    icon = "resubmit"
    menu_label = "Synonyms"
    menu_order = 100
    list_display = [
        "__str__",
        Column("get_kind_display", label="Kind"),
        Column("get_shown_on_display", label="Applies to"),
    ]
    list_filter = ["kind", "shown_on"]
    search_fields = ["phrases", "also"]
    add_to_reference_index = False


class HiddenResults(SearchSettingsViewSet):
    """Pages left out of one query's results."""

    model = HiddenResult
    icon = "no-view"
    menu_label = "Hidden results"
    menu_order = 300
    list_display = ["query", Column("page", label="Hidden page")]
    search_fields = ["query"]


class UnspokenWords(SearchSettingsViewSet):
    """Words that search never suggests."""

    model = UnspokenWord
    icon = "comment"
    menu_label = "Words never suggested"
    menu_order = 400
    list_display = ["word"]
    search_fields = ["word"]
    add_to_reference_index = False


class _ForSearchEditors(MenuItem):
    """Shown to those who may change synonyms."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the menu shows it."""
        return bool(request.user.has_perm(MAY_SEE))


class _ForPromoters(MenuItem):
    """Shown to those who may change promoted results."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Say whether the menu shows it."""
        return bool(request.user.has_perm("wagtailsearchpromotions.change_searchpromotion"))


class PromotedResults(ViewSet):
    """Wagtail's promoted results, moved here from the settings menu."""

    name = "promoted_results"
    icon = "pick"
    menu_label = "Promoted results"
    menu_order = 200
    menu_item_class = _ForPromoters

    @property
    def menu_url(self) -> str:
        """Return Wagtail's own address of them."""
        return reverse("wagtailsearchpromotions:index")


class SearchLab(ViewSet):
    """Try a query, see why each result stands where it does."""

    name = "search_lab"
    icon = "glasses"
    menu_label = "Search lab"
    menu_order = 500
    menu_item_class = _ForSearchEditors

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the lab's one page."""
        return [path("", lab, name="index")]


class SearchReport(ViewSet):
    """What people searched for."""

    name = "search_report"
    icon = "view"
    menu_label = "What people search for"
    menu_order = 600
    menu_item_class = _ForSearchEditors

    def get_urlpatterns(self) -> list[URLPattern]:
        """Return the report and its CSV."""
        return [path("", searches, name="index"), path("csv/", searches_csv, name="csv")]


class SearchGroup(ViewSetGroup):
    """The menu."""

    menu_label = "Site search"
    menu_icon = "search"
    menu_order = 240
    items = (Synonyms, PromotedResults, Answers, HiddenResults, UnspokenWords, SearchLab, SearchReport)


def without_moved(request: Any, items: list[MenuItem]) -> None:
    """Take out Wagtail's own menu items that stand in our menu, or count what we count otherwise."""
    items[:] = [item for item in items if item.name not in {"promoted-search-results", "search-terms"}]
