"""Copies of the test's own, filled from the test database."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page, Site

from site_content.followers.copies.opening import CopyFile
from site_content.pages.types.standard import StandardPage
from site_content.publishing.refresh import drain


@pytest.fixture(autouse=True)
def copies(settings: Any, tmp_path: Path) -> dict[str, Path]:
    """Where this test's copies are."""
    settings.COPY_FILES = {audience: tmp_path / f"{audience}.sqlite3" for audience in ("public", "staff")}
    settings.ELASTICSEARCH_URL = ""
    settings.PLACE = ""
    files: dict[str, Path] = settings.COPY_FILES
    return files


@pytest.fixture
def open_copy(copies: dict[str, Path]) -> Iterator[Callable[[str], CopyFile]]:
    """Return a function that opens an audience's copy for reading."""
    opened: list[CopyFile] = []

    def open_one(audience: str) -> CopyFile:
        opened.append(CopyFile(copies[audience]))
        return opened[-1]

    yield open_one
    for each in opened:
        each.close()


@pytest.fixture
def add() -> Callable[..., Any]:
    """Return a function that publishes a page under an audience's home."""

    def add_page(title: str, audience: str = "public", **fields: Any) -> Any:
        page = StandardPage(title=title, **fields)
        home: Page = Site.objects.get(audience_row__audience=audience).root_page
        home.add_child(instance=page)
        drain()
        return page

    return add_page
