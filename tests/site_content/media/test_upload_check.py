"""Files that do harm are refused with what was found and what to do, by every way in; each kind can be let in."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cms.settings.env import UPLOADS, upload_kinds
from site_content.media.models import SiteFile, SiteImage
from tests.site_content.media.harmful_files import BOMBS, EXECUTABLES, HARMLESS, MACROS, PDFS
from tests.site_content.media.uploads import picture, upload_file, upload_image

KINDS = {"macros": MACROS, "executables": EXECUTABLES, "bombs": BOMBS, "pdf-scripts": PDFS}
CASES = [(kind, name) for kind, files in KINDS.items() for name in files]
ADVICE = {
    "macros": "macros",
    "executables": "Take it out",
    "bombs": "Upload its contents in smaller parts",
    "pdf-scripts": "Print it to a new PDF",
}


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_what_does_harm_is_refused_unless_its_kind_is_let_in(kind: str, name: str, settings: Any) -> None:
    with pytest.raises(ValidationError) as refused:
        upload_file(name=name, data=KINDS[kind][name])
    assert ADVICE[kind] in refused.value.message_dict["file"][0]
    assert SiteFile.objects.count() == 0
    settings.UPLOADS_REFUSE = [each for each in UPLOADS if each == kind]
    with pytest.raises(ValidationError):
        upload_file(name=name, data=KINDS[kind][name])
    settings.UPLOADS_REFUSE = []
    assert upload_file(name=name, data=KINDS[kind][name]).pk


@pytest.mark.parametrize("name", HARMLESS)
def test_what_does_none_is_taken(name: str) -> None:
    assert upload_file(name=name, data=HARMLESS[name]).pk


def test_a_page_before_a_pdf_is_no_pdf() -> None:
    with pytest.raises(ValidationError, match=r"not a \.pdf file"):
        upload_file(name="a.pdf", data=b"<html><script>alert(1)</script>" + HARMLESS["plain.pdf"])


@pytest.fixture
def admin() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("root", password="x"))
    return client


def upload(name: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, MACROS["a.docx"])


def test_every_way_in_says_so_at_the_file(admin: Client) -> None:
    good = upload_file(name="a.docx", data=HARMLESS["a.docx"])
    forms = (
        ("/admin/documents/add/", "file"),
        (f"/admin/documents/edit/{good.pk}/", "file"),
        ("/admin/documents/chooser/create/", "document-chooser-upload-file"),
    )
    for address, field in forms:
        data = {field: upload("a.docx"), "title": "x", "collection": "1", field.replace("file", "title"): "x"}
        answer = admin.post(address, data | {field.replace("file", "collection"): "1"})
        assert (answer.status_code, "holds macros" in answer.content.decode()) == (200, True), address
    many = admin.post(
        "/admin/documents/multiple/add/", {"files[]": upload("a.docx"), "title": "x", "collection": "1"},
        headers={"X-Requested-With": "XMLHttpRequest"},
    )  # fmt: skip
    assert (many.status_code, many.json()["success"], "holds macros" in many.content.decode()) == (200, False, True)
    good.refresh_from_db()
    assert (SiteFile.objects.count(), good.file.read()) == (1, HARMLESS["a.docx"])


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "GIF", "WEBP"])
@pytest.mark.parametrize("cut", [1, 20, 300])
def test_a_picture_that_was_cut_off_is_taken_or_refused_at_its_field(admin: Client, kind: str, cut: int) -> None:
    whole = picture(size=(200, 200), kind=kind).read()
    data = whole[:-cut] if cut < len(whole) else whole[:50]
    old = upload_image()
    name = f"a.{kind.lower()}"
    for address in ("/admin/images/add/", f"/admin/images/{old.pk}/"):
        upload = SimpleUploadedFile(name, data)
        answer = admin.post(address, {"title": "cut", "file": upload, "collection": "1"})
        assert answer.status_code == 302 or answer.context["form"].errors["file"], address
        assert answer.status_code == 302 or cut > 1 or kind == "WEBP"
    several = {"files[]": SimpleUploadedFile(name, data), "title": "cut", "collection": "1"}
    answer = admin.post("/admin/images/multiple/add/", several, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.status_code == 200
    assert answer.json()["success"] or answer.json()["error_message"]


def test_an_upload_is_looked_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[str] = []
    monkeypatch.setattr("site_content.media.models.refuse_infected", lambda file: looks.append(file.name))
    for made in (
        SiteFile(title="x", file=ContentFile(b"a,b\n", name="a.csv")),
        SiteImage(title="x", file=picture()),
    ):
        made.clean()
        made.save()
    assert len(looks) == 2


def test_the_setting_names_kinds_that_there_are() -> None:
    assert (upload_kinds("macros, bombs"), upload_kinds("none")) == (["macros", "bombs"], [])
    with pytest.raises(ValueError, match="not a kind of upload: macro "):
        upload_kinds("macro")
