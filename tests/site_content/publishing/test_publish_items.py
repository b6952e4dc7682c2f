"""``publish_items``: finds what was written past publishing, puts it right, and with --check only says so."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction

from site_content.content_page import ContentPage
from site_content.item_rows import Item, ItemLink, LogEntry, Refresh
from site_content.publishing.refresh import drain
from site_content.types.section import SectionPage
from site_content.types.topic import TopicPage
from tests.site_content.publishing.conftest import Add, fresh, link_to, move, site, told, unpublish


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
    "an item lost": lambda tree: Item.objects.filter(page_id=tree["page"].pk).delete(),
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


def test_a_lost_log_position_is_reported(tree: Any) -> None:
    LogEntry.objects.filter(seq=2).delete()
    assert publish_items("--check") == (1, "the log lacks positions [2]\nnothing differed\n")


def test_marks_that_come_meanwhile_are_not_lost(tree: Any) -> None:
    key = f"page:{tree['page'].pk}"
    Refresh.objects.create(key=key)
    assert publish_items() == (0, "nothing differed\n")
    assert list(Refresh.objects.filter(key=key)) == []
