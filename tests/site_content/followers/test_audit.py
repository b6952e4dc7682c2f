"""The audit finds every kind of difference, and the commands that look and repair."""

import sqlite3
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from site_content.followers import progress
from site_content.followers.audit import compare, items
from site_content.followers.copies.follow import CopyFollower
from site_content.followers.copies.opening import CopyFile
from site_content.followers.source import DatabaseSource
from site_content.followers.worker import Worker
from site_content.items.models import Item
from site_content.publishing.refresh import drain
from tests.site_content.followers.copies.harms import DAMAGES, Harm
from tests.site_content.media.uploads import upload_image

pytestmark = pytest.mark.django_db
Open = Callable[[str], CopyFile]


@pytest.fixture
def copy(add: Callable[..., Any], open_copy: Open, tmp_path: Path) -> CopyFile:
    """A public copy in line with the items."""
    page = add("Flu", summary="Stay at home")
    add("Cough").unpublish()
    add("Rota", "staff")
    add("Pictured", lead_image=upload_image())
    page.slug = "influenza"
    page.save_revision().publish()
    drain()
    Worker().once()
    return open_copy("public")


def check(*options: str) -> tuple[int, list[str]]:
    """Run the command; its exit status and lines."""
    out, status = StringIO(), 0
    try:
        call_command("check_copies", *options, stdout=out)
    except SystemExit as stopped:
        status = int(stopped.code or 0)
    return status, out.getvalue().splitlines()


def test_copies_that_hold_the_items_do_not_differ(copy: CopyFile, open_copy: Open) -> None:
    assert compare(copy.connection(), items("public")) == []
    assert compare(open_copy("staff").connection(), items("staff")) == []
    assert check() == (0, ["public: nothing differs", "staff: nothing differs"])
    # A copy of the wrong audience lacks what is for staff.
    missing = [difference for difference in compare(copy.connection(), items("staff")) if "rota" in difference.row]
    assert [str(difference) for difference in missing] == [
        f"staff:/rota: row should be seq {Item.objects.get(path='/rota').seq}, not missing"
    ]


HARMS = [
    ("UPDATE item SET etag = 'x' WHERE path = '/influenza'", "public:/influenza: etag"),
    ("UPDATE item SET seq = -1 WHERE path = '/influenza'", "public:/influenza: seq"),
    ("UPDATE item SET position = 999 WHERE path = '/influenza'", "public:/influenza: position"),
    ("UPDATE item SET state = 'gone' WHERE path = '/flu'", "public:/flu: state"),
    ("UPDATE item SET shown_until = 5 WHERE path = '/influenza'", "public:/influenza: shown_until"),
    ("UPDATE item SET card = '{}' WHERE path = '/influenza'", "public:/influenza: card"),
    ("UPDATE item SET path = '/nowhere' WHERE path = '/influenza'", "public:/influenza: row"),
    ("INSERT INTO item SELECT 999, audience, '/extra', slot, -5, -5, content_id, state, type, version, etag,"
     " written_at, published_at, updated_at, shown_from, shown_until, live_until, listed, title_key, tie, section,"
     " card, locale, translation_key, groups FROM item"
     " WHERE path = '/influenza'", "public:/extra: row"),
    ("DELETE FROM item WHERE path = '/flu'", "public:/flu: row"),
    ("UPDATE address SET live_until = 5 WHERE item = {row}", "public:/influenza: live_until at /influenza"),
    ("UPDATE address SET state = 'gone' WHERE item = {row}", "public:/influenza: state at /influenza"),
    ("UPDATE gzip SET body = x'1f8b' WHERE item = {row}", "public:/influenza: gzip"),
    ("UPDATE gzip SET body = (SELECT body FROM gzip WHERE item <> {row}) WHERE item = {row}", "/influenza: gzip"),
    ("UPDATE brotli SET body = x'00' WHERE item = {row}", "public:/influenza: brotli"),
    ("UPDATE gzip SET checksum = 5 WHERE item = {row}", "public:/influenza: gzip"),
    ("DELETE FROM gzip WHERE item = {row}", "public:/influenza: gzip"),
    ("DELETE FROM address WHERE item = {row}", "public:/influenza: addresses"),
    ("INSERT INTO address SELECT '/more', item, audience, item_path, slot, content_id, state, type, etag, written_at,"
     " shown_from, shown_until, live_until FROM address WHERE item = {row}", "public:/influenza: addresses"),
    ("INSERT INTO facet VALUES ('topic', 'more', 0, 0, {row})", "public:/influenza: facets"),
    ("INSERT INTO facet VALUES ('topic', 'lost', 0, 0, 999)", "row 999: facet"),
    ("UPDATE list_set SET bits = x'00' WHERE name = 'section'", "set section"),
    ("DELETE FROM list_set WHERE name = 'month'", "set month"),
    ("INSERT INTO list_set VALUES ('type', 'none', 0, x'02')", "set type none: rows should be 0 rows, not 1"),
    ("INSERT INTO media VALUES (5, {row}, 0, 0)", "public:/influenza: media should be [], not [(5, "),
    ("INSERT INTO media VALUES (5, 999, 0, 0)", "row 999: media"),
    ("DELETE FROM media", "public:/pictured: media"),
    ("UPDATE media SET shown_until = 5", "public:/pictured: media"),
    ("DELETE FROM search_entry WHERE rowid = {row}", "public:/influenza: search entry"),
    ("UPDATE search_entry SET version = 1 WHERE rowid = {row}", "public:/influenza: search entry's version"),
    ("UPDATE search_entry SET live_until = 1 WHERE rowid = {row}", "public:/influenza: search entry's live_until"),
    ("UPDATE search_entry SET card = '{}' WHERE rowid = {row}", "public:/influenza: search entry's card"),
    ("DELETE FROM search_text WHERE rowid = {row}", "public:/influenza: search entry"),
]  # fmt: skip


