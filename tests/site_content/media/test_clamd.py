"""Uploads and a real clamd, as Debian has it: its words are understood, and without it nothing is stored."""

from __future__ import annotations

import io
import os
import signal
import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.core.exceptions import ValidationError

from scripts.services import clamd, processes
from scripts.services.machine import Unavailable
from site_content.media import scanner_check, virus_check
from site_content.media.models import SiteFile
from tests.site_content.media.uploads import upload_file

pytestmark = [pytest.mark.drill, pytest.mark.serial]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    # Not pytest's own: the scanner's user must reach it.
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        processes.stop(folder)


@pytest.fixture(scope="module")
def address(folder: Path) -> str:
    try:
        return clamd.start(folder)
    except Unavailable as reason:
        pytest.skip(str(reason))


@pytest.fixture(autouse=True)
def scanned(address: str, settings: Any) -> None:
    settings.CLAMD = address


def docx() -> bytes:
    """Return a document with the EICAR file packed in it."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/media/image1.bin", clamd.EICAR)
        package.writestr("word/document.xml", "<w/>")
    return data.getvalue()


def test_it_finds_what_is_in_a_file_and_in_a_package(db: None) -> None:
    upload_file(name="clean.csv", data=b"a,b\n" * 100_000)
    for data in (clamd.EICAR, b"a,b\n" + clamd.EICAR + b"\n" * 1_000):
        with pytest.raises(ValidationError, match="found Eicar-Test-Signature"):
            upload_file(name="a.csv", data=data)
    assert virus_check.scan(io.BytesIO(docx()), virus_check.settings.CLAMD).startswith("Eicar-Test-Signature")
    assert (SiteFile.objects.count(), scanner_check.check_scanner()) == (1, [])


def test_a_large_file_passes_and_one_beyond_its_limit_is_not_stored(db: None) -> None:
    assert virus_check.scan(io.BytesIO(b"a,b\n" * 13_000_000), virus_check.settings.CLAMD) == ""
    with pytest.raises(virus_check.ScannerAway, match=r"size limit|StreamMaxLength"):
        virus_check.scan(io.BytesIO(b"a,b\n" * 16_000_000), virus_check.settings.CLAMD)


def test_a_scanner_that_hangs_stores_nothing_and_is_asked_again(
    db: None, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(virus_check, "TIMEOUT", 2.0)
    pid = processes.running(folder)
    assert pid is not None
    os.kill(pid, signal.SIGSTOP)
    try:
        with pytest.raises(ValidationError, match="could not be checked for viruses"):
            upload_file(name="a.csv", data=b"a,b\n")
    finally:
        os.kill(pid, signal.SIGCONT)
    monkeypatch.undo()
    assert upload_file(name="a.csv", data=b"a,b\n").pk
