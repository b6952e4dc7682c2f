"""No upload is stored without the scanner's word, when there is a scanner; without one nothing is asked."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.settings.env import scanner_address
from scripts.services.clamd import EICAR
from site_content.media import scanner_check, virus_check
from site_content.media.models import SiteFile, SiteImage
from tests.site_content.media.fake_clamd import scanner
from tests.site_content.media.uploads import picture, upload_file, upload_image

INFECTED = b"a,b\n" + b"x" * 200_000 + EICAR


@pytest.fixture(params=["port", "socket"])
def clamd(request: pytest.FixtureRequest, settings: Any) -> Any:
    # A socket's path is short: the test's own folder may be too deep for one.
    with tempfile.TemporaryDirectory() as folder, scanner(folder=where(request.param, folder)) as address:
        settings.CLAMD = address
        yield address


def where(kind: str, folder: str) -> Path | None:
    """Return the folder of a socket; a port has none."""
    return Path(folder) if kind == "socket" else None


def test_what_is_clean_is_taken_and_what_is_not_is_refused(clamd: str) -> None:
    upload_file(name="a.csv", data=b"a,b\n" * 100_000)
    upload_image()
    with pytest.raises(ValidationError, match="found Eicar-Test-Signature in the file"):
        upload_file(name="b.csv", data=INFECTED)
    image = picture()
    infected = SimpleUploadedFile("a.png", image.read() + EICAR)
    with pytest.raises(ValidationError, match="found Eicar-Test-Signature"):
        SiteImage(title="x", file=infected).save()
    assert (SiteFile.objects.count(), SiteImage.objects.count(), scanner_check.check_scanner()) == (1, 1, [])


@pytest.mark.parametrize("manner", ["silent", "broken", "small"])
def test_without_its_word_nothing_is_stored(manner: str, settings: Any) -> None:
    with scanner(manner) as settings.CLAMD, pytest.raises(ValidationError, match="could not be checked for viruses"):
        upload_file(name="a.csv", data=b"a,b\n" * 100_000)
    assert SiteFile.objects.count() == 0


def test_a_scanner_that_is_away_refuses_at_the_field_and_in_the_check(settings: Any, media: Path) -> None:
    settings.CLAMD = f"unix:{media}/nothing"
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    upload = SimpleUploadedFile("a.csv", b"a,b\n")
    page = client.post("/admin/documents/add/", {"title": "x", "file": upload, "collection": "1"})
    assert (page.status_code, SiteFile.objects.count()) == (200, 0)
    assert page.context["form"].errors["file"] == [virus_check.NOT_NOW]
    assert [each.id for each in scanner_check.check_scanner()] == ["site_content.W021"]


def test_a_scanner_that_never_answers_is_waited_for_so_long(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import socket

    monkeypatch.setattr(virus_check, "TIMEOUT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        settings.CLAMD = f"127.0.0.1:{deaf.getsockname()[1]}"
        with pytest.raises(ValidationError, match="could not be checked"):
            upload_file(name="a.csv", data=b"a,b\n")


def test_without_a_setting_nothing_is_asked() -> None:
    assert upload_file(name="a.csv", data=INFECTED).pk
    assert [each.id for each in scanner_check.check_scanner()] == ["site_content.I021"]


@pytest.mark.parametrize("text", ["", "clamd", "unix:clamd", ":3310", "host:0", "host:²", "host:99999", "host:x"])
def test_an_address_that_is_none_is_told(text: str) -> None:
    with pytest.raises(ValueError, match="not where a scanner listens"):
        scanner_address(text)
