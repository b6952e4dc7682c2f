"""``publish_items``: finds what was written past publishing, puts it right, and with --check only says so."""

from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import transaction

from site_content.items.models import Item, ItemLink, LogEntry, LogHead, Refresh
from site_content.pages.content_page import ContentPage
from site_content.pages.types.section import SectionPage
from site_content.pages.types.topic import TopicPage
from site_content.publishing.log import changes_after, head
from site_content.publishing.refresh import drain
from tests.site_content.publishing.conftest import Add, edit, fresh, item, link_to, move, site, told, unpublish


def publish_items(*options: str) -> Any:
    """Return (exit code, output)."""
    out = StringIO()
    try:
        call_command("publish_items", *options, stdout=out)
    except SystemExit as stop:
        return stop.code, out.getvalue()
    return 0, out.getvalue()


@pytest.fixture
def tree(home: Any, add: Add) -> Any:
    """A site with a bit of everything in it, in line."""
    section = add(home, "Section", SectionPage)
    topic = add(home, "Topic", TopicPage)
    page = add(section, "Page", topics=[topic], body=link_to(topic))
    unpublish(add(home, "Ended"), end_state="withdrawn", end_reason="Why")
    move(add(home, "Moved"), section)
    fresh(add(home, "Deleted")).delete()
    add(home, "Hidden").view_restrictions.create(restriction_type="login")
    drain()
    return {"section": section, "topic": topic, "page": page}


def snapshot() -> Any:
    return list(Item.objects.order_by("pk").values()), list(
        ItemLink.objects.order_by("target", "kind", "item").values_list("target", "kind", "item")
    )


def test_nothing_differs_when_all_went_through_publishing(tree: Any) -> None:
    before = snapshot()
    assert publish_items("--check") == (0, "nothing differed\n")
    assert publish_items() == (0, "nothing differed\n")
    assert snapshot() == before


DRIFT = {
    "an item lost": lambda tree: Item.objects.filter(key=f"page:{tree['page'].pk}").delete(),
    "a body changed": lambda tree: Item.objects.filter(path="/section/page").update(body='{"title": "Hacked"}'),
    "a state changed": lambda tree: Item.objects.filter(path="/topic").update(state="gone", card=None),
    "an ended page alive": lambda tree: Item.objects.filter(path="/ended").update(state="live"),
    "a card changed": lambda tree: Item.objects.filter(path="/topic").update(card={"title": "Hacked"}),
    "an entry lost": lambda tree: Item.objects.filter(path="/topic").update(entry=None),
    "an item in the wrong place": lambda tree: Item.objects.filter(path="/topic").update(path="/other"),
    "a page renamed past Wagtail": lambda tree: ContentPage.objects.filter(slug="topic").update(title="Renamed"),
    "links forgotten": lambda tree: ItemLink.objects.all().delete(),
    "a public item that should not be": lambda tree: Item.objects.filter(path="/hidden").update(
        state="live", body="{}", digest="x"
    ),
    "a redirect to elsewhere": lambda tree: Item.objects.filter(path="/moved").update(body='{"location": "//evil"}'),
}  # fmt: skip


def test_drift_is_found_and_repaired(tree: Any) -> None:
    told_before = site()
    for name, drift in DRIFT.items():
        with transaction.atomic():
            drift(tree)
            drifted = snapshot()
            code, said = publish_items("--check")
            assert (name, code, "differed" in said) == (name, 1, True)
            assert snapshot() == drifted, name
            code, said = publish_items()
            assert (name, code, "repaired" in said) == (name, 0, True)
            assert (name, *publish_items("--check")) == (name, 0, "nothing differed\n")
            told_now = site()
            told_now.pop("/other", None)
            renamed = {"/topic": {"state": "live", "title": "Renamed"}} if "renamed" in name else {}
            assert told_now == told_before | renamed, name
            transaction.set_rollback(True)


def test_a_page_that_cannot_be_made_is_said_and_stops_no_other(
    tree: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    Item.objects.filter(path="/topic").update(body="{}")
    monkeypatch.setattr(TopicPage, "Details", None)
    Item.objects.filter(path="/section/page").update(body="{}")
    code, said = publish_items()
    assert code == 1
    assert f"page:{tree['topic'].pk}: " in said
    assert "cannot be made" in said
    assert told("/section/page")["title"] == "Page"


def lines() -> list[Any]:
    return list(
        LogEntry.objects.order_by("seq").values_list(
            "seq", "content_id", "audience", "path", "slot", "state", "version"
        )
    )


LOST = "the log has no positions [{}]: {}\nnothing differed\n"


def test_a_lost_line_of_an_item_is_written_again_as_it_was(tree: Any) -> None:
    before, items = lines(), snapshot()
    seq = Item.objects.get(path="/topic").seq
    LogEntry.objects.filter(seq=seq).delete()
    assert publish_items("--check") == (1, LOST.format(seq, "run publish_items without --check to restore them"))
    assert len(lines()) == len(before) - 1
    assert publish_items() == (0, LOST.format(seq, "restored"))
    assert (lines(), snapshot()) == (before, items)
    assert publish_items("--check") == (0, "nothing differed\n")


def test_a_lost_line_of_what_was_written_again_since_is_kept_as_lost(tree: Any) -> None:
    page, seq = fresh(tree["page"]), Item.objects.get(path="/section/page").seq
    edit(page, title="Again")
    before, items, version = lines(), snapshot(), item(page)["version"]
    LogEntry.objects.filter(seq=seq).delete()
    assert publish_items() == (0, LOST.format(seq, "restored"))
    assert publish_items("--check") == (0, "nothing differed\n")
    lost = (seq, UUID(int=0), "", "", "", "lost", 0)
    assert lines() == [lost if line[0] == seq else line for line in before]
    assert (snapshot(), head()) == (items, before[-1][0])
    edit(page, title="And again")
    assert item(page)["version"] == version + 1


def test_a_version_whose_line_was_lost_is_not_given_twice(tree: Any) -> None:
    page = edit(tree["page"], title="Newest")
    seq, version = Item.objects.get(path="/section/page").seq, item(page)["version"]
    LogEntry.objects.filter(seq=seq).delete()
    assert publish_items() == (0, LOST.format(seq, "restored"))
    assert [change.seq for change in changes_after(seq - 1, 1, ["public"])] == [seq]
    edit(page, title="Newer")
    assert item(page)["version"] == version + 1


def test_a_head_that_was_lost_is_brought_up_to_what_was_written(tree: Any) -> None:
    newest, before = LogHead.objects.values().get(), lines()
    LogHead.objects.all().delete()
    code, said = publish_items("--check")
    assert (code, said.startswith("the log has no positions [1, 2, 3")) == (1, True)
    assert publish_items()[0] == 0
    assert (LogHead.objects.values().get(), lines()) == (newest, before)
    assert publish_items("--check") == (0, "nothing differed\n")


def test_marks_that_come_meanwhile_are_not_lost(tree: Any) -> None:
    key = f"page:{tree['page'].pk}"
    Refresh.objects.create(key=key)
    assert publish_items() == (0, "nothing differed\n")
    assert list(Refresh.objects.filter(key=key)) == []
