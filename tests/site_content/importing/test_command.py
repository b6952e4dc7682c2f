"""The command line: what it refuses before it begins, where pages go, and what people are told."""

from __future__ import annotations

import logging
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import BaseCommand, CommandError, call_command
from wagtail.models import Page

from site_content.importing.report import Outcome, Report
from site_content.items.models import Item
from site_content.management.commands.import_content import Command, ProgressBars, quiet
from site_content.publishing.refresh import drain
from tests.site_content.importing.conftest import FIXTURES, RunImport, blocks, item_at

JsonLines = Callable[..., Path]
PAGE = {"id": "a", "title": "A page", "body": '<p>Words and <a href="/later">later</a></p>'}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--files=nowhere"], "not a folder: nowhere"),
        (["--report=no/where/report.json"], "not a folder: no/where"),
        (
            ["--source-site=old.example"],
            "--source-site: not an address that begins with http:// or https://: 'old.example'",
        ),
        (
            ["--source-site=a=javascript:x"],
            "--source-site: not an address that begins with http:// or https://: 'javascript:x'",
        ),
        (["--under=/Not A Path"], "'/Not A Path' is not a path: use lowercase letters, digits and hyphens"),
        (["--under=/" + "a/" * 11], f"'/{'a/' * 11}' has more than 10 steps"),
        (
            ["--audience=partners"],
            "Error: argument --audience: invalid choice: 'partners' (choose from 'public', 'staff')",
        ),
        (["--type=poem"], "Error: argument --type: invalid choice: 'poem'"),
    ],
)
def test_refused_before_anything_is_done(arguments: list[str], message: str, db: None, json_lines: JsonLines) -> None:
    under = any(argument.startswith("--under") for argument in arguments)
    with pytest.raises(CommandError) as refused:
        call_command("import_content", str(json_lines(PAGE)), *(["--under=/in"] if not under else []), *arguments)
    assert str(refused.value).startswith(message)
    assert Page.objects.filter(depth__gt=2).count() == 0


def test_every_option_is_in_the_docs() -> None:
    text = (Path(__file__).parents[3] / "docs" / "importing.md").read_text(encoding="utf-8")
    parser = Command().create_parser("manage.py", "import_content")
    django_own = {action.option_strings[-1] for action in BaseCommand().create_parser("manage.py", "x")._actions}
    options = {action.option_strings[-1] for action in parser._actions if action.option_strings} - django_own
    assert {"--under", "--publish", "--report"} < options
    assert sorted(option for option in options if f"| `{option}" not in text) == []


def test_a_file_that_is_not_there(db: None) -> None:
    with pytest.raises(CommandError, match=r"no such file: nowhere\.jsonl, gone\.md"):
        call_command("import_content", "nowhere.jsonl", "gone.md", "--under=/in")


def test_a_file_of_another_kind(run_import: RunImport, tmp_path: Path) -> None:
    (tmp_path / "page.docx").write_bytes(b"PK")
    result = run_import(tmp_path / "page.docx")
    assert result.reasons() == {
        "page.docx": "not a .jsonl file, an .md file, a folder of .md files or a WordPress export (.xml)",
    }


def test_missing_steps_are_made_and_those_there_are_kept(run_import: RunImport, json_lines: JsonLines) -> None:
    assert run_import(json_lines(PAGE), under="/help-and-advice/old/").documents[0]["path"] == "/help-and-advice/old/a"
    steps = [(page.title, page.specific.item_type) for page in Page.objects.filter(depth__gt=2).order_by("path")]
    assert steps == [("Help and advice", "section"), ("Old", "section"), ("A page", "standard")]
    run_import(json_lines({**PAGE, "id": "b"}), under="/help-and-advice")
    assert Page.objects.filter(title="Help and advice").count() == 1


def test_nothing_goes_under_a_page_that_holds_none(run_import: RunImport, json_lines: JsonLines) -> None:
    run_import(json_lines({**PAGE, "kind": "news"}))
    assert run_import(json_lines(PAGE), under="/in/topics/x/a").error == ""
    from site_content.pages.types.topic import TopicPage

    parent = Page.objects.get(slug="in")
    parent.add_child(instance=TopicPage(title="Topic", slug="topic"))
    assert (
        run_import(json_lines(PAGE), under="/in/topic").error
        == "no pages can be made under '/in/topic', which is a topic"
    )


