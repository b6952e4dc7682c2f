"""Copying and moving say what becomes of a page's privacy, and ask before anything becomes more public."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.generic import FormView
from wagtail.admin.forms.pages import CopyForm
from wagtail.admin.views.pages.copy import CopyView
from wagtail.admin.views.pages.move import MoveConfirmView
from wagtail.models import Page

from site_content.audiences import STAFF
from site_content.editing.page_choices import refuse_unless_movable
from site_content.items.visibility import restriction_rings, rings_at, root_of
from site_content.pages.privacy import open_page, rings_kept_by_move

ALIAS = "An alias is as private as its original. Copy the page without “Alias” to make the copy public."


class CopyFormWithPrivacy(CopyForm):
    """Wagtail's form, which also asks whether the copy of what is not public may be."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.notice = _notice(self.page)
        if self.notice and self.page.permissions_for_user(self.user).can_set_view_restrictions():
            self.fields["make_public"] = forms.BooleanField(
                label="Make the copy public",
                required=False,
                help_text="Whoever may read the place you copy it to may then read it. "
                "Subpages that are not public themselves stay so.",
            )

    def clean(self) -> dict[str, Any]:
        """Refuse to make public what the user could not publish there, and an alias."""
        data: dict[str, Any] = super().clean()
        if data.get("make_public"):
            parent = data.get("new_parent_page") or self.page.get_parent()
            if not parent.permissions_for_user(self.user).can_publish_subpage():
                self.add_error("make_public", "You may not publish pages there.")
            if data.get("alias"):
                self.add_error("make_public", ALIAS)
        return data


class CopyWithPrivacy(CopyView):
    """Wagtail's view with the form above; the whole copy is one transaction."""

    template_name = "site_content/editing/copy.html"

    def get_form_class(self) -> type[CopyFormWithPrivacy]:
        """Return the form above."""
        return CopyFormWithPrivacy

    def post(self, request: HttpRequest, page_id: int, *args: Any, **kwargs: Any) -> HttpResponse:
        """Copy, or show what is wrong. Wagtail's view and its chooser fail on a parent that is no page."""
        parent = request.POST.get("new_parent_page", "")
        if parent.isdecimal() and len(parent) < 10 and Page.objects.filter(pk=parent).exists():
            answer: HttpResponse = super().post(request, page_id, *args, **kwargs)
            return answer
        data = request.POST.copy()
        data["new_parent_page"] = ""
        request.POST = data  # type: ignore[assignment]  # the stubs know only the immutable kind
        return FormView.post(self, request, page_id, *args, **kwargs)

    def form_valid(self, form: CopyFormWithPrivacy) -> HttpResponse:
        """Copy; then open the copy, if that was asked."""
        with transaction.atomic():
            answer: HttpResponse = super().form_valid(form)
            if form.cleaned_data.get("make_public"):
                parent = Page.objects.get(pk=self.parent_page.pk)
                copy = parent.get_children().filter(slug=form.cleaned_data["new_slug"].lower()).first()
                if copy is not None:
                    open_page(copy, self.request.user)
        return answer


class MoveWithPrivacy(MoveConfirmView):
    """Wagtail's last step of moving, which also asks whether a page that loses its privacy there may."""

    template_name = "site_content/editing/move.html"

    def dispatch(
        self, request: HttpRequest, page_to_move_id: int, destination_id: int, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """Ask whoever may move it, before Wagtail's view tells a title or that a slug is in use."""
        page, destination = (get_object_or_404(Page, pk=pk) for pk in (page_to_move_id, destination_id))
        refuse_unless_movable(request, page, destination)
        answer: HttpResponse = super().dispatch(request, page_to_move_id, destination_id, *args, **kwargs)
        return answer

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Move; then open the page, if that was asked by somebody who may."""
        make_public = bool(request.POST.get("make_public"))
        if make_public and not self._may_open():
            raise PermissionDenied
        with transaction.atomic():
            answer: HttpResponse = super().post(request, *args, **kwargs)
            if make_public:
                open_page(Page.objects.get(pk=self.page_to_move.pk), request.user)
        return answer

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add what becomes of its privacy."""
        has_rings = bool(rings_kept_by_move(self.page_to_move, self.destination))
        question = {
            "notice": _notice(self.page_to_move) if has_rings else "",
            "may_open": has_rings and self._may_open(),
        }
        return {**super().get_context_data(**kwargs), **question}

    def _may_open(self) -> bool:
        user = self.request.user
        page, parent = self.page_to_move.permissions_for_user(user), self.destination.permissions_for_user(user)
        return bool(page.can_set_view_restrictions() and parent.can_publish_subpage())


def _notice(page: Page) -> str:
    """Return what an editor is told of a page that is not for everybody; empty for one that is."""
    if restriction_rings(page.path):
        root = root_of(page)
        return "not_public" if root is None or root.audience != STAFF else "narrow"
    return "staff" if rings_at(page.path) else ""
