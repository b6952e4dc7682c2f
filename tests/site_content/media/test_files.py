"""Files for download: what they say they are, counted, copied whole to where readers fetch them."""

import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile

from site_content.media import file_check
from site_content.media.files import file_json
from site_content.media.models import SiteFile
from tests.site_content.media.conftest import files_in, stored
from tests.site_content.media.uploads import PDF, upload_file


def shown(file: SiteFile, audience: str = "public") -> dict[str, Any]:
    """Return a file as an item names it; it is one the audience may read."""
    found = file_json(file.pk, audience)
    assert found is not None
    return found


def archive(*members: tuple[str, str]) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        for name, text in members:
            made.writestr(name, text)
    return out.getvalue()


TYPES = "[Content_Types].xml"
OPEN = "application/vnd.oasis.opendocument."
GOOD = {
    "a.pdf": PDF,
    "a.txt": "Wash your hands, cost £5".encode(),
    "a.csv": b"name,dose\nflu,5\n",
    "a.rtf": b"{\\rtf1 hello}",
    "a.zip": archive(("anything", "x")),
    "a.docx": archive((TYPES, ""), ("word/document.xml", ""), ("docProps/app.xml", "<Pages>4</Pages>")),
    "a.xlsx": archive((TYPES, ""), ("xl/workbook.xml", "")),
    "a.pptx": archive((TYPES, ""), ("ppt/presentation.xml", "")),
    "a.odt": archive(("mimetype", OPEN + "text"), ("meta.xml", '<x meta:page-count="9"/>')),
    "a.ods": archive(("mimetype", OPEN + "spreadsheet")),
    "a.odp": archive(("mimetype", OPEN + "presentation")),
}
PAGES = {"a.pdf": 2, "a.docx": 4, "a.odt": 9}


@pytest.mark.parametrize("name", GOOD)
def test_what_is_what_it_says_is_taken(name: str) -> None:
    file = upload_file(name=name, data=GOOD[name])
    assert file.pages == PAGES.get(name)
    answer = shown(file)
    assert (answer["extension"], answer["size_bytes"], answer["pages"]) == (name[2:], len(GOOD[name]), file.pages)


HTML = b"<!DOCTYPE html><script>alert(1)</script>"
BAD = {
    "page.html": HTML, "page.htm": HTML, "pic.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.xhtml": HTML,
    "run.exe": b"MZ\x90", "a.js": b"alert(1)", "noextension": PDF, "a.pdf": HTML, "b.pdf": GOOD["a.docx"],
    "c.pdf": b"MZ" + b"\0" * 2000 + PDF, "a.txt": HTML, "b.txt": b"text\0binary", "a.csv": b"x,<svg onload=alert(1)>",
    "a.docx": GOOD["a.zip"], "b.docx": GOOD["a.xlsx"], "a.xlsx": GOOD["a.docx"], "a.odt": GOOD["a.ods"],
    "a.zip": PDF, "a.rtf": b"hello", "empty.pdf": b"", "c.docx": b"PK\x03\x04" + b"\0" * 500, "a.pdf.html": PDF,
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_what_it_says_is_refused(name: str, media: Path) -> None:
    with pytest.raises(ValidationError):
        upload_file(name=name, data=BAD[name])
    assert (SiteFile.objects.count(), files_in(media.parent)) == (0, [])


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_check, "MAX_FILE_BYTES", 40)
    with pytest.raises(ValidationError):
        upload_file(data=PDF)


def test_an_archive_of_a_million_members_is_not_read() -> None:
    directory = archive(*((str(number), "") for number in range(60)))
    file_check._members(ContentFile(directory, name="a.docx"))
    place = directory.rindex(b"PK\x05\x06")
    many = directory[: place + 10] + b"\xff\xff" + directory[place + 12 :]
    assert len(file_check._members(ContentFile(directory, name="a.docx"))) == 60
    assert file_check._members(ContentFile(many, name="a.docx")) == set()


def compressed_tree(count: int) -> bytes:
    inner = b"1 0 2 40 " + b"<</Type/Pages/Kids[3 0 R]/Count %d>>" % count
    return b"%%PDF-1.5\n5 0 obj <</Type /ObjStm /N 2>>\nstream\r\n%s\nendstream" % zlib.compress(inner)


@pytest.mark.parametrize(
    ("data", "pages"),
    [
        (b"%PDF-1.4 <</Count 3 /Type /Pages>> <</Type/Pages /Parent 1 0 R/Count 2>>", 3),
        (b"%PDF-1.4 <</Type /Outlines /Count 88>> <</Type /Pages /Kids [] /Count 12>>", 12),
        (compressed_tree(31), 31),
        (b"%PDF-1.4 nothing said", None),
        (b"%PDF-1.5 /Type /ObjStm stream\nnot compressed", None),
        (b"%PDF-1.4 <</Type /Pages /Count 9999999>>", None),
    ],
)
def test_pages_of_a_pdf(data: bytes, pages: int) -> None:
    assert upload_file(data=data).pages == pages


@pytest.mark.parametrize("unit", [b"/Count 1 ", b"/Type /Pages ", b"/Type /ObjStm ", b"/Type /ObjStm stream\n"])
def test_a_hostile_pdf_is_counted_in_bounded_time(unit: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Work is bounded by the number of places looked at, whatever the size."""
    looked = []
    real = file_check._PDF_COUNT

    class Counting:
        def findall(self, data: bytes) -> Any:
            looked.append(len(data))
            return real.findall(data)

    monkeypatch.setattr(file_check, "_PDF_COUNT", Counting())
    monkeypatch.setattr(file_check, "_MAX_NODES", 50)
    upload_file(data=b"%PDF-" + unit * 20_000)
    assert len(looked) <= 50 * (1 + file_check._MAX_STREAMS)
    assert max(looked, default=0) <= 2 * file_check._NODE_BYTES + 1


def test_a_compressed_stream_is_unpacked_to_a_bound_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(file_check, "_MAX_UNPACKED", 1000)
    bomb = zlib.compress(b"\0" * 50_000_000)
    data = b"%PDF-1.5\n<</Type /ObjStm>>\nstream\n" + bomb
    assert upload_file(data=data).pages is None


def test_it_is_named_by_its_content_and_no_copy_of_it_is_made(media: Path) -> None:
    file = upload_file()
    before = files_in(media)
    url = shown(file)["url"]
    assert url == f"/media/files/{file.pk}-{file.file_hash[:16]}/leaflet.pdf"
    assert stored(media, url).read_bytes() == PDF
    assert (shown(file)["url"], files_in(media)) == (url, before)
    twin = upload_file()
    assert stored(media, shown(twin)["url"]) != stored(media, url)
    assert stored(media, shown(twin)["url"]).read_bytes() == PDF


def test_a_file_that_lies_elsewhere_is_named_by_where_it_lies(media: Path) -> None:
    file = upload_file()
    (media / "old").mkdir()
    (media / "old" / "leaflet.pdf").write_bytes(PDF)
    SiteFile.objects.filter(pk=file.pk).update(file="old/leaflet.pdf")
    assert shown(file)["url"] == "/media/old/leaflet.pdf"


def test_a_staff_file_is_no_file_to_the_public() -> None:
    file = upload_file(staff=True)
    assert file_json(file.pk, "public") is None
    assert shown(file, "staff")["url"] == f"/staff-media/files/{file.pk}-{file.file_hash[:16]}/leaflet.pdf"


def test_a_file_whose_bytes_are_lost_is_left_out() -> None:
    file = upload_file()
    file.file.storage.delete(str(file.file.name))
    assert file_json(file.pk, "public") is None
    assert file_json(12345, "public") is None
