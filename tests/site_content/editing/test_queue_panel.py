"""Whoever may publish is told on the admin's home how much waits, and for how long; others are not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone

from site_content.editing.queue_panel import sentence
from site_content.items.models import Refresh
from site_content.publishing.queue_status import QueueStatus

pytestmark = pytest.mark.django_db


def home_as(user: Any) -> str:
    client = Client()
    client.force_login(user)
    return client.get("/admin/").content.decode()


@pytest.fixture
def waiting(db: None) -> None:
    Refresh.objects.all().delete()
    Refresh.objects.bulk_create([Refresh(key=f"page:{number}") for number in range(312)])
    Refresh.objects.filter(key="page:7").update(marked_at=timezone.now() - timedelta(seconds=40))


def test_a_publisher_reads_it(admin_user: Any, waiting: None) -> None:
    assert "312 pages wait to be published again, the oldest for 4" in home_as(admin_user)
    Refresh.objects.all().delete()
    assert "published again" not in home_as(admin_user)


@pytest.mark.parametrize(("group", "is_told"), [("Moderators", True), ("Editors", False)])
def test_only_who_may_publish(django_user_model: Any, waiting: None, group: str, is_told: bool) -> None:
    user = django_user_model.objects.create_user("someone", password="x")
    user.groups.add(Group.objects.get(name=group))
    assert ("published again" in home_as(user)) is is_told


@pytest.mark.parametrize(
    ("waiting", "oldest", "text"),
    [
        (0, None, ""),
        (1, 3, "1 page waits to be published again, for 3 s."),
        (312, 40, "312 pages wait to be published again, the oldest for 40 s."),
        (5_000, 900, "5,000 pages wait to be published again, the oldest for 15 min."),
        (2, 10_000, "2 pages wait to be published again, the oldest for 2 h."),
    ],
)
def test_in_words(waiting: int, oldest: int | None, text: str) -> None:
    assert sentence(QueueStatus(waiting, oldest)) == text
