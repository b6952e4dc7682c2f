"""No medium holds back a text, no damaged body replaces a good item, and whoever edits the page is told in words."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from site_content.items.models import Item, Refresh
from site_content.media import renditions
from site_content.media.models import SiteImage
from site_content.pages.types.standard import StandardPage
from site_content.publishing import batch
from site_content.publishing.obstacles import Obstacle
from site_content.publishing.refresh import drain
from site_content.publishing.refresh_queue import enqueue
from tests.site_content.editing.conftest import signed_in
from tests.site_content.media.conftest import media  # noqa: F401 (used by name)
from tests.site_content.media.uploads import picture, upload_file, upload_image
from tests.site_content.publishing.conftest import Add, edit, item


def blocks(**values: Any) -> list[dict[str, Any]]:
    """Return a body as it is stored, one block of each kind after a text."""
    text = {"type": "rich_text", "value": "<p>Read me</p>"}
    return [text, *({"type": name, "value": value} for name, value in values.items())]


def image_block(image: Any) -> dict[str, Any]:
    return {"image": {"image": image.pk, "decorative": False, "alt_text": ""}, "caption": ""}


@pytest.fixture(autouse=True)
def none_failed_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "_failed", {})


def texts() -> list[str]:
    return list(Obstacle.objects.order_by("pk").values_list("text", flat=True))


def test_a_picture_too_long_for_a_size_is_published_without_it(home: Any, add: Add) -> None:
    image = upload_image("Spine", size=(330, 17_000))
    page = add(home, "Page", lead_image=image, body=blocks(image=image_block(image)))
    body = item(page)
    # WebP holds neither 320 × 16,485 pixels nor all of it; PNG does.
    assert (body["image"]["sources"], body["image"]["width"], body["image"]["height"]) == ([], 330, 17_000)
    assert [block["type"] for block in body["details"]["body"]] == ["rich_text", "image"]
    assert texts() == [
        "The picture “Spine” has 330 × 17000 pixels, which is too large for some of its sizes. Readers see the others. "
        "Upload it with at most 16383 pixels on each side."
    ]
    image.file = picture(size=(330, 200))
    image.save()
    drain()
    assert ([each["width"] for each in item(page)["image"]["sources"]], texts()) == ([320, 330], [])


def test_media_without_bytes_are_left_out_and_told(home: Any, add: Add, media: Path) -> None:  # noqa: F811
    image, file = upload_image("Nurse"), upload_file("Leaflet")
    for row in (image, file):
        (media / str(row.file.name)).unlink()
    body = blocks(file={"file": file.pk, "title": ""}, image=image_block(image))
    page = add(home, "Page", lead_image=image, social_image=image, body=body)
    made = item(page)
    assert (made["image"], [block["type"] for block in made["details"]["body"]]) == (None, ["rich_text"])
    assert texts() == [
        "The file “Leaflet” is not linked, because it cannot be read. Upload it again.",
        "The picture “Nurse” is not shown, because its file cannot be read. Upload it again, or choose another.",
    ]
    page.delete()
    drain()
    assert texts() == []


DAMAGED = [
    '{"a": 1}',
    '"words"',
    '[{"type": "rich_text", "value": {"a": 1}, "id": "1"}]',
    '[{"type": "rich_text"}]',
    "[1]",
    '[{"type": "no_such_block", "value": "x", "id": "1"}]',
    '[{"type": "heading", "value": {"text": ["x"], "level": "2"}, "id": "1"}]',
]


@pytest.mark.parametrize("stored", DAMAGED)
def test_a_body_that_cannot_be_read_leaves_the_item_as_it_was(
    home: Any, add: Add, stored: str, caplog: pytest.LogCaptureFixture
) -> None:
    page = add(home, "Page", body=blocks())
    before = Item.objects.get(path="/page")
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {StandardPage._meta.db_table} SET body = %s WHERE contentpage_ptr_id = %s", [stored, page.pk]
        )
    enqueue([f"page:{page.pk}"])
    drain()
    after = Item.objects.get(path="/page")
    assert (after.body, after.seq) == (before.body, before.seq)
    (text,) = texts()
    assert text.startswith("Readers do not see your last change: its ")
    assert text.endswith(" Open the page, repair it, and publish it again.")
    client = signed_in("Editors")
    for url in (f"/admin/pages/{page.pk}/edit/", "/admin/"):
        assert text.split(" Open")[0].encode() in client.get(url).content.replace(b"&#x27;", b"'")
    edit(page, body=[("rich_text", "<p>Mended</p>")])
    assert (item(page)["details"]["body"][0]["value"]["html"], texts()) == ("<p>Mended</p>", [])
    assert not Refresh.objects.exists()


def test_two_pages_at_one_address_are_told_to_the_second(home: Any, add: Add, caplog: pytest.LogCaptureFixture) -> None:
    first = add(home, "First", slug="place")
    second = add(home, "Second")
    StandardPage.objects.filter(pk=second.pk).update(slug="place", url_path=first.url_path)
    enqueue([f"page:{second.pk}"])
    drain()
    (text,) = texts()
    assert text == (
        f"Readers do not see your last change: page {second.pk} and page {first.pk} have the same address /place: "
        "change the slug of one."
    )


def test_whoever_may_not_edit_the_page_is_not_told(home: Any, add: Add) -> None:
    page = add(home, "Page")
    Obstacle.objects.create(key=f"page:{page.pk}", text="Something is wrong")
    assert b"Something is wrong" in signed_in("Moderators").get("/admin/").content
    from django.contrib.auth import get_user_model
    from django.contrib.auth.models import Group, Permission

    group = Group.objects.create(name="Guests")
    group.permissions.add(Permission.objects.get(codename="access_admin"))
    guest = get_user_model().objects.create_user("guest", password="x")
    guest.groups.add(group)
    client = Client()
    client.force_login(guest)
    answer = client.get("/admin/")
    assert (answer.status_code, b"Something is wrong" in answer.content) == (200, False)


def test_sizes_are_made_while_nobody_holds_the_log(home: Any, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []
    real = SiteImage.create_renditions

    def create_renditions(self: Any, *filters: Any) -> Any:
        held.append(batch._open.get() is not None)
        return real(self, *filters)

    monkeypatch.setattr(SiteImage, "create_renditions", create_renditions)
    images = [upload_image(f"Picture {number}", size=(400 + number, 300)) for number in range(3)]
    pages = [
        add(home, f"Page {number}", live=False, lead_image=image, body=blocks(image=image_block(images[0])))
        for number, image in enumerate(images)
    ]
    for page in pages:
        page.save_revision().publish()
    drain()
    assert (len(held), any(held)) == (3, False)
    assert [[each["width"] for each in item(page)["image"]["sources"]] for page in pages] == [
        [320, 400], [320, 401], [320, 402],
    ]  # fmt: skip


def test_what_readers_cannot_see_of_a_source_makes_nothing_again(home: Any, add: Add) -> None:
    image, file = upload_image(description="Described"), upload_file()
    page = add(home, "Page", lead_image=image, body=blocks(file={"file": file.pk, "title": ""}))
    page.tags.add("Flu")
    page.save()
    drain()
    tag = page.tags.get()
    for row in (image, file, tag):
        row.save()
    image.title = "Another"
    image.save()
    assert not Refresh.objects.exists()
    for row, name in ((image, "description"), (image, "credit"), (file, "title"), (tag, "name")):
        setattr(row, name, f"New {name}")
        row.save()
        assert Refresh.objects.filter(key=f"page:{page.pk}").exists(), name
        drain()
    assert json.dumps(item(page)).count("New ") >= 4
