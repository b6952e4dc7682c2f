"""Importing again: by source id, changing what the source changed and nothing an editor did."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from wagtail.models import Page

from site_content.importing.models import ImportedSource
from site_content.items.models import Item, LogHead
from site_content.pages.types.section import SectionPage
from site_content.publishing.refresh import drain, sync
from tests.site_content.importing.conftest import FIXTURES, RunImport, blocks, item_at

JsonLines = Callable[..., Path]


def record(key: str, body: str, **more: Any) -> dict[str, Any]:
    return {"id": key, "title": key.capitalize(), "kind": "news", "body": body, **more}


def edit(path: str, title: str) -> None:
    """Change a page's title as an editor does, and publish it."""
    page = Page.objects.get(
        pk=Item.objects.get(path=path, audience="public", slot="current").key.removeprefix("page:")
    ).specific
    page.title = title
    page.save_revision().publish()
    drain()


def test_the_same_again_changes_nothing(run_import: RunImport, json_lines: JsonLines) -> None:
    file = json_lines(record("a", "<p>One</p>"), record("b", '<p><a href="/a">a</a></p>'))
    assert run_import(file).lines == ["2 created"]
    head, revisions = LogHead.objects.get().seq, Page.objects.get(slug="a").revisions.count()
    assert run_import(file).lines == ["2 unchanged"]
    assert run_import(file, "--overwrite").lines == ["2 unchanged"]
    assert (LogHead.objects.get().seq, Page.objects.get(slug="a").revisions.count()) == (head, revisions)


def test_a_changed_source_changes_its_page_where_it_stands(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("a", "<p>One</p>"), record("b", "<p>Other</p>")))
    before = item_at("/in/a")
    result = run_import(json_lines(record("a", "<p>Two</p>", title="New title"), record("b", "<p>Other</p>")))
    assert result.lines == ["1 updated, 1 unchanged"]
    after = item_at("/in/a")
    assert before is not None and after is not None
    assert (after["content_id"], after["title"], blocks(after)) == (
        before["content_id"], "New title", [("rich_text", {"html": "<p>Two</p>"})],
    )  # fmt: skip
    assert after["version"] > before["version"]
    assert Page.objects.filter(slug__startswith="a").count() == 1


def test_an_edited_page_is_left_alone_until_told_otherwise(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("a", "<p>One</p>")))
    edit("/in/a", "The editor's title")
    changed = json_lines(record("a", "<p>Two</p>"))
    result = run_import(changed)
    assert result.lines == [
        "1 skipped",
        "skipped: a: an editor changed its page (--overwrite replaces it with the source)",
    ]
    item = item_at("/in/a")
    assert item is not None
    assert (item["title"], blocks(item)) == ("The editor's title", [("rich_text", {"html": "<p>One</p>"})])
    assert run_import(changed, "--overwrite").lines == ["1 updated"]
    item = item_at("/in/a")
    assert item is not None
    assert (item["title"], blocks(item)) == ("A", [("rich_text", {"html": "<p>Two</p>"})])
    assert run_import(changed).lines == ["1 unchanged"]


def test_an_edited_page_whose_source_did_not_change_is_only_made_again_on_demand(
    run_import: RunImport, json_lines: JsonLines
) -> None:
    file = json_lines(record("a", "<p>One</p>"))
    run_import(file)
    edit("/in/a", "Edited")
    assert run_import(file).lines == ["1 unchanged"]
    assert run_import(file, "--overwrite").documents[0]["reason"] == "replaced an editor's changes"
    assert item_at("/in/a")["title"] == "A"  # type: ignore[index]


def test_a_deleted_page_stays_deleted_until_told_otherwise(run_import: RunImport, json_lines: JsonLines) -> None:
    file = json_lines(record("a", "<p>One</p>"))
    run_import(file)
    Page.objects.get(slug="a").specific.delete()
    assert run_import(file).lines == [
        "1 skipped",
        "skipped: a: an editor deleted its page (--overwrite makes a new one)",
    ]
    assert not Page.objects.filter(slug="a").exists()
    assert run_import(file, "--overwrite").lines == ["1 created"]
    assert item_at("/in/a") is not None


