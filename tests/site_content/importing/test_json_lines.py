"""JSON lines: every key, one document a line, or a list of them."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from site_content.importing.sources.json_lines import read_json_lines
from site_content.importing.sources.source import BadRecord, ReadOptions, SourceDocument
from site_content.importing.sources.values import day, moment, names, people, words

FULL = {
    "id": "posts/a.md",
    "title": " A  title ",
    "kind": "press-release",
    "format": "markdown",
    "body": "# H\n\n*words*",
    "description": "Said in short",
    "slug": "a-slug",
    "base_path": "/news/a",
    "date": "2024-05-01T10:00:00+02:00",
    "date_updated": "June 2026",
    "next_review": "1/2/2027",
    "authors": ["Ann Other", {"name": "Bo Peep"}],
    "tags": "one, two,one",
    "topics": [{"title": "Flu"}],
    "keywords": ["grippe", "influenza"],
    "series": "Life here",
    "owner": "Team",
    "image": {"src": "a.png", "alt": "A"},
    "repo": "owner/name",
    "commit": "abc123",
}


def read(tmp_path: Path, text: str, name: str = "pages.jsonl", **options: Any) -> list[Any]:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    return list(read_json_lines(path, ReadOptions(**options)))


def test_every_key(tmp_path: Path) -> None:
    assert read(tmp_path, json.dumps(FULL), sites={"owner/name": "https://old.example"}) == [
        SourceDocument(
            source="owner/name",
            source_id="posts/a.md",
            kind="news",
            title="A title",
            html="<h1>H</h1>\n<p><em>words</em></p>\n",
            address="/news/a",
            summary="Said in short",
            slug="a-slug",
            published=datetime.fromisoformat("2024-05-01T10:00:00+02:00"),
            reviewed=date(2026, 6, 1),
            next_review=date(2027, 2, 1),
            authors=("Ann Other", "Bo Peep"),
            tags=("one", "two"),
            topics=("Flu",),
            keywords="grippe, influenza",
            series="Life here",
            owner="Team",
            lead_image="a.png",
            lead_image_alt="A",
            site="https://old.example",
            files_url="https://github.com/owner/name/blob/abc123/posts/",
        )
    ]


def test_a_list_in_one_file(tmp_path: Path) -> None:
    text = json.dumps([{"id": "a", "title": "A", "body": ""}, "no object"], indent=1)
    found, bad = read(tmp_path, text, name="pages.json")
    assert (found.source, found.source_id, bad) == ("pages", "a", BadRecord("pages.json: 2", "not a JSON object"))
    assert read(tmp_path, '[{"id": "a"}', name="pages.json")[0].reason.startswith("not JSON in UTF-8")
    # A document a line, whatever the file is called.
    assert len(read(tmp_path, '{"id": "a"}\n{"id": "b"}\n', name="pages.json")) == 2


def test_the_last_line_needs_no_end_and_lines_may_end_as_on_windows(tmp_path: Path) -> None:
    assert [document.source_id for document in read(tmp_path, '\ufeff{"id": "a"}\r\n\r\n{"id": 7}')] == ["a", "7"]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2024-05-01", datetime(2024, 5, 1, tzinfo=UTC)),
        ("2024-05-01T10:00:00Z", datetime(2024, 5, 1, 10, tzinfo=UTC)),
        ("Wed, 01 May 2024 08:00:00 +0000", datetime(2024, 5, 1, 8, tzinfo=UTC)),
        ("1 May 2024", datetime(2024, 5, 1, tzinfo=UTC)),
        ("May 1, 2024", datetime(2024, 5, 1, tzinfo=UTC)),
        ("01/05/2024", datetime(2024, 5, 1, tzinfo=UTC)),
        ("May 2024", datetime(2024, 5, 1, tzinfo=UTC)),
        (date(2024, 5, 1), datetime(2024, 5, 1, tzinfo=UTC)),
        ("31 February 2024", None),
        ("0000-00-00", None),
        ("9999-99-99", None),
        ("1066-10-14", None),
        ("soon", None),
        ("x" * 10_000, None),
        (True, None),
        ({"y": 1}, None),
        (None, None),
    ],
)
def test_moments(value: Any, expected: datetime | None) -> None:
    assert moment(value) == expected
    assert day(value) == (expected.date() if expected else None)


def test_names_and_words() -> None:
    assert names("a, b,,a") == ("a", "b")
    assert names([{"name": "a"}, {"title": "b"}, 3, None, ["c"], ""]) == ("a", "b", "3")
    assert names(42) == ()
    assert len(names([str(number) for number in range(500)])) == 50
    assert people("Ann Other, Bo Peep and Cy & Di") == ("Ann Other", "Bo Peep", "Cy", "Di")
    assert (words(" a\n b\0 "), words(3), words(True), words(["a"]), words(None)) == ("a b", "3", "", "", "")
