"""Sizes of pictures are made when an item is published, at addresses that hold a hash of their bytes."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.urls import get_resolver
from PIL import Image

from site_content.media import renditions
from site_content.media.models import SiteRendition
from site_content.media.renditions import image_json
from tests.site_content.media.conftest import files_in, stored
from tests.site_content.media.uploads import picture, upload_image


def urls(image: Any, audience: str = "public") -> Any:
    found = image_json(image, "alt", False, audience)
    assert found is not None
    return [found["url"], *(source["url"] for source in found["sources"])]


def hash_in(url: str) -> str:
    return url.split(".")[-2]


def test_sizes_are_named_presets_never_larger_than_the_picture(media: Path) -> None:
    image = upload_image(size=(1000, 500), kind="JPEG", name="a photo.jpg", description="Described")
    found = image_json(image, "", False, "public")
    assert found is not None
    assert [(source["width"], source["height"], source["type"]) for source in found["sources"]] == [
        (320, 160, "image/webp"), (640, 320, "image/webp"), (960, 480, "image/webp"), (1000, 500, "image/webp"),
    ]  # fmt: skip
    assert (found["alt"], found["width"], found["height"], found["url"][-4:]) == ("Described", 1000, 500, ".jpg")
    for url in urls(image):
        assert url.startswith(f"/media/images/{image.pk}/a-photo.")
        assert Image.open(stored(media, url)).size[0] <= 1000
    sizes = [name for name in files_in(media) if not name.startswith("originals/")]
    assert sizes == sorted(url.removeprefix("/media/") for url in urls(image))


def test_no_place_is_left_in_what_readers_get(media: Path) -> None:
    data = Image.Exif()
    data.get_ifd(0x8825).update({1: "N", 2: (51.0, 30.0, 12.0)})
    out = BytesIO()
    Image.new("RGB", (700, 300)).save(out, "JPEG", exif=data)
    upload = picture()
    upload.file, upload.name = out, "p.jpg"
    image = upload_image()
    image.file = upload
    image.save()
    for url in urls(image):
        assert dict(Image.open(stored(media, url)).getexif()) == {}


def test_made_once_and_named_by_content(media: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    image = upload_image(colour="red")
    first = urls(image)
    before = {name: (media / name).stat().st_mtime_ns for name in files_in(media)}
    # Asked again, nothing is made.
    monkeypatch.setattr(type(image), "create_renditions", None)
    assert urls(image) == first
    assert {name: (media / name).stat().st_mtime_ns for name in files_in(media)} == before
    monkeypatch.undo()
    image.file = picture("blue")
    image.save()
    second = urls(image)
    assert set(first) & set(second) == set()
    image.file = picture("red")
    image.save()
    assert [hash_in(url) for url in urls(image)] == [hash_in(url) for url in first]


def test_staff_have_an_address_of_their_own_for_the_same_bytes(media: Path) -> None:
    image = upload_image()
    theirs = urls(image)
    before = files_in(media)
    assert urls(image, "staff") == [url.replace("/media/", "/staff-media/") for url in theirs]
    assert files_in(media) == before


def test_a_staff_picture_is_none_to_the_public(media: Path) -> None:
    image = upload_image(staff=True)
    before = files_in(media)
    assert (image_json(image, "", False, "public"), files_in(media)) == (None, before)
    assert all(url.startswith("/staff-media/images/") for url in urls(image, "staff"))


def test_a_picture_whose_bytes_are_lost_is_left_out() -> None:
    image = upload_image()
    image.file.storage.delete(image.file.name)
    assert image_json(image, "", False, "public") is None


def patterns(resolver: Any, prefix: str = "") -> Iterator[Any]:
    for entry in resolver.url_patterns:
        if hasattr(entry, "url_patterns"):
            yield from patterns(entry, prefix + str(entry.pattern))
        else:
            yield prefix + str(entry.pattern), entry.name


def test_no_address_makes_a_size_on_request() -> None:
    """Wagtail's image server and its files' own addresses are not in the CMS outside the admin."""
    names = {name for route, name in patterns(get_resolver()) if not route.startswith("admin/")}
    assert names & {"wagtailimages_serve", "wagtaildocs_serve", "wagtailimages_preview"} == set()


@pytest.mark.parametrize("address", ["/media/", "/staff-media/", "/admin/media/", "/api/preview/media/"])
def test_a_get_makes_nothing(address: str, media: Path, admin_client: Client) -> None:
    image = upload_image()
    before = files_in(media.parent)
    for client in (Client(), admin_client):
        assert client.get(f"{address}images/{image.pk}/made-up.webp").status_code in {302, 401, 404, 503}
    assert (SiteRendition.objects.count(), files_in(media.parent)) == (0, before)


def test_widths_are_what_the_format_promises() -> None:
    assert renditions.WIDTHS == (320, 640, 960, 1280)
