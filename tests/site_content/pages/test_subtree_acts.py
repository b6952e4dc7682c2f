"""Deleting and unpublishing a whole section leaves what doing so page by page leaves, and takes far fewer queries."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import (
    Comment,
    GroupApprovalTask,
    GroupPagePermission,
    Page,
    PageLogEntry,
    ReferenceIndex,
    Site,
    Workflow,
    WorkflowState,
    WorkflowTask,
)

from site_content.editing import deletions
from site_content.items.closed_items import open_items
from site_content.pages.types.news import NewsPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain

pytestmark = pytest.mark.django_db
PAGES = 8


@pytest.fixture
def home() -> Any:
    return Site.objects.get(audience_row__audience="public").root_page


def make_section(home: Any, slug: str, size: int = PAGES) -> Any:
    """Return a section of published news, a revision each, with one page below another."""
    section = Page.objects.get(pk=home.pk).add_child(instance=SectionPage(title=slug, slug=slug))
    first = section.add_child(instance=NewsPage(title="News 0", slug="news-0"))
    for number in range(1, size):
        parent = Page.objects.get(pk=(first if number == 1 else section).pk)
        parent.add_child(instance=NewsPage(title=f"News {number}", slug=f"news-{number}"))
    for page in section.get_descendants().specific():
        page.save_revision().publish()
    drain()
    return SectionPage.objects.get(pk=section.pk)


@pytest.fixture
def section(home: Any) -> Any:
    return make_section(home, "old")


@pytest.fixture
def boss() -> Any:
    return get_user_model().objects.create_superuser("boss")


def live_paths(section: Any) -> set[str]:
    """Return the paths below a section's that readers find, by the items."""
    drain()
    rows = open_items().filter(state="live", slot="current", audience="public", path__startswith=f"/{section.slug}/")
    return set(rows.values_list("path", flat=True))


def unpublish(section: Any, user: Any) -> None:
    UnpublishPageAction(section, user=user, include_descendants=True).execute()


@contextmanager
def queries_counted() -> Iterator[list[str]]:
    """Yield a list of the statements meanwhile."""
    statements: list[str] = []

    def note(execute: Any, sql: str, *arguments: Any) -> Any:
        statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(note):
        yield statements


def state_of(page: Any) -> dict[str, Any]:
    page = page.specific_class.objects.get(pk=page.pk)
    names = ("live", "has_unpublished_changes", "live_revision_id", "expired", "locked", "title")
    return {name: getattr(page, name) for name in names} | {"has_draft": page.latest_revision_id is not None}


def test_each_page_is_left_as_wagtail_leaves_one(home: Any, section: Any, boss: Any) -> None:
    alone = make_section(home, "alone").get_children().get(slug="news-2").specific
    UnpublishPageAction(alone, user=boss).execute()
    unpublish(section, boss)
    together = section.get_children().get(slug="news-2")
    assert state_of(together) == state_of(alone)
    assert live_paths(section) == set()
    entries = [PageLogEntry.objects.get(page=page.pk, action="wagtail.unpublish") for page in (alone, together)]
    told = [(entry.label, entry.user, entry.content_type, entry.deleted, entry.data) for entry in entries]
    assert told[0] == told[1]


def test_what_needs_care_gets_it(home: Any, section: Any) -> None:
    """A page that somebody locked, that is scheduled or under review stays; an alias elsewhere goes with its source."""
    editor = get_user_model().objects.create_user("editor")
    group = Group.objects.create(name="Publishers")
    editor.groups.add(group)
    for codename in ("change_page", "publish_page"):
        GroupPagePermission.objects.create(group=group, page=home, permission_type=codename.removesuffix("_page"))
    locked, scheduled, reviewed, source = section.get_children().order_by("path")[1:5]
    Page.objects.filter(pk=locked.pk).update(locked=True)
    scheduled.specific.save_revision(approved_go_live_at=timezone.now() + timedelta(days=1))
    review = Workflow.objects.create(name="Review")
    task = GroupApprovalTask.objects.create(name="Read it")
    task.groups.add(group)
    WorkflowTask.objects.create(workflow=review, task=task)
    reviewed.specific.save_revision()
    state = review.start(reviewed.specific, editor)
    alias = source.specific.create_alias(parent=home, update_slug="alias")
    drain()
    unpublish(section, get_user_model().objects.get(pk=editor.pk))
    assert set(section.get_descendants().live().values_list("slug", flat=True)) == {locked.slug, scheduled.slug}
    assert not Page.objects.get(pk=alias.pk).live
    assert not Page.objects.get(pk=reviewed.pk).live
    assert WorkflowState.objects.get(pk=state.pk).status == WorkflowState.STATUS_IN_PROGRESS
    # Whoever stays is read again, though its section was closed for a moment.
    assert live_paths(section) == {f"/old/{locked.slug}", f"/old/{scheduled.slug}"}


