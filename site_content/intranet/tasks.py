"""Tasks of a person: list reviews that are due, approvals, and work sent back."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page, TaskState, WorkflowState
from wagtail.permissions import page_permission_policy

from site_content.intranet.models import Question
from site_content.pages.content_page import TYPES

SOON = timedelta(days=30)
MAX_TASKS = 50


def tasks_of(user: Any, today: date | None = None) -> list[dict[str, Any]]:
    """Return ``[{kind, title, detail, due, url, overdue}]``, the most pressing first, at most 50.

    ``kind`` is ``question`` (put to the owner of a page; ``key`` names it), ``review`` (guidance of theirs, or
    of nobody where they may publish it, due within 30 days), ``approve`` (waits for their decision) or ``changes``
    (their work, sent back). ``due`` is a date
    or None; ``url`` is where in the CMS the work is done.
    """
    today = today or timezone.localdate()
    tasks = [*_questions(user), *_reviews(user, today), *_approvals(user), *_sent_back(user)]
    return sorted(tasks, key=lambda task: (task["due"] is None, task["due"] or "", task["title"]))[:MAX_TASKS]


def _questions(user: Any) -> list[dict[str, Any]]:
    questions = Question.objects.filter(owner=user).select_related("page", "asked_by")[:MAX_TASKS]
    return [
        {
            **_task("question", each.page, f"{each.asked_by.get_full_name() or each.asked_by}: {each.text}"),
            "key": each.pk,
            "due": timezone.localdate(each.asked_at).isoformat(),
        }
        for each in questions
    ]


def _reviews(user: Any, today: date) -> list[dict[str, Any]]:
    theirs = Q(owner=user)
    if user.has_perm("wagtailadmin.access_admin"):
        publishable = page_permission_policy.instances_user_has_permission_for(user, "publish")
        theirs |= Q(owner=None, pk__in=publishable.values("pk"))
    pages = TYPES["guidance"].objects.filter(theirs, live=True, next_review__lte=today + SOON)
    return [
        _task("review", page, f"Owner: {page.owning_team}" if page.owning_team else "", page.next_review, today)
        for page in pages.order_by("next_review")[:MAX_TASKS]
    ]


def _approvals(user: Any) -> list[dict[str, Any]]:
    if not user.has_perm("wagtailadmin.access_admin"):
        return []
    states = TaskState.objects.reviewable_by(user).select_related("revision", "task")
    return [
        _task("approve", state.revision.as_object(), f"{state.task.name}, asked {state.started_at:%-d %B}")
        for state in states[:MAX_TASKS]
        if state.revision is not None and isinstance(state.revision.content_object, Page)
    ]


def _sent_back(user: Any) -> list[dict[str, Any]]:
    states = WorkflowState.objects.filter(requested_by=user, status=WorkflowState.STATUS_NEEDS_CHANGES)
    pages = ((state, state.content_object) for state in states.order_by("-created_at")[:MAX_TASKS])
    return [_task("changes", page, f"{state.workflow.name}") for state, page in pages if isinstance(page, Page)]


def _task(kind: str, page: Any, detail: str, due: date | None = None, today: date | None = None) -> dict[str, Any]:
    return {
        "kind": kind,
        "title": page.get_admin_display_title(),
        "detail": detail,
        "due": due.isoformat() if due else None,
        "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
        "overdue": bool(due and today and due < today),
    }
