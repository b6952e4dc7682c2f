"""Promoted results: Wagtail's screens, limited to pages, because search can put only pages first."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.forms import CharField
from django.forms.models import inlineformset_factory
from django.urls import URLPattern, path
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminPageChooser
from wagtail.contrib.search_promotions import forms, views
from wagtail.contrib.search_promotions.models import Query, SearchPromotion
from wagtail.search.utils import MAX_QUERY_STRING_LENGTH

CHOOSE = (
    "Choose a page. Search cannot put an external link first. To promote another website, make a page that links to it "
    "and choose that page."
)


class PromotedPageForm(WagtailAdminModelForm):
    """One promoted page. Wagtail's form takes external links too, which no result can be."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.fields["page"]
        page.widget = AdminPageChooser()
        page.required = True
        page.error_messages["required"] = CHOOSE
        page.help_text = "Readers of each site are shown the pages that they may read."

    def save(self, commit: bool = True) -> Any:
        """Take away an external link from the time when they were accepted: a page has come in its place."""
        self.instance.external_link_url, self.instance.external_link_text = "", None
        return super().save(commit)

    class Meta(WagtailAdminModelForm.Meta):
        model = SearchPromotion
        fields = ("query", "page")


class PromotedPages(forms.SearchPromotionsFormSet):
    """The promoted pages of one query, in their order."""

    form = inlineformset_factory(Query, SearchPromotion, form=PromotedPageForm).form


class SearchForm(forms.QueryForm):
    """The search that pages are promoted for."""

    query_string = CharField(
        label="When people search for",
        help_text="Exactly these words; capitals and punctuation do not matter",
        max_length=MAX_QUERY_STRING_LENGTH,
    )


class _WithPromotedPages:
    """Puts the formset of pages in the place of Wagtail's."""

    form_class = SearchForm
    request: Any
    object: Any
    produced_error_message: str | None

    @cached_property
    def searchpicks_formset(self) -> PromotedPages:
        """Return the pages as posted, or as they are."""
        posted = [self.request.POST] if self.request.method == "POST" else []
        return PromotedPages(*posted, instance=self.object)

    def is_valid(self, form: Any) -> bool:
        """Say at the top that something is wrong, also when a page's form says what: Wagtail's view says nothing."""
        valid: bool = super().is_valid(form)  # type: ignore[misc]
        if not valid and not self.produced_error_message:
            self.produced_error_message = self.get_error_message()  # type: ignore[attr-defined]
        return valid


class Index(views.IndexView):
    """Without “views”, which Wagtail counts and we do not (see “What people search for”)."""

    page_title = "Promoted results"
    add_item_label = "Add"
    columns = views.IndexView.columns[:2]


class Add(_WithPromotedPages, views.CreateView):
    """Promote pages for a query."""

    template_name = "site_content/search_settings/add_promoted.html"


class Edit(_WithPromotedPages, views.EditView):
    """Change what is promoted for a query."""

    template_name = "site_content/search_settings/change_promoted.html"


def urls() -> list[URLPattern]:
    """Return the pages that stand in the place of Wagtail's, at the same addresses."""
    return [
        path("searchpicks/", Index.as_view()),
        path("searchpicks/results/", Index.as_view(results_only=True)),
        path("searchpicks/add/", Add.as_view()),
        path("searchpicks/<int:query_id>/", Edit.as_view()),
    ]