def test_an_unpublished_page_stays_unpublished(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("a", "<p>One</p>")))
    Page.objects.get(slug="a").specific.unpublish()
    assert run_import(json_lines(record("a", "<p>Two</p>"))).counts["updated"] == 1
    assert item_at("/in/a") is None
    assert "Two" in str(Page.objects.get(slug="a").get_latest_revision_as_object().specific.body)


def test_a_moved_page_is_updated_where_it_is_now(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("a", "<p>One</p>"), record("b", "<p>Two</p>")))
    page = Page.objects.get(slug="a")
    page.move(Page.objects.get(slug="b"), pos="last-child")
    drain()
    assert run_import(json_lines(record("a", "<p>Three</p>"))).documents[0]["path"] == "/in/b/a"
    assert blocks(item_at("/in/b/a")) == [("rich_text", {"html": "<p>Three</p>"})]


def test_drafts_are_published_by_a_later_run(run_import: RunImport, json_lines: JsonLines) -> None:
    more = {"kind": "blog", "topics": ["Flu"], "authors": ["Ann"]}
    file = json_lines(record("a", "<p>One</p>", date="2020-05-04", **more))
    assert run_import(file, publish=False).lines == ["1 created"]
    assert item_at("/in/a") is None
    result = run_import(file)
    assert (result.lines, result.reasons()) == (["1 published"], {"a": "published the imported draft"})
    item = item_at("/in/a")
    assert item is not None
    assert item["published_at"] == "2020-05-04T00:00:00Z"
    # With the sections, topics and authors that the first run made for it.
    paths = [step["path"] for step in item["breadcrumbs"]]
    filed = [card["path"] for name in ("topics", "authors") for card in item["links"][name]]
    assert (paths, filed) == (["/", "/in"], ["/in/topics/flu", "/in/authors/ann"])
    assert [item_at(path) is not None for path in ("/in", "/in/topics", "/in/authors")] == [True] * 3
    assert run_import(file).lines == ["1 unchanged"]


def test_an_editors_draft_of_a_section_stays_one(run_import: RunImport, json_lines: JsonLines, admin_user: Any) -> None:
    home = Page.objects.get(slug="home")
    home.add_child(instance=SectionPage(title="In", slug="in", live=False, owner=admin_user)).save_revision()
    run_import(json_lines(record("a", "<p>One</p>")))
    assert (item_at("/in"), item_at("/in/a") is not None) == (None, True)


def test_a_draft_of_a_published_page_shows_nothing_until_a_later_run_publishes_it(
    run_import: RunImport, json_lines: JsonLines
) -> None:
    run_import(json_lines(record("a", "<p>One</p>", topics=["Flu"], date="2020-05-04")))
    before = item_at("/in/a")
    changed = json_lines(record("a", "<p>Two</p>", topics=["Colds"], tags=["new"], date="2020-05-04"))
    assert run_import(changed, publish=False).lines == ["1 updated"]
    page = Page.objects.get(slug="a")
    sync(f"page:{page.pk}")
    assert item_at("/in/a") == before
    assert run_import(changed, publish=False).lines == ["1 unchanged"]
    result = run_import(changed)
    assert (result.lines, result.reasons()) == (["1 published"], {"a": "published the imported draft"})
    after = item_at("/in/a")
    assert before is not None and after is not None
    assert ([card["title"] for card in after["links"]["topics"]], blocks(after)) == (
        ["Colds"], [("rich_text", {"html": "<p>Two</p>"})],
    )  # fmt: skip
    assert after["published_at"] == before["published_at"] == "2020-05-04T00:00:00Z"
    assert run_import(changed).lines == ["1 unchanged"]
    # What an editor took down stays so.
    page.refresh_from_db()
    page.specific.unpublish()
    assert run_import(changed).lines == ["1 unchanged"]


