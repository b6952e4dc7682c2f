"""Screens of a large site: what they ask of the database, and their bytes, do not grow with the number of pages."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from site_content.pages.types.section import SectionPage
from site_content.pages.types.standard import StandardPage
from site_content.pages.types.topic import TopicPage


def pages(parent: Any, count: int, kind: type = StandardPage) -> list[Any]:
    """Make pages below one, as quickly as treebeard can."""
    start = parent.get_children().count()
    made = [
        kind(title=f"{kind.__name__} {n}", slug=f"{kind.__name__}-{n}".lower()) for n in range(start, start + count)
    ]
    return [parent.add_child(instance=page) for page in made]


def cost(client: Client, address: str) -> tuple[int, int]:
    """How many statements and bytes a screen takes; what the first request alone does is done before."""
    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.status_code == 200
    return len(queries), len(answer.content)


def test_the_page_editor_does_not_grow_with_the_site(moderator: Client, home: Any) -> None:
    page, *_ = pages(home, 3)
    pages(home, 2, TopicPage)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    before = cost(moderator, address)
    pages(home, 40)
    pages(home, 20, TopicPage)
    after = cost(moderator, address)
    assert after[0] == before[0]
    assert after[1] <= before[1] + 200


LISTS = (
    "/admin/pages/{0}/", "/admin/pages/{0}/?ordering=ord", "/admin/pages/{0}/?ordering=title",
    "/admin/pages/search/?q=p", "/admin/pages/usage/site_content/standardpage/",
)  # fmt: skip
CHOOSERS = (
    "/admin/choose-page/{0}/", "/admin/choose-page/{0}/?page_type=site_content.contentpage",
    "/admin/choose-page/search/?q=p",
)  # fmt: skip


def test_lists_of_pages_ask_the_same_for_few_pages_and_for_many(moderator: Client, home: Any) -> None:
    (section,) = pages(home, 1, SectionPage)
    pages(section, 3)
    before, before_choosers = (
        [cost(moderator, each.format(section.pk))[0] for each in all_] for all_ in (LISTS, CHOOSERS)
    )
    pages(section, 12)
    after, choosers = ([cost(moderator, each.format(section.pk))[0] for each in all_] for all_ in (LISTS, CHOOSERS))
    assert after == before
    # Wagtail's own choosers ask one thing of each page; they show 25 at a time.
    assert [more - fewer for more, fewer in zip(choosers, before_choosers, strict=True)] == [12] * len(CHOOSERS)


def form(page: Any, **more: str) -> dict[str, str]:
    """What the editor of a page sends."""
    data = {"title": page.title, "slug": page.slug, "body-count": "0", "search_keywords": "", "tags": "", "summary": ""}
    comments = {"TOTAL_FORMS": "0", "INITIAL_FORMS": "0", "MIN_NUM_FORMS": "0", "MAX_NUM_FORMS": ""}
    return data | {f"comments-{name}": value for name, value in comments.items()} | more


def chosen(name: str, *values: str) -> dict[str, str]:
    """What a list of choosers sends."""
    data = {f"{name}-count": str(len(values))}
    for number, value in enumerate(values):
        row = f"{name}-{number}"
        data |= {f"{row}-deleted": "", f"{row}-order": str(number), f"{row}-id": "", f"{row}-value": value}
    return data


def test_related_pages_and_topics_are_chosen_and_stay(moderator: Client, home: Any) -> None:
    page, one, two = pages(home, 3)
    (topic,) = pages(home, 1, TopicPage)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    data = form(page, **chosen("related", str(two.pk), str(one.pk), str(two.pk), ""), **chosen("topics", str(topic.pk)))
    answer = moderator.post(address, {**data, "action-publish": "1"})
    assert answer.status_code == 302, answer.context["form"].errors
    page = StandardPage.objects.get(pk=page.pk)
    assert {each.pk for each in page.related.all()} == {one.pk, two.pk}
    assert [each.pk for each in page.topics.all()] == [topic.pk]
    html = moderator.get(address).content.decode()
    assert all(each.title in html for each in (one, two, topic))
    taken = {"related-0-deleted": "1", **form(page, **chosen("related", str(one.pk), str(two.pk)), **chosen("topics"))}
    taken["related-0-deleted"] = "1"
    assert moderator.post(address, {**taken, "action-publish": "1"}).status_code == 302
    page = StandardPage.objects.get(pk=page.pk)
    assert [each.pk for each in page.related.all()] == [two.pk]
    assert not page.topics.exists()


@pytest.mark.parametrize("value", ["999999", "x", "-1", "9" * 40])
def test_what_names_no_page_is_refused_at_the_field(moderator: Client, home: Any, value: str) -> None:
    (page,) = pages(home, 1)
    address = reverse("wagtailadmin_pages:edit", args=[page.pk])
    answer = moderator.post(address, form(page, **chosen("related", value), **chosen("topics")))
    assert answer.status_code == 200
    assert list(answer.context["form"].errors) == ["related"]
    assert not StandardPage.objects.get(pk=page.pk).related.exists()
