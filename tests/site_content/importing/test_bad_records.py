"""One bad record stops nothing, is said by its place, and leaves nothing behind."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from wagtail.models import Page

from site_content.importing import run as running
from site_content.importing.models import ImportedSource
from site_content.importing.sources.source import MAX_RECORD_BYTES
from tests.site_content.importing.conftest import RunImport, blocks, item_at

JsonLines = Callable[..., Path]
GOOD = {"id": "good", "title": "Good", "body": "<p>Good words</p>"}
DEEP = 3_000


def test_bad_lines_between_good_ones(run_import: RunImport, json_lines: JsonLines) -> None:
    result = run_import(
        json_lines(
            b"{not json",
            b"[1, 2]",
            b'"text"',
            b"null",
            b'{"id": "x\xff"}',
            b"",
            b"   ",
            b"[" * 100_000,
            json.dumps({"title": "No id"}).encode(),
            json.dumps({"id": "list-body", "body": ["a"]}).encode(),
            b'{"id": "huge", "body": "' + b"x" * MAX_RECORD_BYTES + b'"}',
            GOOD,
            GOOD,
        )
    )
    assert result.error == "9 records failed"
    assert result.counts == {"created": 1, "updated": 0, "published": 0, "unchanged": 0, "skipped": 1, "failed": 9}
    told = [(document["source_id"], document["reason"].split(":")[0]) for document in result.documents]
    assert told == [
        ("pages.jsonl:1", "not JSON in UTF-8"),
        ("pages.jsonl:2", "not a JSON object"),
        ("pages.jsonl:3", "not a JSON object"),
        ("pages.jsonl:4", "not a JSON object"),
        ("pages.jsonl:5", "not JSON in UTF-8"),
        ("pages.jsonl:8", "not JSON in UTF-8"),
        ("pages.jsonl:9", "no id"),
        ("pages.jsonl:10", "the body is not text"),
        ("pages.jsonl:11", "larger than 5 MB"),
        ("good", "another document has this id"),
        ("good", ""),
    ]
    assert result.lines[:2] == [
        "1 created, 1 skipped, 9 failed",
        "failed: pages.jsonl:1: " + result.documents[0]["reason"],
    ]
    assert blocks(item_at("/in/good")) == [("rich_text", {"html": "<p>Good words</p>"})]


ODD: dict[str, dict[str, Any]] = {
    "no title": {"body": "<h2>From the heading</h2><p>Words</p>"},
    "no words": {"title": "Empty"},
    "numbers": {"title": 42, "summary": 7, "authors": 3, "tags": {"name": "one"}, "topics": [1, None, {}],
                "body": "<p>a</p>"},
    "wrong types": {"title": ["a"], "date": {"y": 1}, "slug": ["x"], "base_path": 5, "image": ["a.png"],
                    "body": "<p>b</p>"},
    "dates": {"title": "Dates", "date": "31 February 2020", "date_updated": "9999999-01-01", "next_review": "soon",
              "kind": "guidance"},
    "nul": {"title": "N\0ul", "body": "<p>a\0b</p>", "description": "\0", "tags": ["a\0b"], "keywords": "k\0"},
    "surrogate": {"title": "S\ud800ur", "body": "<p>\udfffrogate</p>", "authors": ["A\ud800"], "kind": "blog",
                  "tags": ["\udc00"]},
    "long": {"title": "t" * 3_000, "description": "d " * 3_000, "slug": "s" * 3_000, "tags": ["g" * 3_000],
             "kind": "k" * 3_000},
    "markup": {"title": "<b>Bold</b> & co", "description": "<script>x</script>", "tags": ["<i>"], "body": "<p>c</p>"},
    "addresses": {"title": "A", "body": '<a href="http://[::1">x</a><img src="//[bad">'
                  '<a href="\\\\evil\\x">y</a><a href="/\\evil.example">z</a>'},
    "traversal": {"title": "T", "image": "../../../etc/passwd.png", "slug": "../../up",
                  "body": '<img src="/etc/../../x.png">'},
}  # fmt: skip


@pytest.mark.parametrize("name", sorted(ODD))
def test_odd_records_become_pages_all_the_same(name: str, run_import: RunImport, json_lines: JsonLines) -> None:
    result = run_import(json_lines({"id": name, **ODD[name]}, GOOD))
    assert (result.counts["created"], result.counts["failed"]) == (2, 0), result.lines
    item = item_at(result.documents[0]["path"])
    assert item is not None
    assert item["title"] and "\0" not in json.dumps(item) and "\\ud8" not in json.dumps(item).lower()
    page = Page.objects.get(pk=ImportedSource.objects.get(source_id=name).page_id).specific
    page.full_clean()
    assert "evil.example" not in [link.split("/")[2] for link in json.dumps(item).split('href=\\"//')[1:]]


def test_what_cannot_be_converted_leaves_no_page(run_import: RunImport, json_lines: JsonLines) -> None:
    result = run_import(
        json_lines(
            {"id": "deep", "title": "Deep", "body": "<div>" * DEEP},
            {"id": "deep-md", "title": "Deep", "format": "markdown", "body": "> " * DEEP + "x"},
            {"id": "cells", "title": "Cells", "body": '<table><tr><td colspan="20" rowspan="1000">x' * 6 + "</table>"},
            GOOD,
        )
    )
    assert result.reasons()["deep"].startswith("Unreadable: nested more than 100 deep")
    assert result.actions()["good"] == "created"
    assert list(Page.objects.filter(depth=4).values_list("title", flat=True)) == [
        document["path"] and item_at(document["path"])["title"]  # type: ignore[index]
        for document in result.documents
        if document["path"]
    ]
    assert ImportedSource.objects.count() == result.counts["created"]


def test_an_error_nobody_foresaw_undoes_that_document_alone(
    run_import: RunImport, json_lines: JsonLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill = running.fill

    def fail(page: Any, document: Any, *rest: Any) -> None:
        fill(page, document, *rest)
        if document.source_id == "bad":
            raise ZeroDivisionError("nobody foresaw this")

    monkeypatch.setattr(running, "fill", fail)
    file = json_lines({"id": "bad", "title": "Bad", "body": "<p>x</p>", "topics": ["Kept"]}, GOOD)
    result = run_import(file)
    assert result.reasons() == {"bad": "ZeroDivisionError: nobody foresaw this"}
    assert result.actions() == {"bad": "failed", "good": "created"}
    assert not Page.objects.filter(title="Bad").exists()
    # Put right, it is imported by the next run.
    monkeypatch.undo()
    assert run_import(file).actions() == {"bad": "created", "good": "unchanged"}


def test_a_failed_update_leaves_the_page_as_it_was(
    run_import: RunImport, json_lines: JsonLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_import(json_lines(GOOD))

    def fail(*arguments: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(running, "fill", fail)
    assert run_import(json_lines({**GOOD, "body": "<p>New</p>"})).counts["failed"] == 1
    assert blocks(item_at("/in/good")) == [("rich_text", {"html": "<p>Good words</p>"})]


def test_an_item_that_cannot_be_made_is_admitted(
    run_import: RunImport, json_lines: JsonLines, monkeypatch: pytest.MonkeyPatch
) -> None:
    from site_content.publishing import refresh

    sync = refresh.sync

    def fail(key: str) -> bool:
        if Page.objects.get(pk=key.removeprefix("page:")).slug == "bad":
            raise ValueError("no item for this one")
        return sync(key)

    monkeypatch.setattr(refresh, "sync", fail)
    result = run_import(json_lines({"id": "bad", "title": "Bad", "body": "<p>x</p>"}, GOOD))
    assert result.actions() == {"bad": "failed", "good": "created"}
    assert result.reasons()["bad"].startswith(
        "imported, but Headland cannot publish it: ValueError('no item for this one')"
    )


def test_a_run_is_bounded(run_import: RunImport, json_lines: JsonLines, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MAX_DOCUMENTS", 2)
    result = run_import(json_lines(*({"id": f"n{number}", "title": "N", "body": ""} for number in range(3))))
    assert result.reasons() == {"n2": "more than 2 documents in one run"}


def test_a_date_of_which_nothing_can_be_made_is_told(
    run_import: RunImport, json_lines: JsonLines, tmp_path: Path
) -> None:
    lines = [
        {**GOOD, "date": "2024-05-01", "date_updated": None, "next_review": ""},
        {"id": "odd", "title": "Odd", "body": "x", "date": "the 1st of May", "last_reviewed": "soon"},
        {"id": "odder", "title": "Odder", "body": "x", "date": {"year": 2024}, "next_review": "9999-01-01"},
    ]
    result = run_import(json_lines(*lines))
    assert result.notes() == {
        "odd": ["date not understood: 'the 1st of May'", "date of review not understood: 'soon'"],
        "odder": ["date not understood: \"{'year': 2024}\"", "date of next review not understood: '9999-01-01'"],
    }
    assert "2 × date not understood" in result.lines
    (tmp_path / "page.md").write_text("---\ndate: someday\nnext_review: 2027-02-01\n---\nWords")
    assert run_import(tmp_path / "page.md").notes() == {"page.md": ["date not understood: 'someday'"]}
