"""``/media/``: what a live public item names at this moment, and nothing else."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from cms.api import clock
from site_content.items.models import Item
from site_content.publishing.refresh import drain
from tests.cms.media.conftest import Follow, addresses, body_of, statuses, with_media
from tests.site_content.media.uploads import PDF, collection, picture, upload_file, upload_image
from tests.site_content.publishing.conftest import Add, edit, fresh, item, move, unpublish

pytestmark = pytest.mark.django_db


def test_a_live_items_media_and_how_they_are_sent(home: Any, add: Add, follow: Follow) -> None:
    page = add(home, "Flu", **with_media())
    follow()
    urls = addresses(page)
    assert [url.startswith("/media/") for url in urls] == [True] * 3
    assert statuses(urls) == [200, 200, 200]
    got = Client().get(urls[2])
    assert body_of(got) == PDF
    headers = ("Content-Type", "Cache-Control", "Surrogate-Key", "X-Content-Type-Options", "Content-Disposition")
    assert [got[name] for name in headers] == [
        "application/pdf",
        "public, max-age=0, stale-if-error=86400",
        f"item:{page.content_id}",
        "nosniff",
        'inline; filename="leaflet.pdf"',
    ]
    assert ("sandbox" in got["Content-Security-Policy"], "Vary" in got) == (True, False)
    again = Client().get(urls[2], headers={"If-None-Match": got["ETag"]})
    assert (again.status_code, again.content, again["Surrogate-Key"]) == (304, b"", f"item:{page.content_id}")
    assert Client().head(urls[0])["Content-Type"] == "image/png"
    assert Client().post(urls[0]).status_code == 405


def test_nothing_else_is_public(home: Any, staff_home: Any, add: Add, follow: Follow) -> None:
    draft, inside = add(home, "Draft", live=False, **with_media()), add(staff_home, "Inside", **with_media())
    later = add(home, "Later", live=False, go_live_at=timezone.now() + timedelta(days=1), **with_media())
    later.save_revision().publish()
    follow()
    names = [medium["name"] for row in Item.objects.exclude(media=[]) for medium in row.media]
    assert len(names) == 6
    originals = [f"{field.name}" for page in (draft, inside, later) for field in (page.lead_image.file,)]
    assert statuses([f"/media/{name}" for name in (*names, *originals, "images/1/x.png", "..", "")]) == [404] * 12
    assert Client().get("/media/images/1/x.png").content == Client().get(f"/media/{names[0]}").content


def test_it_is_public_to_the_second(home: Any, add: Add, follow: Follow, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker does nothing here: what is scheduled in the copy begins and ends by the clock."""
    begins, ends = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    page = add(home, "Later", live=False, go_live_at=begins, expire_at=ends, **with_media())
    page.save_revision().publish()
    follow()
    names = [medium["name"] for medium in Item.objects.get(key=f"page:{page.pk}").media]
    answers = {}
    for moment in (begins, ends):
        for second in (-1, 0):
            monkeypatch.setattr(clock, "now", lambda at=moment, off=second: int(at.timestamp()) + off)
            got = Client().get(f"/media/{names[0]}")
            answers[moment, second] = (got.status_code, got["Cache-Control"])
    assert answers == {
        (begins, -1): (404, "no-store"),
        (begins, 0): (200, "public, max-age=0, stale-if-error=3600"),
        (ends, -1): (200, "public, max-age=0, stale-if-error=1"),
        (ends, 0): (404, "no-store"),
    }


def test_nobody_sees_that_another_version_is_scheduled(home: Any, add: Add, follow: Follow) -> None:
    page = add(home, "Flu", **with_media())
    follow()
    before = Client().get(addresses(page)[0])
    page = fresh(page)
    page.go_live_at, page.lead_image = timezone.now() + timedelta(minutes=5), upload_image(colour="blue")
    page.save_revision().publish()
    follow()
    after = Client().get(addresses(page)[0])
    assert dict(after.headers) == dict(before.headers)
    new = [each["name"] for each in Item.objects.get(key=f"page:{page.pk}", slot="scheduled").media]
    assert 404 in statuses([f"/media/{name}" for name in new])


