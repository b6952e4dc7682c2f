"""Every real document, imported and published, and counted: what its source says is in its item.

The documents lie beside the project on some machines only; without them these tests are skipped.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import transaction
from jsonschema import Draft202012Validator

from site_content.importing.models import ImportedSource
from site_content.items.models import Item, LogHead
from site_content.pages.schemas import schema_for
from tests.search.real_content import FILE, needs_real_content
from tests.site_content.importing.fidelity.comparison import Count, compare, in_order, words_kept
from tests.site_content.importing.fidelity.item_parts import anchors_of, parts_of_item
from tests.site_content.importing.fidelity.parts import HEADINGS, letters, parse
from tests.site_content.importing.fidelity.source_parts import html_of_source, written_headings_and_links
from tests.site_content.importing.fidelity.targets import Pages

# All on one worker: the import is made once.
pytestmark = [needs_real_content, pytest.mark.django_db, pytest.mark.xdist_group("real content")]
SECONDS = 60


@dataclass
class Imported:
    """What one run over all documents left: the records, their items, what was printed, and the CPU time it took."""

    records: list[dict[str, Any]]
    items: dict[str, dict[str, Any]]
    printed: str
    report: dict[str, Any]
    seconds: float


def import_all(report: str) -> str:
    said = StringIO()
    call_command("import_content", str(FILE), "--under=/real", "--publish", f"--report={report}", stdout=said)
    return said.getvalue()


@pytest.fixture(scope="module")
def imported(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Imported]:
    """Everything imported and published, for the tests of this module; rolled back after them."""
    report = tmp_path_factory.mktemp("import") / "report.json"
    with django_db_blocker.unblock(), transaction.atomic():
        begun = time.process_time()
        printed = import_all(str(report))
        seconds = time.process_time() - begun
        records = [json.loads(line) for line in FILE.read_text(encoding="utf-8").splitlines()]
        live = Item.objects.filter(slot="current", state="live").values_list("key", "body")
        bodies = {key: json.loads(body) for key, body in live}
        pages = dict(ImportedSource.objects.values_list("source_id", "page_id"))
        items = {record["id"]: bodies[f"page:{pages[record['id']]}"] for record in records}
        yield Imported(records, items, printed, json.loads(report.read_text()), seconds)
        transaction.set_rollback(True)


def test_all_are_imported_and_published_in_time(imported: Imported) -> None:
    print(f"\n{len(imported.items)} documents imported and published in {imported.seconds:.0f} s of CPU time")
    assert imported.printed.splitlines()[0] == "249 created"
    assert Counter(item["type"] for item in imported.items.values()) == {"blog": 126, "guidance": 90, "news": 33}
    assert imported.seconds < SECONDS


def test_every_heading_item_link_cell_picture_quote_and_line_of_code_is_there(imported: Imported) -> None:
    pages = Pages({record["id"]: (record["repo"], imported.items[record["id"]]["path"]) for record in imported.records})
    count = Count()
    for record in imported.records:
        compare(record, imported.items[record["id"]], pages, count)
    print("", *count.lines(), sep="\n")
    assert count.lost == []
    assert count.expected.total() - count.found.total() == count.excused.total()
    assert count.excused == {
        "a heading in a cell or box": 8,
        "a number drawn by hand": 10,
        "an alert": 6,
        "leads nowhere": 1,
    }
    assert count.expected == {
        "heading": 2141, "list item": 2648, "link": 1525, "table cell": 462, "image": 350, "quote": 131,
        "code line": 39,
    }  # fmt: skip


def test_what_a_look_at_the_characters_of_markdown_finds_is_there_too(imported: Imported) -> None:
    headings = links = 0
    for record in imported.records:
        if record["format"] != "markdown":
            continue
        parts = parts_of_item(imported.items[record["id"]])
        said = {part.letters for part in parts if part.kind == "heading"}
        targets = " ".join(part.target for part in parts)
        written, addresses = written_headings_and_links(record)
        assert [heading for heading in written if heading not in said] == [], record["id"]
        outside = [address for address in addresses if address.startswith(("http", "mailto:"))]
        assert [address for address in outside if address not in targets] == [], record["id"]
        headings, links = headings + len(written), links + len(outside)
    print(f"\n{headings} headings and {links} links to other sites as written")
    assert headings > 700
    assert links > 200


def test_no_word_is_lost_and_their_order_stays(imported: Imported) -> None:
    kept = expected = placed = once = 0
    for record in imported.records:
        item = imported.items[record["id"]]
        have, want = words_kept(record, item)
        rising, single = in_order(record, item)
        # The ten numbers drawn by hand are ten words of 328.
        assert have >= 0.96 * want, record["id"]
        assert rising == single, record["id"]
        kept, expected, placed, once = kept + have, expected + want, placed + rising, once + single
    print(f"\n{kept} of {expected} words kept; {placed} of {once} words said once in the same order")
    assert kept >= 0.9999 * expected
    assert once > 60_000


def test_links_to_a_heading_of_another_document_lead_to_it(imported: Imported) -> None:
    by_path = {item["path"]: key for key, item in imported.items.items()}
    bodies = {record["id"]: html_of_source(record) for record in imported.records}
    followed = 0
    for item in imported.items.values():
        for part in parts_of_item(item):
            path, _, fragment = part.target.partition("#")
            key = by_path.get(path)
            if part.kind != "link" or not fragment or key is None:
                continue
            if any(
                fragment in (element.get("id"), letters(element.get("id", "")))
                for element in parse(bodies[key]).iter(*HEADINGS)
            ):
                assert fragment in anchors_of(imported.items[key]), part
                followed += 1
    assert followed > 90


def test_every_item_validates(imported: Imported) -> None:
    for name in ("AnyItem", "BlogItem", "GuidanceItem", "NewsItem"):
        validator = Draft202012Validator(schema_for(name))
        items = [item for item in imported.items.values() if name in {"AnyItem", f"{item['type'].title()}Item"}]
        assert [error.message for item in items for error in validator.iter_errors(item)] == []


def test_items_and_pages_agree_afterwards(imported: Imported) -> None:
    said = StringIO()
    call_command("publish_items", check=True, stdout=said)
    assert said.getvalue() == "nothing differed\n"


def test_a_second_run_changes_nothing(imported: Imported, tmp_path: Any) -> None:
    head = LogHead.objects.get().seq
    assert import_all(str(tmp_path / "again.json")) == "249 unchanged\n"
    assert LogHead.objects.get().seq == head


def test_the_report_says_of_each_document_where_it_went_and_what_was_not_given(imported: Imported) -> None:
    documents = imported.report["documents"]
    assert imported.report["counts"] == {
        "created": 249, "updated": 0, "published": 0, "unchanged": 0, "skipped": 0, "failed": 0,
    }  # fmt: skip
    assert {entry["source_id"]: entry["path"] for entry in documents} == {
        key: item["path"] for key, item in imported.items.items()
    }
    notes = Counter(note.split(":")[0] for entry in documents for note in entry["notes"])
    assert notes == {
        "link not imported": 558, "picture not given": 349, "drawing left out": 4, "link kept as text": 1,
    }  # fmt: skip


def test_an_editor_can_save_what_was_imported(imported: Imported) -> None:
    """The form refuses what is over its bounds: an imported page must not be one nobody can save."""
    for row in ImportedSource.objects.select_related("page"):
        page = row.page.specific  # type: ignore[union-attr]
        page.full_clean()
        stream = page.parts if page.item_type == "guidance" else page.body
        stream.stream_block.clean(stream)
