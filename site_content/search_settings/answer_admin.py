"""Answers above results in the admin: the list with a box to try searches, and a warning before the last emergency."""

from __future__ import annotations

from typing import Any

from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import DeleteView, IndexView

from search.answers import Answer
from search.request import MAX_QUERY_CHARACTERS
from search.search_settings import SearchSettings
from site_content.audiences import AUDIENCES, PUBLIC, SITE_CHOICES
from site_content.pages.content_page import ContentPage
from site_content.search_settings.answer_models import KINDS, SearchAnswer
from site_content.search_settings.global_item import search_settings_json
from site_content.search_settings.listing import SearchSettingsViewSet


def try_out(text: str, audience: str) -> list[dict[str, Any]]:
    """Return what the readers of a site would be shown above the results of a search, with the answers as saved."""
    search_settings = SearchSettings.from_json(search_settings_json(audience))
    return [_as_shown(answer) for answer in search_settings.answers_for(text)]


def _as_shown(answer: Answer) -> dict[str, Any]:
    page = ContentPage.objects.filter(content_id=answer.page).first() if answer.page else None
    return {"answer": answer, "kind": dict(KINDS)[answer.kind], "page": page}


class AnswersIndex(IndexView):
    """The list, and above it the box."""

    template_name = "site_content/search_settings/answers.html"

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        """Add what was tried, and what it would show."""
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        text = self.request.GET.get("try", "")[:MAX_QUERY_CHARACTERS]
        audience = self.request.GET.get("site", "")
        audience = audience if audience in AUDIENCES else PUBLIC
        return context | {
            "try": text,
            "site": audience,
            "sites": SITE_CHOICES,
            "limit": MAX_QUERY_CHARACTERS,
            "tried": try_out(text, audience) if text.strip() else [],
        }


class DeleteAnswer(DeleteView):
    """Says what the last emergency answer is for."""

    @property
    def confirmation_message(self) -> str:
        """Return the question, which names the sites that would have no emergency answer any more."""
        audiences = self.object.last_emergency_on()
        if not audiences:
            return str(super().confirmation_message)
        sites = " and ".join(f"the {audience} site" for audience in audiences)
        return (
            f"This is the last emergency answer in {self.object.get_language_display()} on {sites}. Without it, people "
            "who search for “chest pain” or “stroke” are not told to call 999. Delete it all the same?"
        )


class Answers(SearchSettingsViewSet):
    """Answers above results."""

    model = SearchAnswer
    icon = "warning"
    menu_label = "Answers above results"
    menu_order = 250
    index_view_class = AnswersIndex
    delete_view_class = DeleteAnswer
    list_display = [
        "__str__",
        Column("get_kind_display", label="Kind"),
        "title",
        Column("get_shown_on_display", label="Applies to"),
        Column("get_language_display", label="Language"),
    ]
    list_filter = ["kind", "shown_on", "language"]
    search_fields = ["queries", "title", "text"]
    # The emergencies of both languages and some more on one page.
    list_per_page = 50
