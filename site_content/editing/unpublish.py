"""Unpublishing: asks what readers should find instead, and saves both in one transaction."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from wagtail.admin.views.pages.unpublish import UnpublishView
from wagtail.admin.widgets import AdminPageChooser
from wagtail.models import Page

from site_content.pages.content_page import END_STATES, ContentPage

END_FIELDS = ("end_state", "end_reason", "end_redirect_page", "end_redirect_url")


class EndingForm(forms.Form):
    """What readers are told once a page is no longer published."""

    end_state = forms.ChoiceField(
        label="What should readers find here instead?", choices=END_STATES, widget=forms.RadioSelect, initial="gone"
    )
    end_reason = forms.CharField(
        label="Why it was withdrawn",
        max_length=2_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Readers see this as plain text. Only for a page that was withdrawn.",
    )
    end_redirect_page = forms.ModelChoiceField(
        label="Send readers to this page",
        queryset=Page.objects.filter(depth__gt=1),
        required=False,
        widget=AdminPageChooser,
    )
    end_redirect_url = forms.CharField(
        label="Or to this address",
        max_length=200,
        required=False,
        validators=[URLValidator(schemes=["http", "https"])],
        help_text="For example: https://example.org/new-place",
    )

    def __init__(self, *args: Any, page: ContentPage, **options: Any) -> None:
        self.page = page
        super().__init__(*args, **options)

    def clean_end_redirect_page(self) -> Page | None:
        """Refuse a target that readers would not find, or that leads back here."""
        target: Page | None = self.cleaned_data["end_redirect_page"]
        if target is None:
            return None
        if target.pk == self.page.pk or target.is_descendant_of(self.page):
            raise ValidationError("Choose a page outside the one you unpublish.")
        if not target.live:
            raise ValidationError("Choose a published page. Readers cannot open this one.")
        return target

    def clean(self) -> dict[str, Any]:
        """Ask for exactly one target of a redirect, and forget what the choice does not use."""
        data = super().clean() or {}
        state = data.get("end_state")
        targets = [name for name in ("end_redirect_page", "end_redirect_url") if data.get(name)]
        if state == "redirect" and len(targets) != 1 and not self.errors:
            self.add_error("end_redirect_page", "Choose a page or give an address, but not both.")
        if state != "redirect":
            data.update(end_redirect_page=None, end_redirect_url="")
        if state != "withdrawn":
            data["end_reason"] = ""
        return data


class UnpublishWithEnding(UnpublishView):
    """Wagtail's page, with the form above."""

    template_name = "site_content/editing/unpublish.html"
    form: EndingForm | None = None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Add the form."""
        form = self.form or EndingForm(page=self.object)
        return {**super().get_context_data(**kwargs), "ending_form": form, "media": form.media}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Unpublish with the ending chosen, or show what is wrong with it (422)."""
        # A script or an older bookmarked form sends no choice: then the page is simply gone.
        data = request.POST if "end_state" in request.POST else {**request.POST.dict(), "end_state": "gone"}
        self.form = EndingForm(data, page=self.object)
        if not self.form.is_valid():
            refused: HttpResponse = self.render_to_response(self.get_context_data(), status=422)
            return refused
        ending = {name: self.form.cleaned_data[name] for name in END_FIELDS}
        with transaction.atomic():
            for name, value in ending.items():
                setattr(self.object, name, value)
            if request.POST.get("include_descendants"):
                ContentPage.objects.descendant_of(self.object).live().update(**ending)
            response: HttpResponse = super().post(request, *args, **kwargs)
        return response
