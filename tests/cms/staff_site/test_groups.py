"""Pages for some groups of staff: in no answer to anybody else, whatever is asked, in both engines."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from time import sleep
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from wagtail.models import Page, PageViewRestriction

from site_content.accounts.models import begin, exchange
from site_content.intranet.models import Bookmark
from site_content.items.models import Item
from site_content.pages.types.author import AuthorPage
from site_content.pages.types.blog import BlogPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage
from tests.cms.api_calls import STAFF
from tests.cms.live_api import ENGINES, followed
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add, edit, fresh, link_to, move, unpublish

pytestmark = pytest.mark.django_db
home, staff_home, add = publishing.home, publishing.staff_home, publishing.add
Get = Callable[..., Any]


@pytest.fixture(params=ENGINES)
def get(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Get]:
    """Return a function from a person and an address below the staff API's root to the answer."""
    with followed(request, settings, tmp_path, monkeypatch, "staff") as catch_up:

        def ask(person: Any, address: str, status: int = 200) -> Any:
            catch_up()
            client = Client()
            client.force_login(person)
            for _ in range(5):
                answer = client.get(f"{STAFF}/{address}")
                assert answer.status_code == status, (address, answer.status_code, answer.content)
                if not answer.json().get("degraded"):
                    return answer.json()
                sleep(1)  # Elasticsearch was late; the other engine's answer proves nothing here
            raise AssertionError("Elasticsearch does not answer")

        yield ask


def person(name: str, *groups: str, **fields: Any) -> Any:
    user = get_user_model().objects.create_user(name, password="x", **fields)
    user.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return user


def only(page: Page, *groups: str) -> PageViewRestriction:
    """Restrict a page to groups; one that is restricted already gets a second ring."""
    row: PageViewRestriction = PageViewRestriction.objects.create(page=page, restriction_type="groups")
    row.groups.set([Group.objects.get_or_create(name=group)[0] for group in groups])
    return row


def paths(answer: Any) -> set[str]:
    return {each["path"] for each in answer["results"]}


def answers(get: Get, who: Any) -> dict[str, Any]:
    """Return what a person is told of herons, route by route."""
    search = get(who, "search?q=heron")
    return {
        "items": paths(get(who, "items?path_prefix=/birds")),
        "count": get(who, "items?path_prefix=/birds")["count"],
        "search": paths(search),
        "facets": {each["value"]: each["count"] for each in search["facets"]["type"]},
        "misspelt": get(who, "search?q=heronn")["suggestion"],
        "suggest": paths(get(who, "suggest?q=her")),
        "months": sum(each["count"] for each in get(who, "items/months?path_prefix=/birds")["results"]),
        "changes": {path for path in paths(get(who, "changes?limit=100")) if path.startswith("/birds")},
        "topics": {each["path"]: each["item_count"] for each in get(who, "topics")["results"]},
        "authors": paths(get(who, "authors")),
    }


@pytest.fixture
def birds(staff_home: Any, add: Add) -> Any:
    """A section for nurses: a page, a topic with one blog story, an author. A topic for all."""
    section = add(staff_home, "Birds", SectionPage)
    only(section, "Nurses", "Doctors")
    common = add(staff_home, "Common", TopicPage)
    add(section, "Heron")
    topic, author = add(section, "Heron topic", TopicPage), add(section, "Heron author", AuthorPage)
    add(section, "Heron story", BlogPage, topics=[topic, common], authors=[("author", author)])
    return fresh(section)


ALL = {"/birds/heron", "/birds/heron-topic", "/birds/heron-author", "/birds/heron-story"}


def test_members_find_all_and_others_nothing(get: Get, birds: Any) -> None:
    nurse, clerk, admin = (
        person("nurse", "Nurses", "Staff"),
        person("clerk", "Staff"),
        person("root", is_superuser=True),
    )
    full = {
        "items": {"/birds", *ALL}, "count": 5, "search": ALL, "misspelt": "heron", "suggest": ALL, "months": 5,
        "facets": {"standard": 1, "topic": 1, "author": 1, "blog": 1}, "changes": {"/birds", *ALL},
        "topics": {"/common": 1, "/birds/heron-topic": 1}, "authors": {"/birds/heron-author"},
    }  # fmt: skip
    assert answers(get, nurse) == full
    assert answers(get, admin) == full
    assert answers(get, person("doctor", "Doctors")) == full
    nothing: dict[str, Any] = {
        "items": set(), "count": 0, "search": set(), "misspelt": None, "suggest": set(), "months": 0, "facets": {},
        "changes": set(), "topics": {"/common": 0}, "authors": set(),
    }  # fmt: skip
    assert answers(get, clerk) == nothing
    assert answers(get, person("nobody")) == nothing
    for each in ("/birds", *ALL):
        known, unknown = get(clerk, f"content{each}", 404), get(clerk, f"content{each}-nothing", 404)
        assert {**known, "instance": ""} == {**unknown, "instance": ""}
        content_id = get(nurse, f"content{each}")["content_id"]
        get(clerk, f"content/by-id/{content_id}", 404)
        assert get(nurse, f"content/by-id/{content_id}")["path"] == each


