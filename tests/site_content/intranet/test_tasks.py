"""What waits for a person."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Site, Workflow

from site_content.intranet.models import Question
from site_content.intranet.questions import NobodyToAsk, answers_for, ask
from site_content.intranet.tasks import tasks_of
from site_content.pages.types.guidance import GuidancePage
from site_content.pages.types.standard import StandardPage

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


def test_guidance_of_nobody_falls_to_those_who_may_publish_it() -> None:
    add(GuidancePage(title="Nobody's", next_review=TODAY))
    moderator, editor, reader = person("moderator", "Moderators"), person("editor", "Editors"), person("reader")
    assert [task["title"] for task in tasks_of(moderator, TODAY)] == ["Nobody's"]
    assert tasks_of(editor, TODAY) == tasks_of(reader, TODAY) == []


def test_somebody_always_answers_for_a_page() -> None:
    boss = get_user_model().objects.create_superuser("boss", password="x")
    owner, writer = person("owner", "Editors"), person("writer", "Editors")
    page = add(GuidancePage(title="Flu", owner=owner))
    assert answers_for(page) == owner
    owner.is_active = False
    owner.save()
    page = GuidancePage.objects.get(pk=page.pk)
    assert answers_for(page) == boss
    page.save_revision(user=writer)
    assert answers_for(page) == writer
    get_user_model().objects.update(is_active=False)
    with pytest.raises(NobodyToAsk):
        ask(owner, GuidancePage.objects.get(pk=page.pk), "Anybody?")


def test_a_question_is_due_on_the_local_day_it_was_asked() -> None:
    owner = person("owner", "Editors")
    ask(person("reader"), add(GuidancePage(title="Flu", owner=owner)), "Which dose?")
    # In summer time, half past midnight in London is still the day before in UTC.
    Question.objects.update(asked_at=datetime(2026, 6, 19, 23, 30, tzinfo=UTC))
    assert [(task["kind"], task["due"]) for task in tasks_of(owner, TODAY)] == [("question", "2026-06-20")]


def test_approvals_and_work_sent_back() -> None:
    editor, moderator = person("editor", "Editors"), person("moderator", "Moderators")
    page = add(StandardPage(title="Draft", live=False))
    page.save_revision(user=editor)
    state = Workflow.objects.get(name="Moderators approval").start(page, editor)
    assert [(task["kind"], task["title"]) for task in tasks_of(moderator, TODAY)] == [("approve", "Draft")]
    assert tasks_of(editor, TODAY) == tasks_of(person("reader", "Staff readers"), TODAY) == []
    state.current_task_state.reject(user=moderator)
    assert [(task["kind"], task["title"]) for task in tasks_of(editor, TODAY)] == [("changes", "Draft")]