def test_nobody_unpublishes_below_what_they_may_not(section: Any) -> None:
    stranger = get_user_model().objects.create_user("stranger")
    UnpublishPageAction(section, user=stranger, include_descendants=True).execute(skip_permission_checks=True)
    assert section.get_descendants().live().count() == PAGES


def test_menus_and_lists_name_nothing_unpublished(client: Client, home: Any, section: Any, boss: Any) -> None:
    child = section.get_children().get(slug="news-3").specific
    child.show_in_menus = True
    child.save_revision().publish()
    drain()
    unpublish(section, boss)
    drain()
    rows = open_items().filter(state="live", slot="current", audience="public")
    assert [row.path for row in rows if "News 3" in row.body] == []


def test_nothing_refers_to_what_was_deleted(home: Any, section: Any, boss: Any) -> None:
    other = home.add_child(instance=StandardPage(title="Other", slug="other"))
    child = section.get_children().get(slug="news-4").specific
    for page, target in ((other, child), (child, other)):
        page.body = [("rich_text", f'<p>See <a linktype="page" id="{target.pk}">this</a></p>')]
        page.save()
    Comment.objects.create(page=child, user=boss, text="So?", contentpath="title")
    for page in (other, child):
        ReferenceIndex.create_or_update_for_object(page)
    keys = [str(pk) for pk in Page.objects.descendant_of(section, inclusive=True).values_list("pk", flat=True)]
    kind = ReferenceIndex._get_base_content_type(Page)
    assert ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys).exists()
    section.delete(user=boss)
    assert not ReferenceIndex.objects.filter(to_content_type=kind, to_object_id__in=keys).exists()
    assert not ReferenceIndex.objects.filter(base_content_type=kind, object_id__in=keys).exists()
    assert not Page.objects.filter(pk__in=keys).exists()
    assert Page.find_problems() == ([], [], [], [], [])
    entries = PageLogEntry.objects.filter(action="wagtail.delete", deleted=True, page__in=keys)
    assert set(entries.values_list("user__username", "label")) == {("boss", "old")} | {
        ("boss", f"News {number}") for number in range(PAGES)
    }
    assert live_paths(section) == set()


def test_an_alias_elsewhere_of_a_deleted_page_is_unpublished(home: Any, section: Any) -> None:
    alias = section.get_children().get(slug="news-5").specific.create_alias(parent=home, update_slug="alias")
    drain()
    section.delete()
    alias = Page.objects.get(pk=alias.pk)
    assert (alias.live, alias.alias_of_id) == (False, None)
    drain()
    assert not open_items().filter(path="/alias", state="live").exists()


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_more_pages_take_hardly_more_queries(home: Any, boss: Any, act: str) -> None:
    counts = []
    for size in (20, 60):
        section = make_section(home, f"of-{size}", size)
        with queries_counted() as statements:
            unpublish(section, boss) if act == "unpublish" else section.delete(user=boss)
        counts.append(len(statements))
    assert counts[1] - counts[0] < 40


@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_ticked_in_the_explorer_too(
    client: Client, home: Any, boss: Any, act: str, monkeypatch: Any, settings: Any
) -> None:
    monkeypatch.setattr(deletions, "LARGE", 5)
    sections = [make_section(home, f"ticked-{number}", size) for number, size in enumerate((3, PAGES))]
    client.force_login(boss)
    url = reverse("wagtail_bulk_action", args=["wagtailcore", "page", act])
    ticked = "&".join(f"id={section.pk}" for section in sections)
    form = {"include_descendants": "on", "confirm_site_name": settings.WAGTAIL_SITE_NAME}
    got = client.post(f"{url}?{ticked}&next=/admin/pages/", form, follow=True)
    assert got.status_code == 200
    assert [live_paths(section) for section in sections] == [set(), set()]
    left = [Page.objects.filter(pk=section.pk).exists() for section in sections]
    assert left == ([True, True] if act == "unpublish" else [False, True])
    while deletions.delete_some():
        pass
    if act == "delete":
        assert not Page.objects.filter(path__startswith=sections[1].path).exists()
