"""Acts on pages ticked in the explorer: what lies below is done at once, or by the worker where it is much."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail.models import Page

from site_content.editing.deletions import begin_large_deletion
from site_content.pages.subtree_acts import unpublish_below


def act_on_subtrees(request: HttpRequest, action_type: str, objects: list[Any], action: Any) -> HttpResponse | None:
    """Unpublish what lies below ticked pages, or begin to delete large sections; Wagtail does what is left."""
    if not objects or not isinstance(objects[0], Page):
        return None
    if action_type == "unpublish" and action.cleaned_form.cleaned_data["include_descendants"]:
        for page in objects:
            unpublish_below(page, request.user)
    if action_type == "delete":
        # In place: Wagtail deletes what stays in its list.
        objects[:] = [page for page in objects if not begin_large_deletion(request, page)]
        if not objects:
            return redirect(action.next_url)
    return None
