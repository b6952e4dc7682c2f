"""No POST that no form of ours would send is a 500, and nothing is written by one that is refused."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client

from cms.strict_request import StrictRequest
from site_content.pages.content_page import TYPES
from site_content.site.settings import Alert
from tests.cms.admin.everything import Everything, signed_in, superuser
from tests.cms.admin.forms import RICH_TEXT, Data, fields_of, streams_of
from tests.cms.admin.routes import Route, routes

# Fields that scripts write, and that Wagtail and Django read without a form around them.
STRUCTURE = re.compile(r"-(count|order|type|deleted|id|TOTAL_FORMS|INITIAL_FORMS|ORDER|DELETE)$")
# Never a body, or the end of the test's session.
NOT_POSTED = {"admin/logout/"}
WRONG = ["", "x", "-1", "1.5", "²", "9" * 30, "\0", "null", "[]", "{}", "x" * 5000, "\ud800", "1" * 5000]
BODIES = [
    ("application/json", b"{"), ("application/json", b"[" * 100_000), ("application/json", b'"\\ud800"'),
    ("application/json", b"null"), ("application/x-www-form-urlencoded", b"\xff=%ff&%00=%00&=&&a"),
    ("application/x-www-form-urlencoded; charset=utf-16", b"a=b"), ("text/plain", b"\xff"), ("", b"a=b"),
    ("multipart/form-data", b"x"), ("multipart/form-data; boundary=x", b"--x\r\n"),
    ("multipart/form-data; boundary=\xff", b"x"), ("multipart/form-data; boundary=x; charset=rot13", b"--x--\r\n"),
    ("multipart/form-data; boundary=x; charset=idna",
     b'--x\r\nContent-Disposition: form-data; name="title"\r\n\r\n\xff\r\n--x--\r\n'),
    ("multipart/form-data; boundary=x",
     b"--x\r\nContent-Disposition: form-data; name*=rot13''a; filename*=nonsense'en'%ff\r\n\r\n\xff\r\n--x--\r\n"),
    ("multipart/form-data; boundary*=rot13''x", b"--x--\r\n"), ("text/plain; charset*=rot13''x", b"x"),
    ("multipart/form-data; boundary=x",
     b'--x\r\nContent-Disposition: form-data; name="file"; filename="\0.png"\r\n\r\n\xff\r\n--x--\r\n'),
]  # fmt: skip


@pytest.fixture
def everything(db: None, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Everything:
    settings.MEDIA_ROOT = tmp_path / "media"
    # As cms.wsgi makes requests.
    monkeypatch.setattr("django.test.client.WSGIRequest", StrictRequest)
    return Everything()


WHO = ["superuser", "editor"]
# Of all forms and bodies; everything is sent in make drills.
SHARE = pytest.mark.parametrize("share", [0.25, pytest.param(1.0, marks=pytest.mark.drill)], ids=["some", "all"])


@pytest.fixture
def client(request: pytest.FixtureRequest, everything: Everything) -> Client:
    return superuser() if request.param == "superuser" else signed_in("ed", "Editors")


def posted() -> list[Route]:
    """Every route of the CMS but those that only read."""
    return [route for route in routes() if route.pattern not in NOT_POSTED]


def deformed(data: Data, seed: str, share: float) -> Iterator[Data]:
    """Yield a share of the forms with something wrong."""
    chance = random.Random(f"{seed}, some of them")
    return (form for form in all_deformed(data, seed) if chance.random() < share)


def all_deformed(data: Data, seed: str) -> Iterator[Data]:
    """Yield a form with one thing wrong after another: fields that scripts write one by one, the others together."""
    chance = random.Random(seed)  # the same in every run
    structure = [name for name in data if STRUCTURE.search(name)]
    others = [name for name in data if name not in structure]
    yield {}
    for name in chance.sample(structure, min(len(structure), 12 if "standardpage" in seed else 3)):
        yield {key: value for key, value in data.items() if key != name}
        yield {**data, name: chance.choice(WRONG)}
    for names in filter(None, (structure, others)):
        for wrong in chance.sample(WRONG, 2):
            yield {**data, **dict.fromkeys(names, wrong), "unknown": wrong}
            yield {**data, **{name: wrong for name in names if chance.random() < 0.3}}
    if data:
        yield {key: value for key, value in data.items() if chance.random() < 0.8}


def post(client: Client, address: str, data: Data) -> int:
    """Send a form as a browser does; return the status. What UTF-8 cannot write is sent as it is."""
    body = urlencode(data, errors="surrogatepass")
    with transaction.atomic():
        answer = client.post(address, body, content_type="application/x-www-form-urlencoded")
        # What one form did must not take away what the next one is about.
        transaction.set_rollback(True)
    return answer.status_code


@SHARE
@pytest.mark.parametrize("client", WHO, indirect=True)
def test_no_body_is_a_500_anywhere(client: Client, everything: Everything, share: float) -> None:
    failed, chance = [], random.Random(5)
    for route in posted():
        for address in everything.addresses(route)[:1]:
            for kind, body in chance.sample(BODIES, round(len(BODIES) * share)):
                with transaction.atomic():
                    status = client.generic("POST", address, body, content_type=kind).status_code
                    transaction.set_rollback(True)
                if status >= 500:
                    failed.append((address, kind, body[:20], status))
    assert failed == []


@SHARE
@pytest.mark.parametrize("client", WHO, indirect=True)
def test_no_deformed_form_is_a_500(client: Client, everything: Everything, share: float) -> None:
    failed, count = set(), 0
    for route in posted():
        if not route.pattern.startswith("admin/"):
            continue
        for address in everything.addresses(route):
            page = client.get(address)
            html = page.content.decode(errors="replace") if not page.streaming and page.status_code == 200 else ""
            data = fields_of(html) if "<form" in html else {}
            for model in models_of(address) if data else []:
                data |= streams_of(model)
            for wrong in deformed(data, address, share):
                count += 1
                status = post(client, address, wrong)
                if status >= 500:
                    failed.add((address, status))
    assert sorted(failed) == []
    assert count > 500 * share


def models_of(address: str) -> list[Any]:
    """Return the models whose streams the form at an address has."""
    names = [name for name in re.findall(r"\w+", address) if name.endswith(("page", "settings"))]
    found = [apps.get_model("site_content", name) for name in names if name in {"sitesettings", *PAGES}]
    if "/alerts/" in address:
        return [Alert]
    return found or ([TYPES["standard"]] if re.match(r"/admin/pages/\d+/edit/", address) else [])


PAGES = {kind._meta.model_name for kind in TYPES.values()}


def test_a_refused_form_says_what_to_do_and_writes_nothing(everything: Everything) -> None:
    client, page = superuser(), everything.page
    before = page.latest_revision_id
    data = fields_of(client.get(f"/admin/pages/{page.pk}/edit/").content.decode()) | {"title": "Changed"}
    answer = client.post(f"/admin/pages/{page.pk}/edit/", data)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "Go back, load the page again and repeat your change" in answer.content.decode()
    page.refresh_from_db()
    assert page.latest_revision_id == before


@pytest.mark.parametrize(
    ("address", "data"),
    [
        ("/admin/pages/{page}/edit/", {"title": "x", "slug": "x", "body-count": "²"}),
        ("/admin/pages/{page}/delete/", {"next": "nowhere"}),
    ],
)
def test_each_kind_of_mistake_is_a_400(everything: Everything, address: str, data: Data) -> None:
    assert superuser().post(address.format(page=everything.page.pk), data).status_code == 400


def test_a_fault_of_ours_is_still_a_500(everything: Everything, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: Any, **kwargs: Any) -> None:
        raise KeyError("a mistake in our code")

    monkeypatch.setattr(Alert, "save", fail)
    data = {"title": "Storm", "level": "urgent", "shown_on": "both", "message": RICH_TEXT, "link-count": "0"}
    assert superuser().post("/admin/alerts/new/", data).status_code == 500
