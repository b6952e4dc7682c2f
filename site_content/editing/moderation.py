"""Moderation: who may not read a page's title is not told it in a refusal either.

Wagtail says by name that a page waits for nobody, before it asks whether the person may know of it.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from wagtail.admin.views.pages.workflow import (
    CollectWorkflowActionDataView,
    PreviewRevisionForTaskView,
    WorkflowActionView,
)

from site_content.editing.page_rights import pages_of


class _NamesOwnPages:
    request: Any
    object: Any

    def add_not_in_moderation_error(self) -> None:
        """Say that nobody waits for the page. Raises PermissionDenied for a page of others."""
        self._refuse_strangers()
        super().add_not_in_moderation_error()  # type: ignore[misc]

    def add_error_message(self) -> None:
        """Say that the task is not the page's. Raises PermissionDenied for a page of others."""
        self._refuse_strangers()
        super().add_error_message()  # type: ignore[misc]

    def _refuse_strangers(self) -> None:
        if not pages_of(self.request.user).filter(pk=self.object.pk).exists():
            raise PermissionDenied


class Moderate(_NamesOwnPages, WorkflowActionView):
    """Wagtail's approval and rejection of a page."""


class ModerateWithData(_NamesOwnPages, CollectWorkflowActionDataView):
    """Wagtail's question for a comment with an approval or rejection."""


class PreviewForTask(_NamesOwnPages, PreviewRevisionForTaskView):
    """Wagtail's preview of what waits for approval."""
