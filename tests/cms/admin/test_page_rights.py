"""Who has no rights on a page does not read its title anywhere in the admin, nor on the staff site's desk and tasks."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group, Permission
from django.test import Client
from django.utils import timezone
from wagtail.models import GroupPagePermission

from site_content.editing.desk.follow import QualityFollower
from site_content.pages.content_page import TYPES
from site_content.publishing.refresh import drain
from tests.cms.admin.everything import Everything, signed_in, superuser
from tests.cms.admin.routes import routes

TITLE, THEIRS = "Restructuring", "Handwashing"
# Whoever writes a link may choose any live page (test_page_choices.py), and any picture and file.
CHOICES = ("admin/choose-page/", "admin/api/main/documents/", "admin/api/main/images/")
OURS = ("/admin/", "/admin/guidance_reviews/", "/api/staff/v1/desk", "/api/staff/v1/tasks")


@pytest.fixture
def everything(db: None, settings: Any, tmp_path: Any) -> Everything:
    settings.MEDIA_ROOT = tmp_path / "media"
    made = Everything(TITLE, "Ann")
    now = timezone.now()
    made.page.expire_at = made.page.last_published_at = now
    type(made.page).objects.filter(pk=made.page.pk).update(expire_at=now + timedelta(days=3))
    TYPES["guidance"].objects.filter(pk=made.guidance.pk).update(live=True, next_review=now.date())
    drain()
    QualityFollower().catch_up()
    return made


def group(name: str, *codes: str) -> Group:
    """Return a new group that may enter the admin, and whatever else is named."""
    made = Group.objects.create(name=name)
    made.permissions.set(Permission.objects.filter(codename__in=("access_admin", *codes)))
    return made


def writer_of(section: Any) -> Client:
    """Return a browser of somebody who writes in one section."""
    writers = group("Writers")
    for code in ("add_page", "change_page"):
        permission = Permission.objects.get(codename=code)
        GroupPagePermission.objects.create(group=writers, page=section, permission=permission)
    return signed_in("hand", "Writers")


def readable(client: Client, address: str) -> str:
    answer = client.get(address)
    return "" if answer.streaming or answer.status_code >= 300 else answer.content.decode(errors="replace")


def test_without_rights_on_pages_no_title_is_read(everything: Everything) -> None:
    group("Visitors", "change_alert")
    client = signed_in("visitor", "Visitors")
    leaks, pages = [], 0
    for route in routes():
        if route.pattern.startswith(("admin/logout/", *CHOICES)) or "alerts/" in route.pattern:
            continue
        for address in everything.addresses(route):
            text = readable(client, address)
            pages += bool(text)
            if TITLE in text:
                leaks.append(address)
    assert not leaks, leaks
    assert pages > 10
    # Messages of what was refused are shown on the next page.
    assert TITLE not in client.get("/admin/").content.decode()


def test_rights_on_one_section_show_that_section_alone(everything: Everything) -> None:
    section = everything.root.add_child(instance=TYPES["section"](title="Theirs", slug="theirs"))
    today = timezone.now()
    guidance = TYPES["guidance"](title=THEIRS, slug="hands", next_review=today.date())
    section.add_child(instance=guidance)
    TYPES["guidance"].objects.filter(pk=guidance.pk).update(expire_at=today + timedelta(days=2))
    client, root = writer_of(section), superuser()
    drain()
    for address in OURS[:3]:
        text = readable(client, address)
        assert (THEIRS in text, TITLE in text) == (True, False), address
        assert {THEIRS, TITLE} <= {word for word in (THEIRS, TITLE) if word in readable(root, address)}, address
    assert readable(client, OURS[3])
    assert TITLE not in readable(client, OURS[3])
