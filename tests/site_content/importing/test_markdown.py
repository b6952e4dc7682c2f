"""A folder of Markdown with front matter, its pictures and files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_content.importing.sources.markdown_files import split_front_matter
from tests.site_content.importing.conftest import FIXTURES, RunImport, blocks, item_at

FOLDER = FIXTURES / "markdown"


def test_a_folder(run_import: RunImport) -> None:
    result = run_import(FOLDER)
    assert result.actions() == {
        "broken-front-matter.md": "failed",
        "front-matter-is-a-list.md": "failed",
        "blog/story.md": "created",
        "blog/untitled.md": "created",
        "guides/flu.md": "created",
        "guides/vaccine.md": "created",
        "news/2025-11-03-clinic-opens.md": "created",
    }
    assert result.error == "2 records failed"
    assert result.reasons()["front-matter-is-a-list.md"] == "front matter is not a list of names and values"
    assert result.reasons()["broken-front-matter.md"].startswith("while parsing a flow sequence")
    assert result.notes() == {
        "blog/story.md": ["not published: a draft in its source"],
        "blog/untitled.md": ["link not imported: 'elsewhere/page'"],
        "guides/vaccine.md": ["link not imported: 'guides/later'"],
    }
    flu = item_at("/in/flu")
    assert flu is not None
    assert {key: flu[key] for key in ("type", "title", "summary")} == {
        "type": "guidance", "title": "Flu", "summary": "What flu is, and what to do about it.",
    }  # fmt: skip
    assert flu["image"]["alt"] == "A thermometer"
    assert [topic["path"] for topic in flu["links"]["topics"]] == ["/in/topics/winter", "/in/topics/vaccination"]
    assert flu["meta"]["tags"] == [{"slug": "flu", "label": "flu"}, {"slug": "winter", "label": "winter"}]
    assert {key: flu["details"][key] for key in ("last_reviewed", "next_review", "owner")} == {
        "last_reviewed": "2026-01-12", "next_review": "2029-01-12", "owner": "Respiratory team",
    }  # fmt: skip
    assert blocks(flu) == [
        ("rich_text", {"html": '<p>Flu is <em>not</em> a <strong>bad cold</strong>: read '
            '<a href="#spreading">how it spreads</a>, <a href="/in/vaccine#who-can-have-it">the jab</a> and '
            '<a href="/in/clinic-opens">our news</a>.</p>'}),
        ("heading", {"text": "Symptoms", "level": 2, "anchor": "symptoms"}),
        ("rich_text", {"html": "<ol><li>fever</li><li>aches<ul><li>in the <code>back</code></li>"
            "<li>in the legs<br>and a second paragraph</li></ul></li><li>[ ] a task</li></ol>"}),
        ("image", {"image": "thermometer: A thermometer", "caption": "Above 38°C is a fever"}),
        ("heading", {"text": "How it spreads", "level": 2, "anchor": "spreading"}),
        ("table", {
            "caption": "", "first_row_is_header": True, "first_column_is_header": False,
            "rows": [
                ["Way", "Likely?", "Code"],
                ["<strong>Coughs</strong>", 'yes, <a href="https://example.org/coughs">very</a>', "<code>a|b</code>"],
                ["Surfaces", "H<sub>2</sub>O helps", "wash"],
            ],
        }),
        ("quote", {"html": "<p>Wash your hands.</p><p>Nested.</p>", "attribution": "", "role": ""}),
        ("callout", {"level": "warning", "heading": "Caution", "html": "<p>Call 999 if you cannot breathe.</p>"}),
        ("code", {"language": "python", "code": '# not a heading\nprint("a|b")'}),
        ("expander", {"title": "The long story", "html": "<p>More, with a note<sup>[1]</sup>.</p>"}),
        ("rich_text", {"html": '<hr><ol><li>From the <a href="https://example.org/report">annual report</a>.'
            "</li></ol>"}),
    ]  # fmt: skip
    assert blocks(item_at("/in/vaccine")) == [
        ("heading", {"text": "Who can have it", "level": 3, "anchor": "who-can-have-it"}),
        ("rich_text", {"html": '<p>Everybody aged 65 or over. See <a href="https://example.org/jab">'
            'https://example.org/jab</a>, <a href="/media/leaflet.pdf">the leaflet</a> or '
            '<a href="/guides/later.md">a page not written yet</a>.</p>'}),
    ]  # fmt: skip
    news = item_at("/in/clinic-opens")
    assert news is not None
    assert (news["type"], news["title"], news["published_at"]) == ("news", "A clinic opens", "2025-11-03T09:30:00Z")
    assert blocks(news) == [
        ("image", {"image": "clinic: decorative", "caption": ""}),
        ("rich_text", {"html": "<p>The clinic is at 1 High Street. <s>Monday</s> Tuesday.</p>"}),
        ("contact", {
            "name": "Clinic", "html": "<p>Telephone 020 7946 0000</p>", "phone": "", "email": "", "url": None,
            "opening_hours": "",
        }),
    ]  # fmt: skip
    untitled = item_at("/in/untitled")
    assert untitled is not None
    assert (untitled["type"], untitled["title"]) == ("standard", "The heading is the title")
    assert blocks(untitled) == [
        ("rich_text", {"html": '<p>A <a href="/elsewhere/page">link to what nobody has</a> and one '
            "[to a script](javascript:alert(1)).</p>"}),
    ]  # fmt: skip
    # A draft is a page without an item, and its authors' names stay as unknown as it is.
    assert [item_at(path) for path in ("/in/story", "/in/authors/ann-other", "/in/authors/bo-peep")] == [None] * 3


def test_a_single_file_and_its_picture_beside_it(run_import: RunImport) -> None:
    result = run_import(FOLDER / "news" / "2025-11-03-clinic-opens.md")
    assert result.lines == ["1 created"]
    assert blocks(item_at("/in/clinic-opens"))[0] == ("image", {"image": "clinic: decorative", "caption": ""})


@pytest.mark.parametrize(
    ("text", "front"),
    [
        ("---\nTitle: A\npublish-date: 2026-01-02\n---\nBody", {"title": "A", "publish_date": "2026-01-02"}),
        ('+++\ntitle = "A"\n+++\nBody', {"title": "A"}),
        ("---\n---\nBody", {}),
        ("\ufeff---\ntitle: A\n...\nBody", {"title": "A"}),
        ("Body", {}),
    ],
)
def test_front_matter(text: str, front: dict[str, str]) -> None:
    found, body = split_front_matter(text)
    assert {key: str(value) for key, value in found.items()} == front
    assert body == "Body"


@pytest.mark.parametrize(
    "bomb", ["- &a [x]\n- &b [*a,*a]\n- [*b,*b]", "a: !!python/object/apply:os.system [ls]", "x" * 70_000]
)
def test_front_matter_that_is_none(bomb: str, run_import: RunImport, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(f"---\n{bomb}\n---\nBody", encoding="utf-8")
    (tmp_path / "good.md").write_text("Good body, long enough to be a summary.", encoding="utf-8")
    assert run_import(tmp_path).actions() == {"good.md": "created", "page.md": "failed"}


@pytest.mark.parametrize(
    ("said", "live"),
    [
        ("draft: false", True),
        ("draft: 'true'", False),
        ("published: false", False),
        ("status: draft", False),
        ("status: done", True),
    ],
)
def test_drafts(said: str, live: bool, run_import: RunImport, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text(f"---\ntitle: A page\n{said}\n---\nBody", encoding="utf-8")
    assert run_import(tmp_path / "page.md").lines == ["1 created", *([] if live else ["1 × not published"])]
    assert (item_at("/in/page") is not None) is live


def test_what_is_not_utf8(run_import: RunImport, tmp_path: Path) -> None:
    (tmp_path / "page.md").write_bytes(b"caf\xe9")
    reason = run_import(tmp_path / "page.md").reasons()["page.md"]
    assert reason == "'utf-8' codec can't decode byte 0xe9 in position 3: unexpected end of data"


def test_a_link_out_of_the_folder_is_not_followed(run_import: RunImport, tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    folder = tmp_path / "folder"
    outside.mkdir()
    folder.mkdir()
    (outside / "secret.md").write_text("Secret", encoding="utf-8")
    (outside / "secret.png").write_bytes((FOLDER / "news" / "clinic.png").read_bytes())
    (folder / "link.md").symlink_to(outside / "secret.md")
    (folder / "page.md").write_text("![A](../outside/secret.png)\n\n![B](/etc/passwd.png)", encoding="utf-8")
    result = run_import(folder)
    assert result.reasons() == {"link.md": "a link to outside the folder"}
    assert [kind for kind, _ in blocks(item_at("/in/page"))] == ["rich_text"]
