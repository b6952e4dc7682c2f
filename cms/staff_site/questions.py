"""The question route: sends a question to the owner of a page."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from rest_framework.request import Request

from cms.api.errors import Problem
from cms.api.reader import groups_of
from cms.api.request_body import Body, string
from cms.staff_site.endpoint import PersonEndpoint
from site_content.audiences import lets_through
from site_content.intranet.models import MAX_QUESTION, Question
from site_content.intranet.questions import MAX_OPEN, NobodyToAsk, ask
from site_content.items.models import Item
from site_content.models import ContentPage


class Questions(PersonEndpoint):
    """POST ``{"content_id", "text"}``: a question to the owner of a published page."""

    methods = ("POST",)
    body = Body((string("content_id", 36), string("text", MAX_QUESTION)))

    def post(self, request: Request, **route: Any) -> Any:
        """Put it. Raises Problem: 404 without such a page, 409 when nobody owns it or too many questions wait."""
        body = self.body_values(request)
        try:
            page = ContentPage.objects.filter(content_id=UUID(body["content_id"]), live=True).first()
        except ValueError:
            page = None
        if page is None or not self._may_read(page):
            raise Problem(404, "There is no such page.")
        if Question.objects.filter(asked_by=self.person).count() >= MAX_OPEN:
            raise Problem(409, f"You have {MAX_OPEN} questions without an answer. Wait for one before you ask again.")
        try:
            ask(self.person, page, body["text"].strip())
        except NobodyToAsk as error:
            raise Problem(409, "This page has no owner to ask.") from error

    def _may_read(self, page: ContentPage) -> bool:
        rows = Item.objects.filter(key=f"page:{page.pk}", slot="current", state="live").values_list("groups", flat=True)
        member_of = groups_of(self.person)
        return self.person.is_superuser or all(lets_through(groups, member_of) for groups in rows)


class OneQuestion(PersonEndpoint):
    """DELETE ``questions/<id>``: answered, or taken back. May be repeated."""

    methods = ("DELETE",)

    def delete(self, request: Request, **route: Any) -> None:
        """Remove a question that this person asked or was asked."""
        Question.objects.filter(pk=route["key"], owner=self.person).delete()
        Question.objects.filter(pk=route["key"], asked_by=self.person).delete()
