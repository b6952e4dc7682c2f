"""What leads back to the old place ends with a restore: sessions, previews, leases, copies, positions, hosts."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone
from wagtail.models import Site

from site_content.accounts import models as accounts
from site_content.accounts.models import SignInRefused, StaffSession
from site_content.backup.contents import Addresses, Description
from site_content.backup.create import addresses
from site_content.backup.new_place import begin_anew
from site_content.followers.configured import configured_followers
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.leases import Lease
from site_content.followers.models import Follower
from site_content.followers.source import DatabaseSource
from site_content.items.models import Item, LogHead
from site_content.mail.models import Letter
from site_content.pages import preview
from site_content.pages.preview import PreviewRefused
from site_content.pages.publishable_page import PublishablePage
from site_content.publishing import log
from tests.site_content.publishing import conftest as publishing
from tests.site_content.publishing.conftest import Add

home, staff_home, add = publishing.home, publishing.staff_home, publishing.add


def description(**fields: Any) -> Description:
    head = LogHead.objects.get(pk=1)
    return Description.model_validate({
        "version": "0.1.0", "started_at": timezone.now().isoformat(), "engine": "sqlite", "server": 34000,
        "migrations": [], "seq": head.seq, "positions": {}, "addresses": addresses(), "pages": 1, "accounts": 1,
        "media": 0, "total_bytes": 0, **fields,
    })  # fmt: skip


def restored(beyond: int = 0, **fields: Any) -> list[str]:
    """Begin anew as after a restore of a backup that was just made; return what people are told."""
    return begin_anew(description(**fields), addresses(), beyond)


def moved(**urls: str) -> list[str]:
    return begin_anew(description(), Addresses(**(addresses().model_dump() | urls)), 0)


def test_sessions_sign_ins_and_previews_end(home: Any, add: Add, admin_user: Any) -> None:
    SessionStore().create()
    token = accounts.exchange(accounts.begin(admin_user)).token
    row = preview.start(PublishablePage(add(home, "Flu")), admin_user)
    restored()
    assert (Session.objects.count(), StaffSession.objects.count()) == (0, 0)
    with pytest.raises(SignInRefused):
        accounts.user_of(token)
    with pytest.raises(PreviewRefused):
        preview.exchange(row.token)


def test_followers_are_free_and_begin_again(home: Any) -> None:
    name = next(iter(configured_followers()))
    Lease(name, "elsewhere:1:abc").take()
    Follower.objects.create(name="copy:public@another host", position=7)
    restored()
    assert Lease(name, "here:1:def").take()
    rows = Follower.objects.values_list("name", "position", "rebuild_asked")
    assert {(0, True)} == {row[1:] for row in rows}
    assert {row[0] for row in rows} == {*configured_followers(), "copy:public@another host"}


def files(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir() if path.name.endswith(".sqlite3") and not path.is_symlink())


def test_a_copy_of_the_old_log_is_built_anew_though_no_line_differs(home: Any, add: Add, tmp_path: Path) -> None:
    """A delivery host elsewhere has the same lines at the same numbers: only the history's name differs."""
    add(home, "Flu")
    follower = CopyFollower(tmp_path / "public.sqlite3", "public", DatabaseSource("public"))
    try:
        follower.catch_up()
        before = files(tmp_path)
        assert follower.catch_up().rebuilt == ""
        restored()
        again = follower.catch_up()
        assert ("history has changed" in again.rebuilt, again.position) == (True, log.head())
        after = files(tmp_path)
        # The old file has gone, and its name with it.
        assert (len(before), len(after), before < after) == (1, 1, True)
        add(home, "Cough")
        assert follower.catch_up().rebuilt == ""
    finally:
        follower.close()


def positions(audience: str) -> list[int]:
    column = f"{audience}_position"
    return list(Item.objects.exclude(**{column: None}).order_by("seq").values_list(column, flat=True))


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_positions_begin_above_any_that_a_reader_can_have(home: Any, add: Add, audience: str) -> None:
    add(home, "Flu")
    before = positions(audience)
    # The old place went on for a day at the quickest pace it had (docs/performance.md), and was restored before.
    day = timezone.now() - timedelta(days=1)
    restored(started_at=day.isoformat())
    head = LogHead.objects.get(pk=1)
    after = positions(audience)
    newest = getattr(head, f"{audience}_position")
    assert head.reset_below >= before[-1] + 86_400 * 2_000
    assert [position - before[0] for position in before] == [position - after[0] for position in after]
    assert (after[0] > head.reset_below, after[-1] == newest) == (True, True)
    restored(beyond=newest + 5_000_000)
    assert LogHead.objects.get(pk=1).reset_below > newest + 5_000_000


def test_the_sites_get_the_hosts_of_this_place(home: Any, staff_home: Any, settings: Any) -> None:
    for audience, url in (("public", settings.PUBLIC_URL), ("staff", settings.STAFF_URL)):
        host, _, port = url.removeprefix("http://").partition(":")
        Site.objects.filter(audience_row__audience=audience).update(hostname=host, port=port)
    third = Site.objects.create(hostname="third.example", port=443, root_page=home)
    # They change places, which no order of two single moves allows.
    notes = moved(public=settings.STAFF_URL, staff=settings.PUBLIC_URL)
    rows = Site.objects.exclude(pk=third.pk)
    hosts = {site.audience_row.audience: f"http://{site.hostname}:{site.port}" for site in rows}
    assert hosts == {"public": settings.STAFF_URL, "staff": settings.PUBLIC_URL}
    assert (len(notes), Site.objects.get(pk=third.pk).hostname) == (2, "third.example")


def test_letters_go_out_in_the_same_place_only(home: Any) -> None:
    Letter.objects.create(sender="a@example.org", recipients=["b@example.org"], content=b"x")
    assert (restored(), Letter.objects.count()) == ([], 1)
    notes = moved(cms="https://elsewhere.example")
    assert (["letters that waited" in note for note in notes], Letter.objects.count()) == ([True], 0)


def test_pictures_at_another_address_are_told(home: Any) -> None:
    assert ["run publish_items" in note for note in moved(media="https://media.example/")] == [True]
