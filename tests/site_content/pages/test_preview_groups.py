"""Previews and groups: of other pages a preview names what its editor may read, and only as long as that holds."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from wagtail.models import Page, PageViewRestriction

from site_content.pages.preview import PreviewRefused, exchange, previewed_item, previewed_media, start
from site_content.pages.publishable_page import PublishablePage
from site_content.pages.types.topic import TopicPage
from tests.cms.media.conftest import with_media
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add, fresh, link_to, unpublish

pytestmark = pytest.mark.django_db
home, staff_home, add = publishing.home, publishing.staff_home, publishing.add
SECRET, TOPIC = "Heron", "Stork"


def only(page: Page, *groups: str) -> None:
    row = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    row.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])


def editor(*groups: str) -> Any:
    """Somebody with rights on every page, in some more groups."""
    user = get_user_model().objects.create_user("-".join(("editor", *groups)), password="x")
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in ("Editors", *groups)])
    return user


def key_for(page: Any, user: Any) -> str:
    return exchange(start(PublishablePage(fresh(page)), user).token).key


@pytest.fixture
def pages(staff_home: Any, add: Add, settings: Any, tmp_path: Any) -> dict[str, Any]:
    """A page and a topic for nurses; drafts that name both, one for all staff, one for nurses, one for either group."""
    settings.MEDIA_ROOT = tmp_path / "media"
    # What is closed is published again under its ring, as the worker does.
    heron, topic = add(staff_home, SECRET, **with_media(staff=True)), add(staff_home, TOPIC, TopicPage)
    for page in (heron, topic):
        only(page, "Nurses")
    drafts = {
        name: add(staff_home, name, live=False, body=link_to(heron), related=[heron], topics=[topic])
        for name in ("all", "nurses", "either")
    }
    only(drafts["nurses"], "Nurses")
    only(drafts["either"], "Nurses", "Clerks")
    publishing.drain()
    return {**drafts, "heron": fresh(heron), "topic": fresh(topic)}


def names(item: Any) -> bool:
    return any(word in json.dumps(item) for word in (SECRET, "/heron", TOPIC, "/stork"))


def test_a_preview_shows_what_its_readers_and_its_editor_may_read(pages: dict[str, Any]) -> None:
    nurse, clerk, root = editor("Nurses"), editor("Clerks"), get_user_model().objects.create_superuser("root")
    shown = {
        (name, who.username): names(previewed_item(key_for(pages[name], who)))
        for name in ("all", "nurses", "either")
        for who in (nurse, clerk, root)
    }
    assert {key for key, value in shown.items() if value} == {("nurses", "editor-Nurses"), ("nurses", "root")}


def test_its_own_words_are_the_editors_whoever_the_page_is_for(pages: dict[str, Any]) -> None:
    """They have the rights to change them."""
    item = previewed_item(key_for(pages["nurses"], editor("Clerks")))
    assert (item["title"], item["links"]["related"], item["links"]["topics"]) == ("nurses", [], [])
    assert item["details"]["body"][0]["value"]["html"] == "<p>See this</p>"
    assert SECRET in json.dumps(previewed_item(key_for(pages["heron"], editor())))


@pytest.mark.parametrize("act", ["leaves the group", "page closed to more", "page unpublished", "group deleted"])
def test_it_ends_when_its_editor_may_no_longer_read_what_it_names(pages: dict[str, Any], act: str) -> None:
    nurse = editor("Nurses")
    token = start(PublishablePage(fresh(pages["nurses"])), nurse).token
    key = key_for(pages["nurses"], nurse)
    assert names(previewed_item(key))
    if act == "leaves the group":
        nurse.groups.remove(Group.objects.get(name="Nurses"))
    elif act == "page closed to more":
        only(pages["heron"], "Heads")
    elif act == "page unpublished":
        unpublish(pages["heron"])
    else:
        Group.objects.get(name="Nurses").delete()
    publishing.drain()
    for secret, use in ((token, exchange), (key, previewed_item), (key, previewed_media)):
        with pytest.raises(PreviewRefused):
            use(secret)
    assert SECRET not in json.dumps(previewed_item(key_for(pages["nurses"], nurse)))


def test_a_page_for_groups_in_a_public_preview_is_words(pages: dict[str, Any], home: Any, add: Add) -> None:
    draft = add(home, "Outside", live=False, body=link_to(pages["heron"]), related=[pages["heron"]])
    assert not names(previewed_item(key_for(draft, editor("Nurses"))))
