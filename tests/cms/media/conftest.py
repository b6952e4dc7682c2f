"""Copies of both audiences that follow what a test publishes, and what each address of a medium answers."""

from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from cms.api import clock
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource
from site_content.publishing.refresh import drain
from tests.cms.live_api import real_now
from tests.site_content.media.uploads import upload_file, upload_image
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import item

home, staff_home, add = publishing.home, publishing.staff_home, publishing.add
Follow = Callable[[], None]


@pytest.fixture
def media(settings: Any, tmp_path: Path) -> Path:
    """The folder of all media."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media"


@pytest.fixture
def follow(settings: Any, tmp_path: Path, media: Path, db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[Follow]:
    """Return what brings both copies up to date. The clock goes."""
    monkeypatch.setattr(clock, "now", real_now)
    files = {audience: tmp_path / f"{audience}.sqlite3" for audience in ("public", "staff")}
    settings.COPY_FILES = files
    followers = [CopyFollower(file, audience, DatabaseSource(audience)) for audience, file in files.items()]

    def catch_up() -> None:
        drain()
        for follower in followers:
            follower.catch_up()

    yield catch_up
    for follower in followers:
        follower.close()


@pytest.fixture
def staff() -> Client:
    """A member of staff, signed in, who may not use the admin."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("ann", password="x"))
    return client


@pytest.fixture
def editor() -> Client:
    """An editor, signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("ed", "ed@example.org", "x"))
    return client


def with_media(**more: Any) -> dict[str, Any]:
    """Return the fields of a page with a picture and a file of its own."""
    return {"lead_image": upload_image(**more), "body": [("file", {"file": upload_file(**more), "title": ""})]}


def addresses(page: Any) -> list[str]:
    """Return where a page's item says that its picture and its file are."""
    body = item(page)
    return [body["image"]["url"], body["image"]["sources"][0]["url"], body["details"]["body"][0]["value"]["url"]]


def statuses(urls: list[str], client: Client | None = None, **more: Any) -> list[int]:
    """Return what each address answers."""
    return [(client or Client()).get(url, **more).status_code for url in urls]


def body_of(response: Any) -> bytes:
    """Return the bytes of a streamed answer."""
    return BytesIO(b"".join(response.streaming_content)).getvalue()
