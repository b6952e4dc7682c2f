"""A plain Django model that is no page is published, scheduled, renamed, withdrawn, deleted and previewed."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any

import pytest
from django.contrib.auth import get_user_model
from django.db import connection, models
from django.utils import timezone

from site_content.items import kinds
from site_content.items.details import Details, Line, Role
from site_content.items.kinds import register_kind
from site_content.items.models import Item
from site_content.items.publishable_model import ModelKind, PublishableModel
from site_content.items.visibility import Address
from site_content.pages.preview import PreviewRefused, exchange, previewed_item, start
from site_content.publishing.refresh import drain
from site_content.publishing.repair import repair
from site_content.publishing.schedule import promote_due
from tests.cms.conftest import DELIVERY_MIDDLEWARE
from tests.cms.live_api import ENGINES, Ask, live_api

pytestmark = pytest.mark.django_db


class HelplineDetails(Details):
    """A helpline's own part of its item."""

    phone: Annotated[str, Line("phone", Role.KEYWORDS)]
    about: Annotated[str, Line("about", Role.BODY)]


class Helpline(PublishableModel):
    """What a newcomer writes: no page, no tree, no revision."""

    item_type = "helpline"
    Details = HelplineDetails

    title = models.CharField(max_length=200)
    slug = models.SlugField(unique=True)
    phone = models.CharField(max_length=40)
    about = models.TextField(blank=True)

    class Meta:
        app_label = "site_content"
        managed = False

    def address(self) -> Address | None:
        """Helplines stand below one path."""
        return Address("public", f"/helplines/{self.slug}")


@pytest.fixture(autouse=True)
def helplines(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The model's table, and its kind."""
    monkeypatch.setattr(kinds, "KINDS", kinds.KINDS)
    monkeypatch.setitem(kinds.KINDS, "helpline", kinds.KINDS["page"])
    register_kind(ModelKind("helpline", Helpline))
    columns = ", ".join(
        f"{connection.ops.quote_name(str(field.column))} {field.db_type(connection)}"
        for field in Helpline._meta.local_fields
        if not field.primary_key
    )
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TABLE {Helpline._meta.db_table} (id integer PRIMARY KEY AUTOINCREMENT, {columns})")


@pytest.fixture(params=ENGINES)
def ask(request: pytest.FixtureRequest, settings: Any, tmp_path: Path, monkeypatch: Any) -> Iterator[Ask]:
    """Return a function that brings copy and index up to date and gives what the public API answers."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = "cms.urls.delivery", DELIVERY_MIDDLEWARE
    settings.STATIC_ROOT, settings.WHITENOISE_USE_FINDERS = None, False
    settings.SECURE_CROSS_ORIGIN_OPENER_POLICY = None
    with live_api(request, settings, tmp_path, monkeypatch) as reply_to:

        def answer(address: str) -> Any:
            got = reply_to(address)
            return got.status, got.json

        yield answer


def helpline(**fields: Any) -> Helpline:
    """Save a live helpline."""
    row = Helpline(**{"title": "Poisons line", "slug": "poisons", "phone": "0800 1234", "live": True, **fields})
    row.save()
    return row


def paths(answer: Any) -> list[str]:
    """The paths of a list's results."""
    status, body = answer
    assert status == 200
    return [card["path"] for card in body["results"]]


def test_it_is_read_listed_and_found(ask: Ask) -> None:
    row = helpline(about="Ask about mushrooms")
    status, item = ask("content/helplines/poisons")
    assert status == 200
    assert (item["type"], item["title"], item["content_id"]) == ("helpline", "Poisons line", str(row.content_id))
    assert item["details"] == {"phone": "0800 1234", "about": "Ask about mushrooms"}
    assert paths(ask("items?type=helpline")) == ["/helplines/poisons"]
    assert paths(ask("search?q=mushroom")) == ["/helplines/poisons"]


def test_a_rename_leaves_a_redirect(ask: Ask) -> None:
    row = helpline()
    drain()
    row.slug = "toxins"
    row.save()
    assert ask("content/helplines/toxins")[0] == 200
    body = ask("content/helplines/poisons")[1]
    assert (body["state"], body["location"]) == ("redirect", "/helplines/toxins")
    assert paths(ask("search?q=poisons")) == ["/helplines/toxins"]


def test_withdrawn_and_deleted_it_is_gone(ask: Ask) -> None:
    withdrawn, deleted = helpline(), helpline(title="Sleep line", slug="sleep")
    drain()
    withdrawn.live = False
    withdrawn.save()
    deleted.delete()
    assert [ask(f"content/helplines/{slug}")[0] for slug in ("poisons", "sleep")] == [410, 410]
    assert paths(ask("items?type=helpline")) == paths(ask("search?q=line")) == []


def test_it_goes_live_and_ends_by_schedule(ask: Ask) -> None:
    now = timezone.now()
    row = helpline(live=False, go_live_at=now + timedelta(hours=1))
    assert ask("content/helplines/poisons")[0] == 404
    assert Item.objects.get(key=row.key).slot == "scheduled"
    Helpline._default_manager.update(go_live_at=now - timedelta(seconds=1))
    assert promote_due() == 1
    assert ask("content/helplines/poisons")[0] == 200
    Helpline._default_manager.update(expire_at=now - timedelta(seconds=1))
    assert promote_due() == 1
    assert ask("content/helplines/poisons")[0] == 410


def test_a_draft_is_previewed_by_who_may_edit_it() -> None:
    row = helpline(live=False)
    editor = get_user_model().objects.create_superuser("ed", "ed@example.org", "x")
    reader = get_user_model().objects.create_user("reader")
    row.title = "New name"
    key = exchange(start(row, editor).token).key
    assert previewed_item(key)["title"] == "New name"
    with pytest.raises(PreviewRefused):
        exchange(start(row, reader).token)


def test_the_audit_looks_at_it_too() -> None:
    row = helpline()
    drain()
    assert [str(each) for each in repair(check=True) if each and each.key.startswith("helpline")] == []
    Helpline._default_manager.update(title="Changed past publishing")
    assert [each.key for each in repair(check=True) if each and each.key.startswith("helpline")] == [row.key]