def test_links_are_resolved_when_their_target_is_imported_later(run_import: RunImport, json_lines: JsonLines) -> None:
    button = '<p><a class="nhsuk-button" href="/old/b">Start</a></p>'
    first = json_lines(
        record("old/a", f'<p><a href="/old/b#part">b</a> <a href="c.html?x=1">c</a></p>{button}', source="s")
    )
    result = run_import(first)
    assert result.notes() == {"old/a": ["link not imported: 'old/b'", "link not imported: 'old/c'"]}
    assert blocks(item_at("/in/a")) == [
        ("rich_text", {"html": '<p><a href="/old/b#part">b</a> <a href="/old/c.html?x=1">c</a></p>'}),
        ("call_to_action", {"link": {"text": "Start", "url": "/old/b", "content_id": None, "external": False}}),
    ]
    result = run_import(json_lines(record("old/b", '<h2 id="part">Part</h2>', source="s"), name="later.jsonl"))
    assert result.actions() == {"old/b": "created", "old/a": "updated"}
    assert result.reasons() == {"old/a": "linked to pages imported later"}
    target = item_at("/in/b")
    assert target is not None
    led = [
        ("rich_text", {"html": '<p><a href="/in/b#part">b</a> <a href="/old/c.html?x=1">c</a></p>'}),
        ("call_to_action", {"link": {
            "text": "Start", "url": "/in/b", "content_id": target["content_id"], "external": False,
        }}),
    ]  # fmt: skip
    assert blocks(item_at("/in/a")) == led
    assert run_import(first).lines == ["1 unchanged"]
    run_import(json_lines(record("old/c", "<p>C</p>", source="s"), name="later.jsonl"))
    assert blocks(item_at("/in/a"))[0][1]["html"] == '<p><a href="/in/b#part">b</a> <a href="/in/c">c</a></p>'


def test_links_of_a_page_an_editor_changed_are_not_touched(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("old/a", '<p><a href="/old/b">b</a></p>', source="s")))
    edit("/in/a", "Edited")
    later = json_lines(record("old/b", "<p>B</p>", source="s"), name="later.jsonl")
    assert run_import(later).actions() == {"old/b": "created"}
    assert blocks(item_at("/in/a")) == [("rich_text", {"html": '<p><a href="/old/b">b</a></p>'})]


def test_links_between_documents_of_one_run_lead_to_pages_whatever_their_order(
    run_import: RunImport, json_lines: JsonLines
) -> None:
    run_import(json_lines(record("a", '<p><a href="/b">to b</a></p>'), record("b", '<p><a href="/a">to a</a></p>')))
    assert blocks(item_at("/in/a")) == [("rich_text", {"html": '<p><a href="/in/b">to b</a></p>'})]
    assert blocks(item_at("/in/b")) == [("rich_text", {"html": '<p><a href="/in/a">to a</a></p>'})]


def test_two_sources_with_the_same_ids_are_two_documents(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines(record("a", "<p>One</p>", source="first"), record("a", "<p>Two</p>", source="second")))
    assert [blocks(item_at(path))[0][1]["html"] for path in ("/in/a", "/in/a-2")] == ["<p>One</p>", "<p>Two</p>"]
    assert list(ImportedSource.objects.values_list("source", "source_id").order_by("source")) == [
        ("first", "a"), ("second", "a"),
    ]  # fmt: skip


def test_pictures_are_uploaded_once(run_import: RunImport) -> None:
    from site_content.media.models import SiteFile, SiteImage

    folder = FIXTURES / "markdown"
    run_import(folder)
    before = (SiteImage.objects.count(), SiteFile.objects.count())
    assert before == (2, 1)
    run_import(folder, "--overwrite")
    run_import(folder, "--source=other", under="/elsewhere")
    assert (SiteImage.objects.count(), SiteFile.objects.count()) == before


def test_staff_content_never_overwrites_a_public_page_of_the_same_source_and_id(
    run_import: RunImport, json_lines: JsonLines
) -> None:
    run_import(json_lines(record("a", "<p>For everybody</p>")))
    before = item_at("/in/a")
    result = run_import(json_lines(record("a", "<p>Staff only</p>"), record("b", "<p>Rota</p>")), "--audience=staff")
    assert result.actions() == {"a": "failed", "b": "created"}
    assert result.reasons() == {"a": "its page is on the public site: use another --source for staff content"}
    assert (item_at("/in/a"), item_at("/in/b")) == (before, None)
    apart = run_import(json_lines(record("a", "<p>Staff only</p>")), "--audience=staff", "--source=rota")
    assert apart.lines == ["1 created"]
    assert (item_at("/in/a"), item_at("/in/a", "staff") is not None) == (before, True)
