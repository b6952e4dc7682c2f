"""Previews for a front end's server: a token once, a key for a quarter of an hour, nothing kept by anyone."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from wagtail.models import Site

from site_content.pages.preview import Preview, start
from site_content.pages.publishable_page import PublishablePage
from site_content.pages.types.standard import StandardPage

pytestmark = pytest.mark.django_db
JSON = "application/json"


@pytest.fixture
def token() -> str:
    """A token for a draft."""
    editor = get_user_model().objects.create_superuser("ed", "ed@example.org", "x")
    home = Site.objects.get(audience_row__audience="public").root_page
    page = home.add_child(instance=StandardPage(title="Draft", slug="draft", live=False))
    page.save_revision()
    return start(PublishablePage(page), editor).token


def exchange(token: Any, **more: Any) -> Any:
    """Exchange a token as a front end's server does."""
    return Client().post("/api/preview/exchange", {"token": token}, content_type=JSON, **more)


def shown(authorization: str) -> Any:
    """Ask for the draft."""
    return Client().get("/api/preview/item", headers={"Authorization": authorization})


def test_a_token_becomes_a_key_and_the_key_shows_the_draft(token: str) -> None:
    got = exchange(token)
    grant = got.json()
    assert (got.status_code, got["Cache-Control"], grant["audience"], grant["path"]) == (
        200,
        "private, no-store",
        "public",
        "/draft",
    )
    assert 880 <= grant["seconds"] <= 900
    item = shown(f"Preview {grant['key']}")
    assert (item.status_code, item["Cache-Control"], item["X-Robots-Tag"]) == (200, "private, no-store", "noindex")
    assert (item.json()["title"], item.json()["state"]) == ("Draft", "live")
    assert exchange(token).status_code == 403


@pytest.mark.dated
def test_a_key_ends(token: str) -> None:
    key = exchange(token).json()["key"]
    Preview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert shown(f"Preview {key}").status_code == 401


@pytest.mark.parametrize("authorization", ["", "Preview", "Preview ", "Preview x", "Bearer x", "Preview é", "P" * 9000])
def test_no_key_no_draft(authorization: str) -> None:
    got = shown(authorization)
    assert (got.status_code, got["Content-Type"], got["WWW-Authenticate"]) == (
        401,
        "application/problem+json",
        "Preview",
    )


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b" ", JSON, 400),
        (b"[]", JSON, 400),
        (b"{", JSON, 400),
        (b'{"token":""}', JSON, 400),
        (b'{"token":1}', JSON, 400),
        (b'{"token":"\\ud800"}', JSON, 400),
        (b'{"token":"unknown"}', JSON, 403),
        (b'{"token":"a"}' + b" " * 5000, JSON, 413),
        (b"token=a", "application/x-www-form-urlencoded", 415),
    ],
)
def test_what_is_no_token(body: bytes, content_type: str, status: int) -> None:
    got = Client().post("/api/preview/exchange", body, content_type=content_type)
    assert (got.status_code, got["Content-Type"]) == (status, "application/problem+json")


def test_other_methods(token: str) -> None:
    assert [Client().get("/api/preview/exchange")[name] for name in ("Allow", "Content-Type")] == [
        "POST",
        "application/problem+json",
    ]
    assert Client().post("/api/preview/item").status_code == 405
    assert Client().get("/api/preview/item", headers={"Accept": "text/html"}).status_code == 406
