"""``publish_items --check`` compares media, items, originals and copies, and finds a fault in each direction."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from site_content.followers.copies.follow import CopyFollower
from site_content.followers.source import DatabaseSource
from site_content.items.models import Item
from site_content.media.models import SiteFile, SiteImage, SiteRendition
from site_content.publishing.refresh import drain
from tests.site_content.media.uploads import PDF, picture, upload_file, upload_image
from tests.site_content.publishing.conftest import Add
from tests.site_content.publishing.test_publish_items import publish_items

pytestmark = pytest.mark.django_db


@pytest.fixture
def site(home: Any, staff_home: Any, add: Add, settings: Any, tmp_path: Path) -> dict[str, Any]:
    """A public and a staff page with the same picture and file, a page that shows a card, and both copies."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.COPY_FILES = {audience: tmp_path / f"{audience}.sqlite3" for audience in ("public", "staff")}
    image, file = upload_image(), upload_file()
    fields: dict[str, Any] = {"lead_image": image, "body": [("file", {"file": file, "title": ""})]}
    pages = {"page": add(home, "Flu", **fields), "inside": add(staff_home, "Inside", **fields)}
    add(home, "Reader", related=[pages["page"]])
    add(staff_home, "Staff reader", related=[pages["page"]])
    # Written by hand, and no medium of ours.
    add(home, "By hand", body=[("rich_text", '<p><a href="/media/no/such.pdf">x</a></p>')])
    drain()
    for audience, path in settings.COPY_FILES.items():
        follower = CopyFollower(path, audience, DatabaseSource(audience))
        follower.catch_up()
        follower.close()
    return {**pages, "image": image, "file": file, "root": tmp_path / "media"}


def test_nothing_is_at_fault_when_all_went_through_publishing(site: Any) -> None:
    assert publish_items("--check") == (0, "nothing differed\n")


def body_replaced(key: str, old: str, new: str) -> None:
    row = Item.objects.get(key=key)
    assert old in row.body
    Item.objects.filter(pk=row.pk).update(body=row.body.replace(old, new))


def old_bytes(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(PDF)
    os.utime(path, (1, 1))


def copy_written(site: Any, statement: str) -> None:
    import sqlite3

    from django.conf import settings

    with sqlite3.connect(settings.COPY_FILES["public"]) as conn:
        conn.execute(statement)
    conn.close()


Break = Callable[[Any], Any]
FAULTS: dict[str, tuple[Break, str]] = {
    "an item lets readers read what it does not show": (
        lambda site: Item.objects.filter(key=f"page:{site['page'].pk}").update(media=[{"name": "images/1/x.webp"}]),
        "public:/flu live v1: it lets readers read images/1/x.webp, but does not show it",
    ),
    "an item shows what nobody may read": (
        lambda site: Item.objects.filter(audience="public").update(media=[]),
        "/leaflet.pdf, which no public item lets readers read",
    ),
    "an item names what is not there": (
        lambda site: SiteFile.objects.filter(pk=site["file"].pk).delete(),
        "/leaflet.pdf, which is of no picture or file",
    ),
    "a public item names what is for staff": (
        lambda site: SiteFile.objects.filter(pk=site["file"].pk).update(staff_only=True),
        "/leaflet.pdf, which is for staff only",
    ),
    "a public item has the staff's address": (
        lambda site: body_replaced(f"page:{site['page'].pk}", "/media/files/", "/staff-media/files/"),
        "/leaflet.pdf at the address of the staff audience",
    ),
    "a staff item has the public's address": (
        lambda site: body_replaced(f"page:{site['inside'].pk}", "/staff-media/files/", "/media/files/"),
        "/leaflet.pdf at the address of the public audience",
    ),
    "an original is lost": (
        lambda site: (site["root"] / site["image"].file.name).unlink(),
        "there are no bytes at originals/",
    ),
    "a size is lost": (
        lambda site: (site["root"] / SiteRendition.objects.first().file.name).unlink(),
        "there are no bytes at images/",
    ),
    "bytes belong to nothing": (
        lambda site: old_bytes(site["root"] / "originals/0123456789ab/lost.pdf"),
        "originals/0123456789ab/lost.pdf: there are bytes, but no picture or file",
    ),
    "a copy lets readers read more": (
        lambda site: copy_written(site, "INSERT INTO media SELECT 5, id, 0, 0 FROM item WHERE path = '/flu'"),
        "public copy: public:/flu: media should be",
    ),
    "a copy lets readers read less": (
        lambda site: copy_written(site, "DELETE FROM media"),
        "public copy: public:/flu: media should be",
    ),
    "a copy has what belongs to nothing": (
        lambda site: copy_written(site, "INSERT INTO media VALUES (5, 999, 0, 0)"),
        "public copy: row 999: media should be missing, not there",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_found(site: Any, name: str) -> None:
    harm, told = FAULTS[name]
    harm(site)
    code, said = publish_items("--check")
    assert (code, [line for line in said.splitlines() if told in line] != []) == (1, True), said


def test_what_is_being_uploaded_is_no_fault(site: Any) -> None:
    (site["root"] / "originals" / "new.pdf").write_bytes(PDF)
    assert publish_items("--check") == (0, "nothing differed\n")


def test_repair_makes_items_say_again_what_they_name(site: Any) -> None:
    right = {row.key: row.media for row in Item.objects.all()}
    Item.objects.update(media=[])
    code, said = publish_items()
    assert (code, "faults" in said) == (0, False), said
    assert {row.key: row.media for row in Item.objects.all()} == right
    old_bytes(site["root"].with_name("staff-media") / "originals/x/found.pdf")
    assert "staff-media/found.pdf: it lies in the folder of an older version" in publish_items("--check")[1]
    publish_items()
    assert (site["root"] / "originals/x/found.pdf").is_file()


def test_replaced_originals_leave_nothing_behind(site: Any, django_capture_on_commit_callbacks: Any) -> None:
    before = [row.file.name for row in (site["image"], site["file"])]
    image, file = SiteImage.objects.get(pk=site["image"].pk), SiteFile.objects.get(pk=site["file"].pk)
    with django_capture_on_commit_callbacks(execute=True):
        image.file, file.file = picture("blue"), upload_file(data=PDF + b"2").file.file
        file.file._committed = False
        image.save()
        file.save()
    assert [(site["root"] / name).exists() for name in before] == [False, False]
    assert [(site["root"] / row.file.name).exists() for row in (image, file)] == [True, True]
    # The same bytes again lie under another name; a save without an upload touches nothing.
    with django_capture_on_commit_callbacks(execute=True):
        image.title = "Other"
        image.save()
    assert (site["root"] / image.file.name).exists()
