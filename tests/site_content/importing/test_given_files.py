"""Pictures and files given with a source: found by the addresses documents use, and uploaded once."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from wagtail.models import Collection

from site_content.importing import source_files
from site_content.importing.source_files import SourceFiles
from site_content.importing.sources.source import SourceDocument
from site_content.media.models import SiteFile, SiteImage


def png(colour: str = "#005eb8", size: tuple[int, int] = (40, 30)) -> bytes:
    file = BytesIO()
    picture = Image.effect_noise(size, 90).convert("RGB")
    picture.paste(colour, (0, 0, 10, 10))
    picture.save(file, "PNG")
    return file.getvalue()


@pytest.fixture
def given(db: None) -> SourceFiles:
    return SourceFiles(Collection.get_first_root_node())


@pytest.fixture
def document(tmp_path: Path) -> SourceDocument:
    folder = tmp_path / "given"
    for name in ("posts/a.png", "uploads/2024/05/b.png", "c d.png", "only.png", "twice/x.png", "again/x.png"):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(png(f"#{len(name) * 7 % 256:02x}0000"))
    (tmp_path / "outside.png").write_bytes(png())
    (folder / "link.png").symlink_to(tmp_path / "outside.png")
    (folder / "broken.png").write_bytes(b"\x89PNG but not one")
    (folder / "page.html.png").write_bytes(b"<html><script>alert(1)</script></html>")
    return SourceDocument(source="s", source_id="posts/story.md", kind="news", title="", html="", folder=folder)


def title(key: int | None) -> str | None:
    return None if key is None else SiteImage.objects.get(pk=key).title.split(" (")[0]


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("a.png", "a"),
        ("./a.png", "a"),
        ("/posts/a.png", "a"),
        ("https://old.example/wp-content/uploads/2024/05/b.png?x=1", "b"),
        ("https://old.example/wp-content/uploads/2024/05/b-300x200.png", "b"),
        ("/files/c%20d.png", "c d"),
        ("https://cdn.example/other/place/only.png", "only"),
        ("x.png", None),
        ("../../outside.png", None),
        ("/etc/passwd.png", None),
        ("link.png", None),
        ("nowhere.png", None),
        ("a.svg", None),
        ("a.html", None),
        ("a\0.png", None),
        ("http://[bad/a.png", None),
        ("", None),
    ],
)
def test_found(address: str, found: str | None, given: SourceFiles, document: SourceDocument) -> None:
    assert title(given.picture(document, address)) == found


def test_what_is_no_picture_is_refused_and_said(given: SourceFiles, document: SourceDocument) -> None:
    assert given.picture(document, "broken.png") is None
    assert given.picture(document, "page.html.png") is None
    assert [problem.split(":")[0] for problem in given.problems] == ["broken.png", "page.html.png"]
    assert not SiteImage.objects.exists()


def test_a_file_too_large_is_refused_and_said(
    given: SourceFiles, document: SourceDocument, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_files, "MAX_BYTES", 10)
    assert given.picture(document, "a.png") is None
    assert given.problems == ["a.png: larger than 0 MB"]


def test_the_same_bytes_are_one_image(given: SourceFiles, document: SourceDocument) -> None:
    first = given.picture(document, "a.png")
    assert first == given.picture(document, "/posts/a.png")
    assert first == SourceFiles(Collection.get_first_root_node()).picture(document, "a.png")
    assert SiteImage.objects.count() == 1


def test_files(given: SourceFiles, document: SourceDocument, tmp_path: Path) -> None:
    folder: Any = document.folder
    (folder / "leaflet.pdf").write_bytes(b"%PDF-1.4\n%%EOF\n")
    (folder / "fake.pdf").write_bytes(b"<html></html>")
    assert SiteFile.objects.get(pk=given.file(document, "../leaflet.pdf")).title.startswith("leaflet (")
    assert given.file(document, "../fake.pdf") is None
    assert given.file(document, "a.png") is None
    assert [problem.split(":")[0] for problem in given.problems] == ["fake.pdf"]


def test_a_picture_written_out_in_its_address(given: SourceFiles, document: SourceDocument) -> None:
    written = "data:image/png;base64," + base64.b64encode(png("#00ff00")).decode()
    key = given.picture(document, written)
    assert key is not None
    assert SiteImage.objects.get(pk=key).width == 40
    assert given.picture(document, written) == key
    dot = "data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7"
    for other in (
        dot,
        "data:image/svg+xml;base64,PHN2Zz48L3N2Zz4=" * 20,
        "data:image/png,plain",
        "data:image/png;base64,!!!" * 90,
    ):
        assert given.picture(document, other) is None
    assert SiteImage.objects.count() == 1


def test_without_a_folder_nothing_is_given(given: SourceFiles) -> None:
    alone = SourceDocument(source="s", source_id="a", kind="news", title="", html="")
    assert given.picture(alone, "/etc/passwd.png") is None