def test_every_kind_of_difference_is_found_and_repaired(copy: CopyFile, copies: dict[str, Path]) -> None:
    for harm, told in HARMS:
        row = copy.connection().execute("SELECT id FROM item WHERE path = '/influenza'").fetchone()[0]
        with sqlite3.connect(copies["public"]) as conn:
            conn.execute(harm.replace("{row}", str(row)))
        conn.close()
        found = [str(difference) for difference in compare(copy.connection(), items("public"))]
        assert [line for line in found if told in line], (harm, found)
        assert check("--audience", "public") == (1, [*(f"  {x}" for x in found), f"public: {len(found)} differences"])
        assert check("--repair", "--audience", "public")[1][-1] == "public: nothing differs"


def test_what_a_copy_has_not_reached_yet_is_no_difference(copy: CopyFile, add: Callable[..., Any]) -> None:
    page = add("Later")
    page.title = "Later still"
    page.save_revision().publish()
    drain()
    assert compare(copy.connection(), items("public")) == []
    Worker().once()
    assert compare(copy.connection(), items("public")) == []


def test_without_a_copy_it_says_so_and_builds_one(add: Callable[..., Any]) -> None:
    add("Flu")
    assert check() == (1, ["public: no copy at public.sqlite3", "staff: no copy at staff.sqlite3"])
    assert check("--repair")[0] == 0


def test_a_copy_that_a_worker_follows_is_built_again_by_the_worker(
    copy: CopyFile, copies: dict[str, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(copies["public"]) as conn:
        conn.execute("UPDATE item SET version = version + 7")
    worker = CopyFollower(copies["public"], "public", DatabaseSource("public"))
    worker.catch_up()

    def asked(seconds: float) -> None:
        assert progress.is_rebuild_requested("copy:public")
        worker.rebuild()
        progress.note_rebuilt("copy:public")

    monkeypatch.setattr("site_content.management.commands.check_copies.time.sleep", asked)
    status, lines = check("--repair", "--audience", "public")
    worker.close()
    assert (status, lines[-2:]) == (0, ["public: asked the worker to rebuild it", "public: nothing differs"])


@pytest.mark.parametrize("harm", DAMAGES, ids=lambda harm: harm.__name__)
def test_a_damaged_copy_is_told_and_repaired(harm: Harm, copy: CopyFile, copies: dict[str, Path]) -> None:
    copy.close()
    harm(copies["public"].parent / copies["public"].readlink())
    status, lines = check("--audience", "public")
    assert (status, bool(lines)) == (1, True)
    assert check("--repair", "--audience", "public") == (0, [*lines, "public: nothing differs"])
    assert check("--audience", "public") == (0, ["public: nothing differs"])
