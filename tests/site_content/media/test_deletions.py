"""Bytes that a backup may still need go aside while it runs, and are deleted at once when none does."""

from pathlib import Path
from typing import Any

import pytest

from site_content.media.deletions import ASIDE, aside
from tests.site_content.media.conftest import files_in
from tests.site_content.media.uploads import picture, upload_file, upload_image


@pytest.mark.parametrize("is_running", [True, False])
def test_deleted_and_replaced_originals_go_aside_during_a_backup(
    media: Path, is_running: bool, django_capture_on_commit_callbacks: Any
) -> None:
    file, image = upload_file(), upload_image()
    names = [file.file.name, image.file.name]
    data = [(media / name).read_bytes() for name in names]
    if is_running:
        (media / ASIDE).mkdir()
    with django_capture_on_commit_callbacks(execute=True):
        file.delete()
        image.file = picture("blue")
        image.save()
    assert files_in(media / "originals") == [image.file.name.removeprefix("originals/")]
    lying = [aside(media, name) for name in names]
    assert [path.is_file() for path in lying] == [is_running, is_running]
    if is_running:
        assert [path.read_bytes() for path in lying] == data
