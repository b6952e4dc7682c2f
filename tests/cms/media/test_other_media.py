"""Media of the staff, of editors, and of who looks at a preview."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.core.files.base import ContentFile
from django.test import Client

from site_content.accounts.models import begin, end, exchange
from site_content.media.storage import MediaStorage
from site_content.pages import preview
from site_content.pages.publishable_page import PublishablePage
from site_content.publishing.refresh import drain
from tests.cms.media.conftest import Follow, addresses, body_of, statuses, with_media
from tests.site_content.media.uploads import PDF, upload_file, upload_image
from tests.site_content.publishing.conftest import Add, item, unpublish

pytestmark = pytest.mark.django_db


def test_staff_read_what_a_live_item_names(staff_home: Any, home: Any, add: Add, follow: Follow, staff: Client) -> None:
    page = add(staff_home, "Inside", **with_media(staff=True))
    draft = upload_file(staff=True, name="draft.pdf")
    follow()
    urls = addresses(page)
    assert [url.startswith("/staff-media/") for url in urls] == [True] * 3
    assert statuses(urls, staff) == [200] * 3
    assert statuses([url.replace("/staff-media/", "/media/") for url in urls], staff) == [404] * 3
    got = staff.get(urls[2])
    assert (body_of(got), got["Cache-Control"], "Surrogate-Key" in got) == (PDF, "private, no-store", False)
    assert "sandbox" in got["Content-Security-Policy"]
    assert statuses([f"/staff-media/files/{draft.pk}-{draft.file_hash[:16]}/draft.pdf"], staff) == [404]
    unpublish(page)
    follow()
    assert statuses(urls, staff) == [404] * 3


def test_the_same_picture_has_an_address_for_each_audience(
    staff_home: Any, home: Any, add: Add, follow: Follow, staff: Client
) -> None:
    fields = with_media()
    public, inside = add(home, "Outside", **fields), add(staff_home, "Inside", related=[], **fields)
    reader = add(staff_home, "Reader", related=[public])
    follow()
    theirs, ours = addresses(public), addresses(inside)
    assert ours == [url.replace("/media/", "/staff-media/") for url in theirs]
    card = item(reader)["links"]["related"][0]
    assert (card["image"]["url"], card["image"]["sources"][0]["url"]) == tuple(ours[:2])
    assert "/media/" not in json.dumps([item(inside), item(reader)])
    unpublish(inside)
    follow()
    # Staff read what the public reads.
    assert statuses([*theirs, *ours[:2]], staff) == [200] * 5
    assert statuses(ours) == [302] * 3
    unpublish(public)
    follow()
    assert statuses([*theirs, *ours], staff) == [404] * 6


def test_who_is_not_signed_in_is_sent_to_sign_in(staff_home: Any, add: Add, follow: Follow) -> None:
    url = addresses(add(staff_home, "Inside", **with_media(staff=True)))[2]
    follow()
    # The same answer whether or not there is such a file.
    for address in (url, "/staff-media/files/1-x/nothing.pdf"):
        got = Client().get(address)
        assert (got.status_code, got["Location"].split("?")[0]) == (302, "/admin/login/")
    client = Client()
    user = get_user_model().objects.create_user("left", password="x")
    client.force_login(user)
    get_user_model().objects.filter(pk=user.pk).update(is_active=False)
    assert client.get(url).status_code == 302


def test_an_address_too_long_to_come_back_to_is_refused_and_no_event(db: None, capfd: Any, caplog: Any) -> None:
    got = Client().get(f"/staff-media/{'a/' * 9_000}b.pdf")
    assert got.status_code == 400
    assert (caplog.text, capfd.readouterr().err) == ("", "")


def test_the_staff_site_reads_it_with_the_token_of_who_is_signed_in_there(
    staff_home: Any, add: Add, follow: Follow
) -> None:
    url = addresses(add(staff_home, "Inside", **with_media(staff=True)))[2]
    follow()
    user = get_user_model().objects.create_user("bev", password="x")
    token = exchange(begin(user)).token
    assert body_of(Client().get(url, headers={"Authorization": f"Bearer {token}"})) == PDF
    end(token)
    refused = [Client().get(url, headers={"Authorization": f"Bearer {word}"}) for word in (token, "", "x" * 300)]
    assert [(each.status_code, each.content) for each in refused] == [(401, b"")] * 3
    # A token that is sent decides, as everywhere: a session does not make it good.
    client = Client()
    client.force_login(user)
    assert client.get(url, headers={"Authorization": f"Bearer {token}"}).status_code == 401


def test_originals_and_the_admins_sizes_are_for_editors(media: Path, editor: Client, staff: Client) -> None:
    image, file = upload_image(staff=True), upload_file()
    urls = [image.file.url, image.get_rendition("max-165x165").url, file.url]
    assert [url.split("/")[2:4] for url in urls] == [
        ["media", "originals"],
        ["media", "images"],
        ["media", "originals"],
    ]
    assert statuses(urls, editor) == [200] * 3
    assert editor.get(urls[2])["Cache-Control"] == "private, no-store"
    assert [Client().get(url)["Location"].split("?")[0] for url in urls] == ["/admin/login/"] * 3
    assert statuses(urls, staff) == [302] * 3
    assert (
        statuses(["/admin/media/../../etc/passwd", "/admin/media/originals", "/admin/media/no.png"], editor)
        == [404] * 3
    )


@pytest.mark.parametrize("name", ["page.html", "pic.svg", "a.xhtml", "a.js", "a.csv", "a.zip", "noextension", "a.xml"])
def test_what_a_browser_might_run_is_a_download(media: Path, editor: Client, name: str) -> None:
    """Uploads of these are refused; should one lie there all the same, it is not shown."""
    saved = MediaStorage().save(f"originals/x/{name}", ContentFile(b"<script>alert(1)</script>"))
    answer = editor.get(MediaStorage().url(saved))
    assert answer["Content-Disposition"].startswith("attachment")
    assert (answer["X-Content-Type-Options"], "sandbox" in answer["Content-Security-Policy"]) == ("nosniff", True)


def test_wagtails_own_address_of_files_is_closed(media: Path, editor: Client) -> None:
    """It knows nothing of staff collections and would answer anybody."""
    file = upload_file(staff=True)
    for client in (Client(), editor):
        assert client.get(f"/documents/{file.pk}/leaflet.pdf").status_code == 404


def test_a_previews_media_are_for_who_holds_its_key(home: Any, add: Add, follow: Follow, editor: Client) -> None:
    draft, other = (add(home, name, live=False, **with_media()) for name in ("Draft", "Other"))
    user = get_user_model().objects.get(username="ed")
    rows = [preview.start(PublishablePage(page), user) for page in (draft, other)]
    follow()
    body = json.loads(rows[0].body)
    urls = [body["image"]["url"], body["details"]["body"][0]["value"]["url"]]
    assert [url.startswith("/preview/~media/") for url in urls] == [True, True]
    names = [url.removeprefix("/preview/~media/") for url in urls]
    key, other_key = (preview.exchange(row.token).key for row in rows)

    def shown(word: str) -> list[int]:
        headers = {"Authorization": f"Preview {word}"}
        return statuses([f"/api/preview/media/{name}" for name in names], headers=headers)

    assert (shown(key), shown(other_key), shown("x" * 43), shown("")) == ([200] * 2, [404] * 2, [401] * 2, [401] * 2)
    got = Client().get(f"/api/preview/media/{names[1]}", headers={"Authorization": f"Preview {key}"})
    assert (body_of(got), got["Cache-Control"]) == (PDF, "private, no-store")
    assert statuses([f"/media/{name}" for name in names]) == [404] * 2
    assert statuses([f"/staff-media/{name}" for name in names], editor) == [404] * 2


def test_conditions_that_are_none_are_ignored(
    staff_home: Any, home: Any, add: Add, follow: Follow, staff: Client
) -> None:
    urls = [addresses(add(root, "Page", **with_media()))[2] for root in (home, staff_home)]
    follow()
    values = (
        "", "\xff", "bytes=\xb2-", "bytes=5-1", "bytes=" + "0-0," * 900, "Sun, \xb26 Nov 9999999", "x" * 9000,
    )  # fmt: skip
    for name in ("Range", "If-Range", "If-None-Match", "If-Modified-Since"):
        for value in values:
            answers = [staff.get(url, headers={name: value}) for url in urls]
            assert [(got.status_code, body_of(got)) for got in answers] == [(200, PDF)] * 2, (name, value)


def test_media_of_a_page_for_a_group_are_for_its_members(
    staff_home: Any, add: Add, follow: Follow, staff: Client, editor: Client
) -> None:
    page = add(staff_home, "Payroll", **with_media(staff=True))
    group = Group.objects.create(name="Payroll")
    page.view_restrictions.create(restriction_type="groups").groups.add(group)
    follow()
    urls = addresses(page)
    # Whoever may do everything reads everything.
    assert (statuses(urls, staff), statuses(urls, editor)) == ([404] * 3, [200] * 3)
    person = get_user_model().objects.get(username="ann")
    person.groups.add(group)
    assert statuses(urls, staff) == [200] * 3
    person.groups.remove(group)
    assert statuses(urls, staff) == [404] * 3


def test_media_of_a_page_that_becomes_narrower_are_closed_before_any_copy_has_heard(
    staff_home: Any, add: Add, follow: Follow, staff: Client
) -> None:
    page = add(staff_home, "Payroll", **with_media(staff=True))
    follow()
    urls = addresses(page)
    assert statuses(urls, staff) == [200] * 3
    page.view_restrictions.create(restriction_type="groups").groups.add(Group.objects.create(name="Payroll"))
    drain()
    assert statuses(urls, staff) == [404] * 3
