"""The privacy dialog: it offers what the page's site can keep, and says truthfully what was set before."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from wagtail.admin.modal_workflow import render_modal_workflow
from wagtail.admin.views.page_privacy import SetPrivacyView
from wagtail.models import PageViewRestriction

from site_content.audiences import PUBLIC, STAFF
from site_content.editing.privacy.wording import words_of
from site_content.items.rings import SIGNED_IN, Ring, rings_of
from site_content.items.visibility import restriction_rings, root_of
from site_content.pages.privacy import open_page, restrict

OPEN, CLOSED, GROUPS = PageViewRestriction.NONE, PageViewRestriction.LOGIN, PageViewRestriction.GROUPS
# What is there was set by other means, or before this dialog offered less: leave it.
UNCHANGED = "unchanged"


class PrivacyForm(forms.Form):
    """Who may read a page: on the public site everybody or nobody, on the staff site all staff or some groups."""

    restriction_type = forms.ChoiceField(label="Who may read it", widget=forms.RadioSelect)
    groups = forms.ModelMultipleChoiceField(
        label="Groups",
        queryset=Group.objects.order_by("name"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Members of any of them may read it",
    )

    def __init__(self, *args: Any, audience: str, own: list[Ring], above: list[Ring], **options: Any) -> None:
        super().__init__(*args, **options)
        self.own = own
        field: Any = self.fields["restriction_type"]
        field.choices = _choices(audience, own, above)
        field.initial, self.fields["groups"].initial = _initial(audience, own)
        if audience == PUBLIC:
            del self.fields["groups"]

    def clean(self) -> dict[str, Any]:
        """Ask for a group where groups are chosen."""
        data = super().clean() or {}
        if data.get("restriction_type") == GROUPS and "groups" in data and not data["groups"]:
            self.add_error("groups", ValidationError("Choose at least one group.", code="required"))
        return data

    def rings(self) -> list[Ring]:
        """Return the page's own rings as chosen."""
        choice = self.cleaned_data["restriction_type"]
        if choice == UNCHANGED:
            return self.own
        if choice == GROUPS:
            return [Ring(GROUPS, groups=frozenset(group.pk for group in self.cleaned_data["groups"]))]
        return [SIGNED_IN] if choice == CLOSED else []


class PrivacyDialog(SetPrivacyView):
    """Wagtail's dialog, with the form above."""

    template_name = "site_content/editing/privacy.html"

    def get_form(self, form_class: Any = None) -> PrivacyForm:
        """Return the form for this page."""
        root, parent = root_of(self.page), self.page.get_parent()
        data = {"data": self.request.POST} if self.request.method == "POST" else {}
        return PrivacyForm(
            audience=root.audience if root else PUBLIC,
            own=rings_of(self.page.view_restrictions.all()),
            above=restriction_rings(parent.path) if parent else [],
            **data,
        )

    def form_valid(self, form: PrivacyForm) -> HttpResponse:
        """Put the rings chosen round the page, in the place of those it had."""
        if (rings := form.rings()) != form.own:
            with transaction.atomic():
                open_page(self.page, self.request.user)
                for ring in rings:
                    restrict(self.page, ring, self.request.user)
        done = {"step": "set_privacy_done", "is_public": not restriction_rings(self.page.path)}
        answer: HttpResponse = render_modal_workflow(self.request, None, None, None, json_data=done)
        return answer

    def form_invalid(self, form: PrivacyForm) -> HttpResponse:
        """Show what is wrong. What the dialog never offers is refused (422); its script shows only answers of 200."""
        answer: HttpResponse = self.render_to_response(self.get_context_data(form=form))
        if not form.has_error("groups", "required"):
            answer.status_code = 422
        return answer

    def render_to_response(self, context: dict[str, Any], **options: Any) -> HttpResponse:
        """Answer with the dialog."""
        step = {"step": "set_privacy"}
        answer: HttpResponse = render_modal_workflow(self.request, self.template_name, None, context, json_data=step)
        return answer


def _choices(audience: str, own: list[Ring], above: list[Ring]) -> list[tuple[str, str]]:
    narrow = [ring for ring in above if ring != SIGNED_IN] if audience == STAFF else above
    inherited = words_of(narrow) if audience == STAFF else "not public"
    opened = "All staff" if audience == STAFF else "Public"
    choices = [(OPEN, f"As the pages above it: {inherited}" if narrow else opened)]
    choices.append((GROUPS, "Only these groups") if audience == STAFF else (CLOSED, "Not public"))
    if _initial(audience, own)[0] == UNCHANGED:
        choices.append((UNCHANGED, f"{'' if audience == STAFF else 'Not public, '}as it is now: {words_of(own)}"))
    return choices


def _initial(audience: str, own: list[Ring]) -> tuple[str, list[int]]:
    if not own:
        return OPEN, []
    if own == [SIGNED_IN]:
        return (OPEN if audience == STAFF else CLOSED), []
    if audience == STAFF and len(own) == 1 and own[0].kind == GROUPS and own[0].groups:
        return GROUPS, sorted(own[0].groups)
    return UNCHANGED, []
