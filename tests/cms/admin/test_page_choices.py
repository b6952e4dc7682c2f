"""Choosing and moving pages names no draft and no closed page to whoever has no rights on it; odd ids are no fault."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import PageViewRestriction, Site

from site_content.pages.content_page import TYPES
from tests.cms.admin.everything import Everything, signed_in, superuser
from tests.cms.admin.routes import routes
from tests.cms.admin.test_page_rights import group, writer_of

HIDDEN = "Restructuring"
WORDS = ("Draft", "Renamed", "Closed", "Below")


class Tree:
    """Pages that writers of one section may not know of, and some that they may."""

    def __init__(self) -> None:
        self.home = Site.objects.get(audience_row__audience="public").root_page
        self.draft = self.add(f"Draft {HIDDEN}", live=False)
        self.live = self.add("Handwashing")
        self.live.title = f"Renamed {HIDDEN}"
        self.live.save_revision()
        self.closed = self.add(f"Closed {HIDDEN}")
        row = PageViewRestriction.objects.create(page=self.closed, restriction_type=PageViewRestriction.GROUPS)
        row.groups.add(Group.objects.create(name="Board"))
        self.below = self.add(f"Below {HIDDEN}", parent=self.closed)
        self.section = self.add("Theirs", "section", live=False)
        self.own = self.add("Own draft", parent=self.section, live=False)

    def add(self, title: str, kind: str = "standard", parent: Any = None, live: bool = True) -> Any:
        parent = type(parent or self.home).objects.get(pk=(parent or self.home).pk)
        slug = title.lower().replace(" ", "-")
        page = parent.add_child(instance=TYPES[kind](title=title, slug=slug, live=live))
        page.save_revision()
        return page


@pytest.fixture
def tree(db: None) -> Tree:
    return Tree()


@pytest.fixture
def writer(tree: Tree) -> Client:
    return writer_of(tree.section)


def choosers(tree: Tree) -> list[str]:
    pages = (tree.home, tree.draft, tree.closed, tree.live, tree.section, tree.home.get_parent())
    words = ("Restructuring", "Handwashing", "Renamed", "Own", "draft")
    ids = "&".join(f"id={page.pk}" for page in (tree.draft, tree.live, tree.closed, tree.below, tree.own))
    return [
        "/admin/choose-page/",
        *(f"/admin/choose-page/{page.pk}/{query}" for page in pages for query in ("", "?multiple=1", "?page_type=x.y")),
        *(f"/admin/choose-page/search/?q={word}{more}" for word in words for more in ("", "&multiple=1")),
        f"/admin/choose-page/chosen-multiple/?{ids}&id=x&id=%00&id={'9' * 30}",
    ]


def text_of(client: Client, address: str, data: dict[str, str] | None = None) -> str:
    client.raise_request_exception = False
    answer = client.get(address, follow=True) if data is None else client.post(address, data, follow=True)
    assert answer.status_code < 500, address
    return answer.content.decode().replace(address, "")


def test_choosing_names_no_draft_of_others(tree: Tree, writer: Client) -> None:
    texts = {address: text_of(writer, address) for address in choosers(tree)}
    assert [(address, word) for address, text in texts.items() for word in WORDS if f"{word} {HIDDEN}" in text] == []
    everything = "".join(texts.values())
    assert [word for word in ("Handwashing", "Theirs", "Own draft") if word not in everything] == []
    root = superuser()
    for_root = "".join(text_of(root, address) for address in choosers(tree))
    assert [word for word in WORDS if f"{word} {HIDDEN}" not in for_root] == []


def test_without_rights_on_pages_choosing_names_live_ones_alone(tree: Tree) -> None:
    group("Visitors")
    client = signed_in("visitor", "Visitors")
    everything = "".join(text_of(client, address) for address in choosers(tree))
    assert [word for word in (*(f"{word} {HIDDEN}" for word in WORDS), "Own draft") if word in everything] == []
    assert "Handwashing" in everything


def test_a_move_that_is_not_theirs_names_nothing(tree: Tree, writer: Client) -> None:
    """Neither the pages nor, in the message of the next page, that a slug is in use."""
    pages = (tree.draft, tree.closed, tree.below, tree.own, tree.home, tree.home.get_parent())
    for page in pages:
        for destination in pages:
            address = f"/admin/pages/{page.pk}/move/{destination.pk}/confirm/"
            for data in FORMS:
                text = text_of(writer, address, data) + text_of(writer, "/admin/reports/site-history/")
                found = [word for word in WORDS if f"{word} {HIDDEN}" in text or f"{word}-{HIDDEN}".lower() in text]
                assert found == [], address
    root = superuser()
    assert f"Draft {HIDDEN}" in text_of(root, f"/admin/pages/{tree.draft.pk}/move/{tree.section.pk}/confirm/")


FORMS: tuple[dict[str, str] | None, ...] = (None, {})
MALFORMED = (
    "x",
    "1x",
    "0",
    "-1",
    "1.5",
    "9" * 30,
    "%00",
    "%C3%A9",
    "_2F",
    "_",
    "1%0A",
    "%F0%9F%98%80",
    "a" * 3000,
    "%ff",
)


@pytest.mark.parametrize("word", MALFORMED)
def test_no_malformed_id_in_an_address_is_a_fault(word: str, db: None, settings: Any, tmp_path: Any) -> None:
    """Where an address takes any text; a place for a number refuses the rest before any view."""
    settings.MEDIA_ROOT = tmp_path / "media"
    everything, client = Everything(), superuser()
    client.raise_request_exception = False
    statuses: dict[str, int] = {}
    for route in routes("admin/"):
        if route.pattern.startswith("admin/bulk/"):
            continue
        values = {place: everything._values(route.pattern, place)[:1] for place in route.places}
        for place in route.places:
            if f"<int:{place}>" not in route.pattern:
                (address,) = route.addresses(values | {place: [word]})
                statuses[address[:100]] = client.get(address).status_code
    assert ([each for each in statuses.items() if each[1] >= 500], 404 in statuses.values()) == ([], True)
