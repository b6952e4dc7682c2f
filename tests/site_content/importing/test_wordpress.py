"""A WordPress export: posts and pages become pages; the rest is used by them, left out by name, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from site_content.importing.sources.source import BadRecord, ReadOptions, SourceDocument
from site_content.importing.sources.wordpress import read_wordpress
from site_content.importing.sources.wordpress_content import Attachment, Library, content_html
from tests.site_content.importing.conftest import FIXTURES, RunImport, blocks, item_at

EXPORT = FIXTURES / "wordpress" / "export.xml"
OLD = "https://old.example/wp-content/uploads/2024/05"
UPLOADS = FIXTURES / "wordpress" / "uploads"


def test_an_export(run_import: RunImport) -> None:
    result = run_import(EXPORT, f"--files={UPLOADS}")
    assert result.actions() == {
        "export.xml: item 7": "skipped",
        "export.xml: item 8": "skipped",
        "export.xml: item 10": "failed",
        **dict.fromkeys(("10", "11", "12", "13", "14", "15"), "created"),
    }
    assert result.reasons() == {
        "export.xml: item 7": "in the bin: In the bin",
        "export.xml: item 8": "of type 'event', neither a post nor a page: An event",
        "export.xml: item 10": "neither a post id nor a guid",
    }
    assert result.notes() == {
        "10": ["WordPress block left out: 'latest-posts'", "link not imported: 'gone'"],
        "11": ["shortcode kept as text: 'contact-form-7'", "link not imported: 'a.mp3'"],
        **{key: ["not published: a draft in its source"] for key in ("13", "14", "15")},
    }
    post = item_at("/in/blocks")
    assert post is not None
    assert {key: post[key] for key in ("type", "title", "summary", "published_at")} == {
        "type": "blog", "title": "Blocks & all", "summary": "What blocks become.",
        "published_at": "2024-05-01T08:00:00Z",
    }  # fmt: skip
    assert post["image"]["alt"] == "A nurse smiles"
    assert [author["title"] for author in post["links"]["authors"]] == ["Ann Other"]
    assert [topic["title"] for topic in post["links"]["topics"]] == ["Winter"]
    assert post["meta"]["tags"] == [{"slug": "hands", "label": "Hands"}]
    about = item_at("/in/about")
    assert about is not None
    assert blocks(post) == [
        ("rich_text", {"html": '<p>Hello, see <a href="/in/about#team">about us</a>, '
            '<a href="/in/classic">the classic</a>, '
            '<a href="https://old.example/gone/">what is gone</a> and '
            '<a href="https://other.example/x?a=1&amp;b=2">elsewhere</a>.</p>'}),
        ("heading", {"text": "A heading", "level": 3, "anchor": "own"}),
        ("image", {"image": "nurse: A nurse", "caption": "On the ward"}),
        ("gallery", {"title": "Our rooms", "images": [
            {"image": "ward: The ward", "caption": "Ward 1"}, {"image": "bed: decorative", "caption": ""},
        ]}),
        ("quote", {"html": "<p>Wash your hands.</p>", "attribution": "Florence", "role": ""}),
        ("table", {
            "caption": "Opening hours", "first_row_is_header": True, "first_column_is_header": False,
            "rows": [["Day", "Open"], ["Monday", "9 <strong>to</strong> 5"]],
        }),
        ("rich_text", {"html": '<ol start="4"><li>four<ul><li>inner</li></ul></li></ol>'}),
        ("code", {"language": "", "code": "[shortcode in code]\nif a < b:\n\n    pass"}),
        ("video", {
            "url": "https://www.youtube.com/watch?v=abc&t=5", "title": "A film", "provider": "youtube",
            "transcript_html": "",
        }),
        ("rich_text", {"html": '<p><a href="https://social.example/1">https://social.example/1</a></p>'}),
        ("call_to_action", {"link": {
            "text": "Read about us", "url": "/in/about", "content_id": about["content_id"], "external": False,
        }}),
        ("rich_text", {"html": '<p><a href="/media/leaflet.pdf">The leaflet</a></p>'}),
        ("expander", {"title": "More", "html": "<p>Inside.</p>"}),
        ("rich_text", {"html": "<p>Left</p><p>Right</p><p>Said on every page.</p><hr>"}),
    ]  # fmt: skip
    classic = item_at("/in/classic")
    assert classic is not None
    assert (classic["published_at"], classic["summary"]) == ("2010-01-02T03:04:05Z", "First line second line")
    assert [author["title"] for author in classic["links"]["authors"]] == ["Bo Peep"]
    film = {"title": "Video", "transcript_html": ""}
    assert blocks(classic) == [
        ("rich_text", {"html": "<p>First line<br>second line</p>"}),
        ("image", {"image": "ward: The ward", "caption": "Ward one"}),
        ("gallery", {"title": "", "images": [
            {"image": "ward: The ward", "caption": "Ward 1"}, {"image": "bed: decorative", "caption": ""},
        ]}),
        ("video", {"url": "https://vimeo.com/5", "provider": "vimeo", **film}),
        ("video", {"url": "https://youtu.be/xyz", "provider": "youtube", **film}),
        ("rich_text", {"html": '<p><a href="https://old.example/a.mp3">https://old.example/a.mp3</a></p>'
            '<p>[contact-form-7 id="5" title="Ask us"]</p><p>A <strong>bold</strong> end.</p>'}),
    ]  # fmt: skip
    assert blocks(about) == [
        ("heading", {"text": "Team", "level": 2, "anchor": "team"}),
        ("rich_text", {"html": "<p>We are two.</p>"}),
    ]
    # Drafts, private posts and those with a password are pages nobody reads until an editor publishes them.
    assert [item_at(f"/in/{slug}") for slug in ("a-draft", "private", "locked")] == [None, None, None]


def test_without_its_files_pictures_are_named_and_linked_to(run_import: RunImport) -> None:
    result = run_import(EXPORT)
    assert blocks(item_at("/in/blocks"))[2:4] == [
        ("rich_text", {"html": f'<p><em><a href="{OLD}/nurse-300x200.png">Picture: A nurse</a></em></p>'
            f'<p><a href="{OLD}/nurse.png">A nurse</a></p><p>On the ward</p>'
            f'<p><em><a href="{OLD}/ward.png">Picture: The ward</a></em></p><p>Ward 1</p>'
            f'<p><em><a href="{OLD}/bed.png">Picture: bed.png</a></em></p><p>Our rooms</p>'}),
        ("quote", {"html": "<p>Wash your hands.</p>", "attribution": "Florence", "role": ""}),
    ]  # fmt: skip
    assert [note for note in result.notes()["10"] if note.startswith("picture not given")] == [
        "picture not given: 'https://old.example/wp-content/uploads/2024/05/nurse-300x200.png'",
        "picture not given: 'https://old.example/wp-content/uploads/2024/05/ward.png'",
        "picture not given: 'https://old.example/wp-content/uploads/2024/05/bed.png'",
    ]


HEAD = '<?xml version="1.0"?>'
BOMB = (
    HEAD
    + '<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>'
    + "<rss><channel><title>&c;</title></channel></rss>"
)
EXTERNAL = (
    HEAD
    + '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss><channel><item><title>&x;</title></item></channel></rss>'
)
REMOTE = HEAD + '<!DOCTYPE rss SYSTEM "http://127.0.0.1:9/x.dtd"><rss><channel/></rss>'


@pytest.mark.parametrize(
    "text", [BOMB, EXTERNAL, REMOTE, "<rss><channel><item>", "", "no xml", "<rss>&undefined;</rss>"]
)
def test_what_is_no_export_or_worse_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "export.xml"
    path.write_text(text, encoding="utf-8")
    reads = list(read_wordpress(path, ReadOptions()))
    assert [type(read) for read in reads] == [BadRecord]
    assert "root:" not in str(reads)


def test_control_characters_and_half_an_export(tmp_path: Path) -> None:
    """WordPress writes characters XML forbids; and what stands before the place where a file breaks off is read."""
    path = tmp_path / "export.xml"
    item = (
        "<item><title>A\x08B{}</title><post_id>{}</post_id><post_type>post</post_type><status>publish</status></item>"
    )
    path.write_text("<rss><channel>" + item.format(1, 1) + item.format(2, 2) + "<item>", encoding="utf-8")
    reads = list(read_wordpress(path, ReadOptions()))
    assert [type(read) for read in reads] == [BadRecord]
    path.write_text("<rss><channel>" + item.format(1, 1) + item.format(2, 2) + "</channel></rss>", encoding="utf-8")
    reads = list(read_wordpress(path, ReadOptions()))
    assert [read.title for read in reads if isinstance(read, SourceDocument)] == ["AB1", "AB2"]


def test_shortcodes_and_blocks() -> None:
    library = Library(
        attachments={"1": Attachment("/a.png", "A", "one")},
        reusable={"9": "<p>Again</p>", "8": '<!-- wp:block {"ref":8} /-->'},
    )

    def made(content: str) -> tuple[str, tuple[str, ...]]:
        html, notes = content_html(content, library)
        return " ".join(html.split()), notes

    assert made("one\n\ntwo\nthree") == ("<p>one</p> <p>two<br> three</p>", ())
    assert made('<!-- wp:block {"ref":9} /-->') == ("<p>Again</p>", ())
    assert made('<!-- wp:block {"ref":8} /-->') == ("", ("WordPress block left out: 'block'",))
    assert made('<!-- wp:acf/hero {"data":{"title":"x"}} /-->')[1] == ("WordPress block left out: 'acf/hero'",)
    assert made('[caption caption="Said"]<img src="/a.png">[/caption]') == (
        '<figure><img src="/a.png"><figcaption>Said</figcaption></figure>', (),
    )  # fmt: skip
    assert made("[caption]only words[/caption]") == ("<p>only words</p>", ())
    assert made('[gallery ids="1,7"]') == (
        '<div class="wp-block-gallery"><figure><img src="/a.png" alt="A"><figcaption>one</figcaption></figure></div>',
        (),
    )  # fmt: skip
    assert made('[video mp4="/v.mp4"][/video]') == ('<video src="/v.mp4"></video>', ())
    assert made("a [link](/b) and [1] and [ ] stay") == ("<p>a [link](/b) and [1] and [ ] stay</p>", ())