def test_staff_content_is_for_staff_with_its_pictures(run_import: RunImport) -> None:
    from site_content.media.models import SiteFile, SiteImage

    run_import(FIXTURES / "markdown" / "guides", "--audience=staff")
    flu = item_at("/in/flu", "staff")
    assert flu is not None
    assert (flu["audience"], flu["meta"]["noindex"]) == ("staff", True)
    assert ("image", {"image": "thermometer: A thermometer", "caption": "Above 38°C is a fever"}) in blocks(flu)
    assert set(SiteImage.objects.values_list("staff_only", flat=True)) == {True}
    assert set(SiteFile.objects.values_list("staff_only", flat=True)) == {True}
    assert not Item.objects.filter(audience="public", path__startswith="/in").exists()


def test_options_that_say_what_the_source_does_not(run_import: RunImport, json_lines: JsonLines) -> None:
    result = run_import(
        json_lines({**PAGE, "tags": ["Flu"]}),
        "--type=news",
        "--source=old",
        "--source-site=old=https://old.example",
        "--topics-from-tags",
    )
    item = item_at("/in/a")
    assert item is not None
    assert (item["type"], [topic["title"] for topic in item["links"]["topics"]]) == ("news", ["Flu"])
    assert blocks(item) == [("rich_text", {"html": '<p>Words and <a href="https://old.example/later">later</a></p>'})]
    assert result.notes() == {"a": ["link not imported: 'later'"]}


def test_without_publish_pages_are_drafts(run_import: RunImport, json_lines: JsonLines) -> None:
    assert run_import(json_lines(PAGE), publish=False).lines == ["1 created", "1 × link not imported"]
    page = Page.objects.get(title="A page")
    assert (page.live, page.has_unpublished_changes) == (False, True)
    drain()
    assert item_at("/in/a") is None


def test_authors_and_topics_are_made_once_and_found_anywhere(run_import: RunImport, json_lines: JsonLines) -> None:
    story = {"kind": "blog", "authors": "Ann Other & Bo Peep", "topics": ["Flu"], "body": "<p>x</p>"}
    run_import(
        json_lines({"id": "1", "title": "One", **story}, {"id": "2", "title": "Two", **story, "authors": ["ann other"]})
    )
    run_import(json_lines({"id": "3", "title": "Three", **story}, name="more.jsonl"), under="/elsewhere")
    for path, authors in (
        ("/in/one", ["Ann Other", "Bo Peep"]),
        ("/in/two", ["Ann Other"]),
        ("/elsewhere/three", ["Ann Other", "Bo Peep"]),
    ):
        item = item_at(path)
        assert item is not None
        assert [author["title"] for author in item["links"]["authors"]] == authors
        assert [topic["path"] for topic in item["links"]["topics"]] == ["/in/topics/flu"]


def test_the_report_for_people() -> None:
    report = Report()
    assert report.lines() == ["nothing to import"]
    for number in range(60):
        report.add(Outcome(f"f{number}", "failed", "why"))
    report.add(Outcome("a", "created", path="/a", notes=("picture not given: 'x'", "picture not given: 'y'")))
    lines = report.lines()
    assert lines[:2] == ["1 created, 60 failed", "failed: f0: why"]
    assert lines[51:] == ["… and 10 more (--report FILE has them all)", "2 × picture not given"]
    assert report.to_json()["documents"][-1] == {
        "source_id": "a", "action": "created", "reason": "", "path": "/a",
        "notes": ["picture not given: 'x'", "picture not given: 'y'"],
    }  # fmt: skip


def test_a_bar_for_each_phase_where_somebody_looks(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = StringIO()
    monkeypatch.setattr(shown, "isatty", lambda: True)
    monkeypatch.setattr("sys.stderr", shown)
    with ProgressBars() as bars:
        bars.begin("read")
        bars.step()
        bars.begin("import", 2)
        bars.step()
        bars.step()
    assert "read    : 1 documents" in shown.getvalue()
    assert "2/2" in shown.getvalue()


def test_what_wagtail_logs_of_every_save_is_kept_out(caplog: pytest.LogCaptureFixture) -> None:
    logger: Any = logging.getLogger("wagtail")
    before = logger.level
    with quiet(1):
        assert not logger.isEnabledFor(logging.INFO)
        assert logger.isEnabledFor(logging.WARNING)
    assert logger.level == before
    with quiet(2):
        assert logger.level == before
