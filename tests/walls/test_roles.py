"""The matrix of roles: every address of both processes, asked by every role with every method.

Rules say who is let in; a new address without a rule fails here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.test import Client
from wagtail.models import Page, Site

from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain
from tests.cms.api_calls import Asker
from tests.walls.canaries import STEM
from tests.walls.roles import Role, roles
from tests.walls.surface import routes_of

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("roles")]
METHODS = ("GET", "HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "TRACE")
READS = {"GET", "HEAD"}
NOTHING = "00000000-0000-4000-8000-000000000000"
# Who is let in, by the beginning of an address; the first that matches counts.
RULES = {
    r"admin/(login|logout|jsi18n|sprite|password_reset|failwhale)/": "open",
    r"admin/": "admin",
    r"health(/live|/ready)?$": "open",
    r"media/": "open",
    r"staff-media/": "sign-in",
    r"sign-in$": "sign-in",
    r"api/staff/v1/sign-in$": "code",
    r"api/staff/v1/desk$": "desk",
    r"api/staff/v1(/|$)": "staff",
    r"api/preview/exchange$": "code",
    r"api/preview/(item$|media/)": "preview",
    r"api/feed/changes$": "feed",
}
PUBLIC_RULES = (r"api/public/v1(/|$)", r"health/(live|ready)$")


def rule_of(route: str) -> str:
    """Return who is let in at a route. Raises LookupError for one without a rule."""
    return next(rule for pattern, rule in RULES.items() if re.match(pattern, route))


def addresses_of(urlconf: str, page: int = 1) -> Iterator[tuple[str, str]]:
    """Yield every route and an address of it."""
    for route in dict.fromkeys(routes_of(urlconf)):
        address = re.sub(r"\(\?P<content_id>(?:[^()]|\([^()]*\))*\)", NOTHING, route)
        address = re.sub(r"\(\?P<pk>[^)]*\)", str(page), address)
        address = re.sub(r"\(\?P<revision_id_[ab]>[^)]*\)", "live", address)
        address = re.sub(r"<(?:int:)?(?:page_id|page_to_move_id|parent_page_id)>", str(page), address)
        address = re.sub(r"<anyuuid:\w+>", NOTHING, address)
        address = re.sub(r"<int:\w+>", "1", address).replace("<path:path>", "x.jpg").replace("<anypath:path>", STEM)
        names = {"app_label": "site_content", "app_name": "site_content", "model_name": "standardpage"}
        for name, value in names.items():
            address = re.sub(rf"<(?:str|slug):(?:content_type_)?{name}>", value, address)
        address = re.sub(r"<(?:\w+:)?\w+>", "x", address.replace("<str:pk>", "1"))
        yield route, "/" + re.sub(r"\\\.", ".", re.sub(r"[\^$]", "", address))


@pytest.fixture
def hidden(db: None) -> Any:
    """A draft of the staff site that editors may read, with a canary as its title."""
    drain()
    home = Site.objects.get(audience_row__audience="staff").root_page
    page = home.add_child(instance=StandardPage(title=f"{STEM} draft", slug=STEM, live=False))
    page.save_revision()
    return page


@pytest.fixture
def everybody(hidden: Any, settings: Any, copies: dict[str, Path]) -> list[Role]:
    """All roles, over both copies of a small site."""
    settings.COPY_FILES = copies
    settings.FEED_TOKEN = "f" * 40
    public = Site.objects.get(audience_row__audience="public").root_page
    return roles(hidden, Page.objects.get(pk=public.pk))


def ask(client: Client, method: str, address: str) -> Any:
    """Ask; a fault of ours is an answer too."""
    client.raise_request_exception = False
    return client.generic(method, address, b"{}" if method in {"POST", "PUT", "PATCH"} else b"", "application/json")


def is_refused(got: Any) -> bool:
    """Say whether somebody was turned away without learning anything."""
    to_sign_in = got.status_code == 302 and got["Location"].startswith("/admin/login/")
    return to_sign_in or got.status_code in {401, 403, 405}


def wrong(rule: str, role: Role, method: str, got: Any) -> str:
    """Return what is wrong with an answer, or nothing."""
    status, refused = got.status_code, is_refused(got)
    if status >= 500 and status != 503:
        return "a fault of ours"
    let_in = {
        "open": True,
        "code": True,  # a code or token in the body decides, and this one is none
        "admin": role.enters_admin,
        "desk": role.enters_admin,
        "staff": role.is_staff,
        "sign-in": role.is_staff,
        "preview": role.name.startswith("preview"),
        "feed": False,
    }[rule]
    if not let_in and not refused:
        return "let in"
    if rule == "code" and not (refused or status == 400):
        return "a code out of the air was taken"
    if let_in and method in READS and rule in {"staff", "preview"} and status in {401, 403}:
        return "turned away"
    # A cookie may read. To write, it takes a token: another site's page can send the cookie.
    if rule == "staff" and role.is_staff and not role.has_token and method not in {*READS, "OPTIONS"} and status < 300:
        return "a cookie was enough to write"
    if not role.edits and STEM.encode() in body_of(got).replace(got.wsgi_request.path.encode(), b""):
        return "told of a draft"
    return ""


def body_of(got: Any) -> bytes:
    """Return the bytes of an answer."""
    return b"".join(got.streaming_content) if got.streaming else bytes(got.content)


def test_every_route_has_a_rule() -> None:
    for urlconf in ("cms.urls.cms", "cms.urls.delivery"):
        routes = routes_of(urlconf)
        patterns = tuple(RULES) if urlconf.endswith("cms") else PUBLIC_RULES
        assert [route for route in routes if not any(re.match(each, route) for each in patterns)] in ([], ["admin/^"])
    assert len(routes_of("cms.urls.cms")) > 250


def test_the_cms_lets_in_whom_its_rules_name(everybody: list[Role], hidden: Any) -> None:
    found = []
    for route, address in addresses_of("cms.urls.cms", hidden.pk):
        rule = rule_of(route)
        # The admin has hundreds of addresses: strangers and readers stand for all who must not enter.
        asked = [
            each for each in everybody if rule != "admin" or each.name in {"stranger", "reader", "editor without pages"}
        ]
        for role in asked:
            for method in METHODS if rule != "admin" else ("GET", "POST"):
                got = ask(role.client, method, address)
                problem = wrong(rule, role, method, got)
                if problem:
                    found.append(f"{role.name}: {method} {address} {got.status_code}: {problem}")
    assert found == [], "\n".join(found)


def test_an_administrator_gets_every_page_of_the_admin(everybody: list[Role], hidden: Any) -> None:
    administrator = everybody[-1]
    seen, told = set(), 0
    for route, address in addresses_of("cms.urls.cms", hidden.pk):
        if route.startswith("admin/") and not re.search("test404|failwhale|logout", route):
            got = ask(administrator.client, "GET", address)
            seen.add(got.status_code)
            told += STEM.encode() in body_of(got)
            assert got.status_code < 500, address
    assert 200 in seen
    assert told > 5, "the draft is there to be seen, or the matrix proves nothing"


def test_the_public_process_knows_nobody(everybody: list[Role], as_delivery: None, settings: Any) -> None:
    """Whatever somebody sends to say who they are, the answer is a stranger's, and it sets no cookie."""
    application = Asker(WSGIHandler())
    sent = [("Authorization", role.authorization) for role in everybody if role.authorization]
    cookies = [role.client.cookies.get(settings.SESSION_COOKIE_NAME) for role in everybody]
    sent += [("Cookie", f"{each.key}={each.value}") for each in cookies if each is not None]
    assert len(sent) > 8
    for route, address in addresses_of("cms.urls.delivery"):
        posts = re.search(r"search/events|feedback", route) is not None
        for method in METHODS:
            plain = application(address, method)
            assert plain.status < 500, (method, address)
            allowed = {"POST"} if posts else {"GET", "HEAD", "OPTIONS"}
            assert (plain.status == 405) == (method not in allowed), (method, address, plain.status)
            # Health tells how many seconds old the copy is: the second may pass between two questions.
            for name, value in sent if "/health" not in address else ():
                got = application(address, method, headers={name: value})
                assert (got.raw, got.body) == (plain.raw, plain.body), (method, address, name)
            assert "set-cookie" not in plain.headers
