"""Sample files become blocks, and a slip in one is named rather than published."""

from typing import Any

import pytest

from site_content.sample.bodies import body_blocks, guidance_parts
from site_content.sample.errors import SampleError
from site_content.sample.media import Media
from site_content.sample.references import References

MEDIA = Media(pictures={"sea": 5}, files={"a.pdf": 6}, texts={"sea": "The sea"})
HERE = References("staff", {("staff", "/a"): 1, ("public", "/b"): 2}, MEDIA)


def blocks(text: str) -> list[tuple[str, Any]]:
    return [(block["type"], block["value"]) for block in body_blocks(text, HERE, "seed")]


def test_markdown_and_directives_stand_in_order() -> None:
    text = "One [a](/a#x), [b](public:/b), [c](download:a.pdf).\n\n## Two\n\n::: inset\ntext: Three\n:::\n\nFour\n"
    made = blocks(text)
    assert (made[1][0], made[1][1]["text"], made[1][1]["level"]) == ("heading", "Two", "2")
    assert [made[0], *made[2:]] == [
        (
            "rich_text",
            '<p>One <a linktype="page" id="1" fragment="x">a</a>, <a linktype="page" id="2">b</a>, '
            '<a linktype="document" id="6">c</a>.</p>',
        ),
        ("inset", {"html": "<p>Three</p>"}),
        ("rich_text", "<p>Four</p>"),
    ]


def test_ids_are_the_same_each_time_and_differ_on_each_page() -> None:
    ids = [[block["id"] for block in body_blocks("## A\n\nb", HERE, seed)] for seed in ("one", "one", "two")]
    assert ids[0] == ids[1]
    assert len({*ids[0], *ids[2]}) == 4


def test_a_card_takes_its_picture_as_decoration() -> None:
    card = "::: cards\ncards:\n  - {link: /a, summary: s, picture: sea}\n:::\n"
    picture = {"image": 5, "decorative": True, "alt_text": ""}
    link = {"text": "", "page": 1, "file": None, "url": ""}
    assert blocks(card) == [
        ("cards", {"title": "", "cards": [{"title": "", "summary": "s", "link": link, "image": picture}]})
    ]


def test_parts_begin_at_their_titles() -> None:
    parts = guidance_parts("# First {one}\nText\n\n# Second\nMore\n", HERE, "seed")
    said = [(part["value"]["title"], part["value"]["slug"], part["value"]["body"][0]["value"]) for part in parts]
    assert said == [("First", "one", "<p>Text</p>"), ("Second", "", "<p>More</p>")]


@pytest.mark.parametrize(
    "text",
    [
        "[nowhere](/gone)",
        "[nowhere](public:/a)",
        "[bad](ftp://example.org)",
        "::: nothing\na: b\n:::\n",
        "::: inset\nwords: missing\n:::\n",
        "::: inset\ntext: '## A heading'\n:::\n",
        "::: table\ncaption: c\nrows: [[Yes]]\n:::\n",  # YAML reads true
        "::: file\nfile: lost.pdf\n:::\n",
        "::: image\npicture: lost\n:::\n",
        "::: inset\ntext: never ended\n",
        "::: inset\n text: [\n:::\n",
    ],
)
def test_a_slip_is_an_error(text: str) -> None:
    with pytest.raises(SampleError):
        blocks(text)


def test_words_before_the_first_part_are_an_error() -> None:
    with pytest.raises(SampleError):
        guidance_parts("Words\n\n# First\nText\n", HERE, "seed")
