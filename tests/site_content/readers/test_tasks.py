"""What waits for a person."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Site, Workflow

from site_content.readers.tasks import tasks_of
from site_content.types.guidance import GuidancePage
from site_content.types.standard import StandardPage

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 15)


def person(name: str, *groups: str) -> Any:
    user = get_user_model().objects.create_user(name, password="x")
    user.groups.set(Group.objects.filter(name__in=groups))
    return user


def add(page: Any) -> Any:
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=page)
    return page


def test_own_guidance_that_is_due() -> None:
    owner = person("owner")
    late = add(GuidancePage(title="Late", owner=owner, owning_team="Clinical", next_review=TODAY - timedelta(2)))
    add(GuidancePage(title="Soon", owner=owner, next_review=TODAY + timedelta(30)))
    add(GuidancePage(title="Later", owner=owner, next_review=TODAY + timedelta(31)))
    add(GuidancePage(title="Another's", owner=person("other"), next_review=TODAY))
    first, second = tasks_of(owner, TODAY)
    assert first == {
        "kind": "review", "title": "Late", "detail": "Owner: Clinical", "due": "2026-06-13",
        "url": f"/admin/pages/{late.pk}/edit/", "overdue": True,
    }  # fmt: skip
    assert (second["title"], second["overdue"]) == ("Soon", False)


def test_approvals_and_work_sent_back() -> None:
    editor, moderator = person("editor", "Editors"), person("moderator", "Moderators")
    page = add(StandardPage(title="Draft", live=False))
    page.save_revision(user=editor)
    state = Workflow.objects.get(name="Moderators approval").start(page, editor)
    assert [(task["kind"], task["title"]) for task in tasks_of(moderator, TODAY)] == [("approve", "Draft")]
    assert tasks_of(editor, TODAY) == tasks_of(person("reader", "Staff readers"), TODAY) == []
    state.current_task_state.reject(user=moderator)
    assert [(task["kind"], task["title"]) for task in tasks_of(editor, TODAY)] == [("changes", "Draft")]
