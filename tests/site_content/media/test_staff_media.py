"""Staff media: only for who is signed in, never run by the browser; public bytes go when something becomes staff's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, cast

import pytest
from django.contrib.auth import get_user_model
from django.core.files.base import ContentFile
from django.http import StreamingHttpResponse
from django.test import Client
from wagtail.models import Collection, CollectionViewRestriction

from site_content.accounts.models import begin, end, exchange
from site_content.items.models import Refresh
from site_content.media.collections import STAFF_COLLECTION
from site_content.media.files import file_json
from site_content.media.models import SiteFile, SiteImage
from site_content.media.renditions import image_json
from site_content.media.storage import MediaStorage
from site_content.publishing.refresh import drain
from tests.site_content.media.conftest import files_in
from tests.site_content.media.uploads import PDF, collection, upload_file, upload_image

Uploaded = tuple[Any, Any, Any]
Way = Callable[[Any, Any, Any], None]


@pytest.fixture
def reader() -> Client:
    """A member of staff, signed in."""
    client = Client()
    client.force_login(get_user_model().objects.create_user("ann", password="x"))
    return client


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    url = upload_file(staff=True).file.url
    answer = Client().get(url)
    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/admin/login/")
    # The same answer whether or not there is such a file.
    assert Client().get("/staff-media/originals/nothing.pdf").status_code == 302
    client = Client()
    user = get_user_model().objects.create_user("left", password="x")
    client.force_login(user)
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(url).status_code == 302


def test_staff_read_it_and_no_cache_keeps_it(reader: Any) -> None:
    answer = reader.get(upload_file(staff=True).file.url)
    assert b"".join(cast("StreamingHttpResponse", answer)) == PDF
    headers = {name: answer[name] for name in ("Content-Type", "Cache-Control", "X-Content-Type-Options")}
    assert headers == {
        "Content-Type": "application/pdf", "Cache-Control": "private, no-store", "X-Content-Type-Options": "nosniff",
    }  # fmt: skip
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")
    assert reader.head(upload_image(staff=True).file.url)["Content-Type"] == "image/png"
    assert reader.post(upload_file(staff=True).file.url).status_code == 405


def test_the_staff_site_reads_it_with_the_token_of_who_is_signed_in_there() -> None:
    url = upload_file(staff=True).file.url
    user = get_user_model().objects.create_user("bev", password="x")
    token = exchange(begin(user)).token
    answer = Client().get(url, headers={"Authorization": f"Bearer {token}"})
    assert b"".join(cast("StreamingHttpResponse", answer)) == PDF
    end(token)
    refused = [Client().get(url, headers={"Authorization": f"Bearer {word}"}) for word in (token, "", "x" * 300)]
    assert [(each.status_code, each.content) for each in refused] == [(401, b"")] * 3
    # A token that is sent decides, as everywhere: a session does not make it good.
    client = Client()
    client.force_login(user)
    assert client.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 401


@pytest.mark.parametrize("name", ["page.html", "pic.svg", "a.xhtml", "a.js", "a.csv", "a.zip", "noextension", "a.xml"])
def test_what_a_browser_might_run_is_a_download(reader: Any, name: str) -> None:
    """Uploads of these are refused; should one lie there all the same, it is not shown."""
    saved = MediaStorage().save(f"staff/originals/x/{name}", ContentFile(b"<script>alert(1)</script>"))
    answer = reader.get(MediaStorage().url(saved))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)


@pytest.mark.parametrize("name", ["Range", "If-Range", "If-None-Match", "If-Modified-Since"])
def test_conditions_that_are_none_are_ignored(reader: Any, name: str) -> None:
    url = upload_file(staff=True).file.url
    for value in (
        "",
        "\xff",
        "bytes=\xb2-",
        "bytes=5-1",
        "bytes=" + "0-0," * 900,
        "Sun, \xb26 Nov 9999999",
        "x" * 9000,
    ):
        answer = reader.get(url, headers={name: value})
        assert (answer.status_code, b"".join(cast("StreamingHttpResponse", answer))) == (200, PDF)


@pytest.mark.parametrize(
    "path",
    ["../media/x", "..%2fheadland.sqlite3", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "originals", "", "a\\..\\b",
     "originals/" + "a" * 5000, "%00", "originals/%0d%0aX: y"],
)  # fmt: skip
def test_nothing_outside_the_folder_is_read(reader: Any, path: str, media: Path) -> None:
    (media.parent / "headland.sqlite3").write_bytes(b"secret")
    assert reader.get(f"/staff-media/{path}").status_code in {301, 404}


def test_wagtails_own_address_of_files_is_closed(reader: Any) -> None:
    """It knows nothing of staff collections and would answer anybody."""
    file = upload_file(staff=True)
    for client in (Client(), reader):
        assert client.get(f"/documents/{file.pk}/leaflet.pdf").status_code == 404


@pytest.fixture
def published(media: Path) -> Uploaded:
    """A picture and a file in a collection of their own, published; returns both and the collection."""
    folder = Collection.get_first_root_node().add_child(name="Leaflets")
    image, file = upload_image(), upload_file()
    for row in (image, file):
        row.collection = folder
        row.save()
    drain()
    image_json(image, "", False, "public")
    file_json(file.pk, "public")
    assert len(files_in(media)) == 3
    return image, file, folder


def saved_by_form(image: Any, file: Any, folder: Any) -> None:
    for row in (image, file):
        row.collection = collection(staff=True)
        row.save()


def bulk_action(image: Any, file: Any, folder: Any) -> None:
    for model in (SiteImage, SiteFile):
        model.objects.filter(pk__in=[image.pk, file.pk]).update(collection=collection(staff=True))


def collection_moved(image: Any, file: Any, folder: Any) -> None:
    Collection.objects.get(pk=folder.pk).move(collection(staff=True), pos="sorted-child")


def collection_renamed(image: Any, file: Any, folder: Any) -> None:
    folder.name = STAFF_COLLECTION
    folder.save()


def collection_restricted(image: Any, file: Any, folder: Any) -> None:
    CollectionViewRestriction.objects.create(collection=folder, restriction_type="login")


def deleted(image: Any, file: Any, folder: Any) -> None:
    image.delete()
    file.delete()


WAYS: list[Way] = [saved_by_form, bulk_action, collection_moved, collection_renamed, collection_restricted, deleted]


@pytest.mark.parametrize("way", WAYS)
def test_public_bytes_go_when_they_become_the_staffs(way: Way, published: Uploaded, media: Path) -> None:
    keys = published[0].pk, published[1].pk
    way(*published)
    drain()
    assert files_in(media) == []
    models: tuple[Any, Any] = (SiteImage, SiteFile)
    for model, key in zip(models, keys, strict=True):
        assert model.objects.filter(pk=key).values_list("staff_only", flat=True).first() in {True, None}


@pytest.mark.parametrize("way", WAYS[:-1])
def test_and_they_come_back_when_it_is_everybodys_again(way: Way, published: Uploaded, media: Path) -> None:
    image, file, folder = published
    way(*published)
    drain()
    folder.view_restrictions.all().delete()
    saved = Collection.objects.get(pk=folder.pk)
    saved.name = "Leaflets"
    saved.save()
    saved.move(Collection.get_first_root_node(), pos="sorted-child")
    for row in (SiteImage.objects.get(pk=image.pk), SiteFile.objects.get(pk=file.pk)):
        row.collection = saved
        row.save()
    drain()
    assert image_json(SiteImage.objects.get(pk=image.pk), "", False, "public") is not None
    assert file_json(file.pk, "public") is not None
    assert len(files_in(media)) == 3


def test_bytes_left_by_a_crash_are_swept_by_the_mark(published: Uploaded, media: Path) -> None:
    """The mark is in the transaction of the change: whoever drains next sweeps, even if the editor's process died."""
    image, file, _ = published
    before = {name: (media / name).read_bytes() for name in files_in(media)}
    saved_by_form(*published)
    keys = set(Refresh.objects.values_list("key", flat=True))
    assert {f"image:{image.pk}", f"file:{file.pk}"} <= keys
    drain()
    for name, data in before.items():
        (media / name).parent.mkdir(parents=True, exist_ok=True)
        (media / name).write_bytes(data)
    Refresh.objects.bulk_create([Refresh(key=key) for key in keys])
    drain()
    assert files_in(media) == []