def test_the_last_item_that_names_it_decides(home: Any, add: Add, follow: Follow) -> None:
    fields = with_media()
    one, two = add(home, "One", **fields), add(home, "Two", **fields)
    follow()
    urls = addresses(one)
    assert Client().get(urls[0])["Surrogate-Key"] == " ".join(sorted(f"item:{page.content_id}" for page in (one, two)))
    unpublish(one)
    follow()
    assert (statuses(urls), Client().get(urls[0])["Surrogate-Key"]) == ([200] * 3, f"item:{two.content_id}")
    unpublish(two)
    follow()
    assert statuses(urls) == [404] * 3


def test_what_is_on_a_card_is_read_as_long_as_its_page(home: Any, add: Add, follow: Follow) -> None:
    page = add(home, "Flu", **with_media())
    reader = add(home, "Reader", related=[page])
    follow()
    assert item(reader)["links"]["related"][0]["image"]["url"] == addresses(page)[0]
    assert Item.objects.get(key=f"page:{reader.pk}").media == []


@pytest.mark.parametrize("has_followed", [True, False], ids=["copy followed", "copy behind"])
def test_acts_that_end_it(home: Any, staff_home: Any, add: Add, follow: Follow, has_followed: bool) -> None:
    """Whether or not a follower has heard of it: the worker may stand still."""
    section = add(home, "Section")
    pages = {name: add(section if "parent" in name else home, name, **with_media()) for name in ACTS}
    follow()
    urls = {name: addresses(page) for name, page in pages.items()}
    assert {name: statuses(each) for name, each in urls.items()} == dict.fromkeys(ACTS, [200] * 3)
    for name, act in ACTS.items():
        act(pages[name], section, staff_home)
    (follow if has_followed else drain)()
    assert {name: statuses(each) for name, each in urls.items()} == dict.fromkeys(ACTS, [404] * 3)


def replace(page: Any) -> None:
    for medium, upload in ((page.lead_image, picture("blue")), (page.body[0].value["file"], upload_file().file.file)):
        medium.file = upload
        medium.file._committed = False
        medium.save()


def to_staff_collection(page: Any) -> None:
    for medium in (page.lead_image, page.body[0].value["file"]):
        medium.collection = collection(staff=True)
        medium.save()


ACTS: dict[str, Any] = {
    "unpublish": lambda page, *_: unpublish(page),
    "restrict": lambda page, *_: page.view_restrictions.create(restriction_type="login"),
    "restrict parent": lambda page, section, *_: section.view_restrictions.get_or_create(restriction_type="login"),
    "move to staff": lambda page, section, staff_home: move(page, staff_home),
    "delete": lambda page, *_: fresh(page).delete(),
    "expire": lambda page, *_: edit(page, expire_at=timezone.now() - timedelta(seconds=5)),
    "no longer shown": lambda page, *_: edit(page, lead_image=None, body=[]),
    "replace": lambda page, *_: replace(fresh(page)),
    "staff collection": lambda page, *_: to_staff_collection(fresh(page)),
    "parent deleted": lambda page, section, *_: fresh(section).delete(),
}


def test_without_a_copy_nothing_is_shown(home: Any, add: Add, follow: Follow, settings: Any, tmp_path: Any) -> None:
    page = add(home, "Flu", **with_media())
    settings.COPY_FILES = {name: tmp_path / "none" / f"{name}.sqlite3" for name in ("public", "staff")}
    got = Client().get(addresses(page)[0])
    assert (got.status_code, got["Retry-After"], got["Cache-Control"]) == (503, "2", "no-store")


def test_without_a_database_the_copy_decides(
    home: Any, add: Add, follow: Follow, monkeypatch: pytest.MonkeyPatch
) -> None:
    urls = addresses(add(home, "Flu", **with_media()))
    follow()

    def away(*args: Any, **kwargs: Any) -> Any:
        raise OperationalError("away")

    with connection.execute_wrapper(away):
        assert statuses([*urls, "/media/images/1/x.png"]) == [200, 200, 200, 404]


@pytest.mark.parametrize(
    "path", ["../media/x", "%2e%2e/%2e%2e/etc/passwd", "/etc/passwd", "a\\..\\b", "%00", "%0d%0aX: y"]
)
def test_strange_names_are_no_names(path: str, follow: Follow, staff: Client) -> None:
    follow()
    assert statuses([f"/media/{path}", f"/media/{'a' * 5000}"]) == [404, 404]
    assert statuses([f"/staff-media/{path}"], staff) == [404]
