"""Sign-in, what a person keeps, their tasks and the desk, through HTTP."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from site_content.pages.types.guidance import GuidancePage
from tests.cms.bank import Bank

pytestmark = pytest.mark.django_db
API = "/api/staff/v1"


@pytest.fixture(autouse=True)
def staff_copy(settings: Any, copies: dict[str, Path]) -> None:
    settings.COPY_FILES = copies


def person(name: str = "ann", group: str = "Staff readers") -> Any:
    user = get_user_model().objects.create_user(name, f"{name}@example.org", "x")
    user.groups.add(Group.objects.get(name=group))
    return user


class Staff(Client):
    """The staff site's server, speaking for one person."""

    def __init__(self, token: str = "") -> None:
        super().__init__(headers={"authorization": f"Bearer {token}"} if token else {})

    def send(self, method: str, route: str, body: Any = None) -> Any:
        options = {"data": body, "content_type": "application/json"} if body is not None else {}
        return getattr(self, method)(f"{API}/{route}", **options)


def code_for(user: Any, **query: str) -> dict[str, list[str]]:
    browser = Client()
    browser.force_login(user)
    address = browser.get("/sign-in", query)
    assert address.status_code == 302
    return parse_qs(urlsplit(address["Location"]).query)


def signed_in(user: Any) -> Staff:
    return Staff(Staff().send("post", "sign-in", {"code": code_for(user)["code"][0]}).json()["token"])


def test_signing_in_and_out() -> None:
    user = person()
    stranger = Client().get("/sign-in?state=abc")
    assert (stranger.status_code, stranger["Location"]) == (302, "/admin/login/?next=/sign-in%3Fstate%3Dabc")
    query = code_for(user, state="abc", next="https://evil.example")
    assert query["state"] == ["abc"]
    taken = Staff().send("post", "sign-in", {"code": query["code"][0]})
    assert (taken.status_code, taken["Cache-Control"]) == (200, "private, no-store")
    again = Staff().send("post", "sign-in", {"code": query["code"][0]})
    assert (again.status_code, again["Content-Type"]) == (403, "application/problem+json")
    staff = Staff(taken.json()["token"])
    assert staff.send("get", "me").json() == {
        "name": "ann", "email": "ann@example.org", "may_edit": False, "admin_url": None, "bookmarks": []
    }  # fmt: skip
    assert staff.send("get", "items").status_code == 200
    assert staff.send("post", "sign-out").status_code == 204
    assert staff.send("get", "me").status_code == staff.send("get", "items").status_code == 401


@pytest.mark.parametrize("route", ["me", "tasks", "desk", "bookmarks", "searches", "items", "content/"])
def test_strangers_learn_nothing(route: str) -> None:
    for client in (Staff(), Staff("headland_wrong"), Staff("wagtail_wrong")):
        refused = client.send("get", route)
        assert (refused.status_code, refused["Content-Type"]) == (401, "application/problem+json")


def test_bookmarks_are_kept_once_and_by_the_person_who_made_them(bank: Bank) -> None:
    ann, bob = signed_in(person()), signed_in(person("bob"))
    card = ann.send("get", "items?limit=1").json()["results"][0]
    route = f"bookmarks/{card['content_id']}"
    assert ann.send("get", route).json() == {"bookmarked": False}
    assert [ann.send("put", route).status_code for _ in range(2)] == [204, 204]
    kept = ann.send("get", "bookmarks").json()
    assert kept == {"count": 1, "results": [card]}
    assert ann.send("get", route).json() == {"bookmarked": True}
    assert bob.send("get", "bookmarks").json() == {"count": 0, "results": []}
    assert bob.send("delete", route).status_code == 204
    assert ann.send("get", "bookmarks").json()["count"] == 1
    assert [ann.send("delete", route).status_code for _ in range(2)] == [204, 204]
    assert ann.send("get", "bookmarks").json()["count"] == 0
    assert ann.send("put", "bookmarks/00000000-0000-0000-0000-000000000000").status_code == 404