def test_one_in_each_ring_is_let_through(get: Get, birds: Any) -> None:
    inner = fresh(birds).get_children().get(slug="heron")
    only(inner, "Night", "Head")
    one_of_two, both = person("nurse", "Nurses"), person("night", "Doctors", "Night")
    assert "/birds/heron" not in answers(get, one_of_two)["search"]
    assert answers(get, both)["search"] == ALL
    get(person("other", "Night", "Head"), "content/birds/heron", 404)
    groups = {group.name: group.pk for group in Group.objects.all()}
    rings = [sorted([groups["Doctors"], groups["Nurses"]]), sorted([groups["Head"], groups["Night"]])]
    row = Item.objects.get(path="/birds/heron", state="live")
    assert row.groups == sorted(",".join(map(str, ring)) for ring in rings)


def test_a_person_who_joins_or_leaves_is_answered_at_once(get: Get, birds: Any) -> None:
    who = person("clerk")
    get(who, "content/birds/heron", 404)
    who.groups.add(Group.objects.get(name="Nurses"))
    assert get(who, "content/birds/heron")["title"] == "Heron"
    who.groups.clear()
    get(who, "content/birds/heron", 404)


def test_opened_narrowed_and_a_group_that_goes(get: Get, birds: Any) -> None:
    nurse, clerk = person("nurse", "Nurses"), person("clerk")
    row = birds.view_restrictions.get()
    row.delete()
    assert answers(get, clerk)["search"] == ALL
    only(birds, "Nurses")
    assert (answers(get, clerk)["search"], answers(get, nurse)["search"]) == (set(), ALL)
    Group.objects.get(name="Nurses").delete()
    assert answers(get, nurse)["search"] == set()
    get(nurse, "content/birds/heron", 404)


def test_in_another_page_it_is_words_unless_all_its_readers_may_read_it(
    get: Get, birds: Any, staff_home: Any, add: Add
) -> None:
    heron = fresh(fresh(birds).get_children().get(slug="heron"))
    outside = edit(add(staff_home, "Outside", body=link_to(heron)), related=[heron])
    inside = add(birds, "Inside", body=link_to(heron))
    narrower = add(birds, "Narrower", body=link_to(heron))
    only(narrower, "Nurses")
    wider = add(staff_home, "Wider", body=link_to(heron))
    only(wider, "Nurses", "Clerks")
    nurse = person("nurse", "Nurses")

    def html(page: Any) -> str:
        return str(get(nurse, f"content/{page.url_path.split('/', 2)[2]}")["details"]["body"][0]["value"]["html"])

    linked = '<p>See <a href="/birds/heron">this</a></p>'
    assert [html(fresh(each)) for each in (outside, inside, narrower, wider)] == [
        "<p>See this</p>", linked, linked, "<p>See this</p>",
    ]  # fmt: skip
    assert get(nurse, "content/outside")["links"]["related"] == []
    only(heron, "Head")
    assert html(fresh(inside)) == "<p>See this</p>"
    birds.view_restrictions.get().delete()
    heron.view_restrictions.all().delete()
    assert html(fresh(outside)) == linked


def test_where_it_went_and_why_is_told_to_its_readers_only(get: Get, birds: Any, staff_home: Any, add: Add) -> None:
    nurse, clerk = person("nurse", "Nurses"), person("clerk")
    page = add(staff_home, "Ibis")
    assert get(clerk, "content/ibis")["state"] == "live"
    move(page, birds)
    assert get(nurse, "content/ibis")["location"] == "/birds/ibis"
    get(clerk, "content/ibis", 404)
    unpublish(page, end_state="withdrawn", end_reason="Flown away")
    assert get(nurse, "content/birds/ibis", 410)["reason"] == "Flown away"
    get(clerk, "content/birds/ibis", 404)
    get(clerk, "content/ibis", 404)


def test_bookmarks_show_what_the_person_may_read_now(get: Get, birds: Any) -> None:
    who = person("nurse", "Nurses")
    content_id = get(who, "content/birds/heron")["content_id"]
    Bookmark.objects.create(user=who, content_id=content_id)
    assert paths(get(who, "bookmarks")) == {"/birds/heron"}
    who.groups.clear()
    assert get(who, "bookmarks") == {"count": 0, "results": []}


def test_the_public_never_reads_what_is_for_groups(birds: Any, home: Any, add: Add) -> None:
    page = add(home, "Open")
    only(page, "Nurses")
    edit(page, title="Still closed")
    assert not Item.objects.filter(audience="public", state="live", path="/open").exists()
    assert not Item.objects.filter(audience="public").exclude(groups=[]).exists()


def test_nobody_asks_about_or_bookmarks_what_they_may_not_read(get: Get, birds: Any) -> None:
    nurse, clerk = person("nurse", "Nurses"), person("clerk")
    content_id = get(nurse, "content/birds/heron")["content_id"]

    def send(who: Any, method: str, address: str, body: Any = None) -> int:
        headers = {"Authorization": f"Bearer {exchange(begin(who)).token}"}
        return (
            Client()
            .generic(method, f"{STAFF}/{address}", json.dumps(body), "application/json", headers=headers)
            .status_code
        )

    question = {"content_id": content_id, "text": "Why?"}
    assert (send(clerk, "POST", "questions", question), send(nurse, "POST", "questions", question)) == (404, 409)
    bookmark = f"bookmarks/{content_id}"
    assert (send(clerk, "PUT", bookmark), send(nurse, "PUT", bookmark)) == (404, 204)
