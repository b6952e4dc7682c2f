"""Previews: the draft, for its editor, once, for a quarter of an hour; and addresses on the front end."""

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from jsonschema import Draft202012Validator
from wagtail.models import Site

from site_content.items.models import Item
from site_content.pages.preview import Grant, Preview, PreviewRefused, exchange, previewed_item
from site_content.pages.schemas import schema_for
from site_content.pages.types.news import NewsPage
from site_content.pages.types.standard import StandardPage


@pytest.fixture
def home(db: None) -> Any:
    return Site.objects.get(audience_row__audience="public").root_page


@pytest.fixture
def editor(django_user_model: Any, db: None) -> Any:
    user = django_user_model.objects.create_user("editor", password="x")
    user.groups.add(Group.objects.get(name="Editors"))
    return user


@pytest.fixture
def client(editor: Any) -> Client:
    browser = Client()
    browser.force_login(editor)
    return browser


@pytest.fixture
def draft(home: Any, editor: Any) -> Any:
    page = home.add_child(instance=NewsPage(title="Live title", owner=editor))
    page.title = "Draft title"
    page.save_revision()
    return page


def token_of(client: Client, page: Any) -> str:
    answer = client.get(reverse("wagtailadmin_pages:view_draft", args=[page.pk]))
    address = urlsplit(answer["Location"])
    assert answer.status_code == 302
    assert (address.scheme, address.netloc, address.path) == ("http", "localhost:8000", "/preview")
    assert answer["Cache-Control"].startswith("private, no-store")
    assert answer["Referrer-Policy"] == "no-referrer"
    return parse_qs(address.query)["token"][0]


def test_the_draft_is_shown_as_an_item_and_nothing_is_published(client: Client, draft: Any) -> None:
    grant = exchange(token_of(client, draft))
    assert (grant.audience, grant.path) == ("public", "/live-title")
    assert 890 <= grant.seconds <= 900
    item = previewed_item(grant.key)
    assert (item["title"], item["state"], item["version"]) == ("Draft title", "live", 0)
    assert list(Draft202012Validator(schema_for("NewsItem")).iter_errors(item)) == []
    assert not Item.objects.filter(key=f"page:{draft.pk}", card__title="Draft title").exists()


def test_a_token_works_once_and_is_not_the_key(client: Client, draft: Any) -> None:
    token = token_of(client, draft)
    assert token_of(client, draft) != token
    grant = exchange(token)
    for secret, use in ((token, exchange), (grant.key, exchange), (token, previewed_item), ("", previewed_item)):
        with pytest.raises(PreviewRefused):
            use(secret)
    assert previewed_item(grant.key) == previewed_item(grant.key)
    assert not Preview.objects.filter(token_hash=token).exists()


@pytest.mark.parametrize("reason", ["late", "inactive", "no longer an editor", "page deleted"])
def test_it_ends(client: Client, draft: Any, editor: Any, reason: str) -> None:
    token, grant = token_of(client, draft), exchange(token_of(client, draft))
    if reason == "late":
        Preview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    elif reason == "inactive":
        editor.is_active = False
        editor.save()
    elif reason == "page deleted":
        draft.delete()
    else:
        editor.groups.clear()
    for secret, use in ((token, exchange), (grant.key, previewed_item)):
        with pytest.raises(PreviewRefused):
            use(secret)


def test_old_previews_are_swept_away(client: Client, draft: Any) -> None:
    token_of(client, draft)
    Preview.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    token_of(client, draft)
    assert Preview.objects.count() == 1


def test_a_page_not_saved_yet_can_be_previewed(client: Client, home: Any) -> None:
    address = reverse("wagtailadmin_pages:preview_on_add", args=["site_content", "standardpage", home.pk])
    data = {
        "title": "New",
        "slug": "new",
        "body-count": "0",
        "comments-TOTAL_FORMS": "0",
        "comments-INITIAL_FORMS": "0",
    }
    assert client.post(address, data).json() == {"is_valid": True, "is_available": True}
    answer = client.get(address)
    grant: Grant = exchange(parse_qs(urlsplit(answer["Location"]).query)["token"][0])
    assert (grant.path, previewed_item(grant.key)["title"]) == ("/new", "New")


def test_addresses_are_the_front_ends(home: Any, settings: Any, rf: Any) -> None:
    settings.STAFF_URL = "https://staff.example.org/"
    staff = Site.objects.get(audience_row__audience="staff").root_page
    page = staff.add_child(instance=StandardPage(title="Rota"))
    assert (page.url, page.full_url, page.get_url(rf.get("/"))) == ("https://staff.example.org/rota",) * 3
    assert home.specific.url == "http://localhost:8000/"
    assert StandardPage(title="Nowhere", path="00019999", depth=2, url_path="/x/").url is None
