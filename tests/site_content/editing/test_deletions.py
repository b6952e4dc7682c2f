"""A large section that is deleted is gone for readers at once, and from the tree in small pieces."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from wagtail.models import Page, PageLogEntry

from site_content.editing import deletions
from site_content.editing.models import Deletion
from site_content.items.closed_items import open_items
from site_content.items.models import Item, Refresh
from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.publishing import closures
from site_content.publishing.refresh import drain

PAGES = 6


@pytest.fixture
def section(home: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setattr(deletions, "LARGE", PAGES)
    monkeypatch.setattr(deletions, "PIECE", 3)
    monkeypatch.setattr(deletions, "MAX_DELETED", 3)
    monkeypatch.setattr(closures, "FEW", 2)
    section = home.add_child(instance=SectionPage(title="Old"))
    inner = section.add_child(instance=SectionPage(title="Inner"))
    for number in range(PAGES - 1):
        parent = Page.objects.get(pk=(inner if number < 2 else section).pk)
        parent.add_child(instance=StandardPage(title=f"Page {number}"))
    drain()
    return Page.objects.get(pk=section.pk)


def delete(client: Client, page: Any) -> Any:
    return client.post(reverse("wagtailadmin_pages:delete", args=[page.pk]), follow=True)


def live() -> set[str]:
    rows = open_items().filter(state="live", slot="current", path__startswith="/old")
    return set(rows.values_list("path", flat=True))


def test_readers_lose_it_first_and_the_tree_in_pieces(admin_client: Client, section: Any, settings: Any) -> None:
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1_000
    keys = [f"page:{pk}" for pk in Page.objects.descendant_of(section, inclusive=True).values_list("pk", flat=True)]
    assert len(live()) == PAGES + 1
    got = delete(admin_client, section)
    assert "Readers cannot see “Old” and the 6 pages below it any more." in got.content.decode()
    # The request's own step, after its commit.
    drain(rank=Refresh.TAKE_DOWN)
    assert live() == set()
    left_in_tree = [Page.objects.filter(path__startswith=section.path).count()]
    while done := deletions.delete_some():
        assert done <= 3
        left_in_tree.append(Page.objects.filter(path__startswith=section.path).count())
    assert left_in_tree == [7, 4, 1, 0]
    assert Deletion.objects.count() == 0
    drain()
    assert set(Item.objects.filter(key__in=keys, slot="current").values_list("state", flat=True)) == {"gone"}
    lines = PageLogEntry.objects.filter(action="wagtail.delete").values_list("user__username", flat=True)
    assert list(lines) == ["admin"] * (PAGES + 1)


def test_what_waits_to_be_deleted_cannot_come_back(admin_client: Client, section: Any, settings: Any) -> None:
    """The worker dies in the middle: what is left is unpublished, locked, and deleted by the next."""
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1_000
    page = section.get_last_child().specific
    delete(admin_client, section)
    deletions.delete_some()
    drain()
    page = section.get_children().first()
    assert (page.live, page.locked) == (False, True)
    assert live() == set()
    while deletions.delete_some():
        pass
    assert not Page.objects.filter(path__startswith=section.path).exists()


def test_a_small_one_and_one_not_confirmed_are_wagtails(admin_client: Client, section: Any, settings: Any) -> None:
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 2
    delete_url = reverse("wagtailadmin_pages:delete", args=[section.pk])
    admin_client.post(delete_url, {"confirm_site_name": "no"})
    assert Deletion.objects.count() == 0
    assert len(live()) == PAGES + 1
    inner = section.get_first_child()
    settings.WAGTAILADMIN_UNSAFE_PAGE_DELETION_LIMIT = 1_000
    delete(admin_client, inner)
    assert not Page.objects.filter(pk=inner.pk).exists()


def test_the_request_costs_no_more_for_more_pages(section: Any, django_user_model: Any) -> None:
    queries = 0

    def count(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(sql, params, many, context)

    user = django_user_model.objects.create_superuser("someone")
    with connection.execute_wrapper(count), transaction.atomic():
        deletions.begin_deletion(section, user)
    few, queries = queries, 0
    other = Page.objects.get(pk=section.get_parent().pk).add_child(instance=SectionPage(title="Other"))
    for number in range(3 * PAGES):
        Page.objects.get(pk=other.pk).add_child(instance=StandardPage(title=f"Page {number}"))
    drain()
    queries = 0
    with connection.execute_wrapper(count), transaction.atomic():
        deletions.begin_deletion(Page.objects.get(pk=other.pk), user)
    assert queries <= few + 2