def test_saved_searches() -> None:
    ann, bob = signed_in(person()), signed_in(person("bob"))
    saved = ann.send("post", "searches", {"name": "Flu", "query": "q=flu&type=guidance"}).json()
    assert (saved["name"], saved["query"]) == ("Flu", "q=flu&type=guidance")
    ann.send("post", "searches", {"name": "Influenza", "query": "q=flu&type=guidance"})
    assert [row["name"] for row in ann.send("get", "searches").json()["results"]] == ["Influenza"]
    bob.send("delete", f"searches/{saved['id']}")
    assert ann.send("get", "searches").json()["count"] == 1
    assert ann.send("delete", f"searches/{saved['id']}").status_code == 204
    assert ann.send("get", "searches").json() == {"count": 0, "results": []}
    refused = ann.send("post", "searches", {"name": "", "query": "x" * 1_001, "more": 1})
    assert [error["parameter"] for error in refused.json()["errors"]] == ["more", "name", "query"]


def test_a_cookie_reads_but_does_not_write() -> None:
    browser = Client()
    browser.force_login(person())
    assert browser.get(f"{API}/bookmarks").status_code == 200
    wrote = browser.post(f"{API}/searches", {"name": "x", "query": "q"}, content_type="application/json")
    assert (wrote.status_code, wrote.json()["detail"]) == (403, "To write, send Authorization: Bearer <token>.")


@pytest.mark.dated
def test_tasks_and_desk_lead_to_the_cms(settings: Any) -> None:
    editor = person("ed", "Moderators")
    page = GuidancePage(title="Late", owner=editor, next_review=timezone.localdate() - timedelta(1))
    Site.objects.get(audience_row__audience="public").root_page.add_child(instance=page)
    staff = signed_in(editor)
    address = f"{settings.CMS_URL}/admin/pages/{page.pk}/edit/"
    assert [(task["title"], task["url"]) for task in staff.send("get", "tasks").json()["results"]] == [
        ("Late", address)
    ]
    assert staff.send("get", "desk").json()["reviews"]["rows"][0]["url"] == address
    assert staff.send("get", "me").json()["admin_url"] == f"{settings.CMS_URL}/admin/"
    refused = signed_in(person()).send("get", "desk")
    assert (refused.status_code, refused["Content-Type"]) == (403, "application/problem+json")


def test_asking_the_owner(mailoutbox: list[Any], django_capture_on_commit_callbacks: Any) -> None:
    owner = person("own", "Editors")
    page, orphan = GuidancePage(title="Flu", owner=owner), GuidancePage(title="Nobody's")
    for each in (page, orphan):
        Site.objects.get(audience_row__audience="staff").root_page.add_child(instance=each)
    ann, own, bob = signed_in(person()), signed_in(owner), signed_in(person("bob"))
    with django_capture_on_commit_callbacks(execute=True):
        asked = ann.send("post", "questions", {"content_id": str(page.content_id), "text": "Is this for children?"})
    assert asked.status_code == 204
    assert [(mail.to, mail.subject) for mail in mailoutbox] == [(["own@example.org"], "A question about “Flu”")]
    (task,) = own.send("get", "tasks").json()["results"]
    assert (task["kind"], task["title"], task["detail"]) == ("question", "Flu", "ann: Is this for children?")
    bob.send("delete", f"questions/{task['key']}")
    assert own.send("get", "tasks").json()["count"] == 1
    assert own.send("delete", f"questions/{task['key']}").status_code == 204
    assert own.send("get", "tasks").json()["count"] == 0
    statuses = [
        ann.send("post", "questions", {"content_id": key, "text": "?"}).status_code
        for key in (str(orphan.content_id), "no-uuid", "00000000-0000-0000-0000-000000000000")
    ]
    assert statuses == [409, 404, 404]


def test_bounds_and_methods() -> None:
    staff = signed_in(person())
    assert staff.send("get", "me?x=1").status_code == 400
    assert staff.send("get", "me?" + "x" * 5_000).status_code == 414
    refused = staff.send("delete", "me")
    assert (refused.status_code, refused["Allow"]) == (405, "GET, HEAD")
    assert staff.get(f"{API}/me", headers={"accept": "text/html"}).status_code == 406
    big = staff.send("post", "searches", {"name": "x" * 70_000, "query": "q"})
    assert big.status_code == 413
