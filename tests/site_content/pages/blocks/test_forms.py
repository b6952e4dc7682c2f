"""What the editing form refuses, and what it lets pass in a draft."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from wagtail.blocks.base import get_error_json_data

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.link import LinkBlock
from site_content.pages.blocks.parts import PartsBlock
from site_content.pages.blocks.table_grid import MAX_COLUMNS, MAX_ROWS
from tests.site_content.pages.blocks.test_target_blocks import image, link

EMPTY_LISTS = {"do": {"heading": "Do", "items": []}, "dont": {"heading": "Don't", "items": []}}


def refused(block: Any, value: Any) -> Any:
    """Return what the form says of a value, or None when it takes it."""
    try:
        block.clean(block.normalize(value))
    except ValidationError as error:
        return get_error_json_data(error)
    return None


@pytest.mark.parametrize(
    ("value", "field"),
    [
        (link(), "page"),
        (link("a", url="/x", file=2), "url"),
        (link("a", page=7, file=2), "file"),
        (link("a", url="javascript:alert(1)"), "url"),
        (link("a", url="www.example.org"), "url"),
        (link(url="https://example.org/"), "text"),
    ],
)
def test_a_link_has_exactly_one_safe_target(value: Any, field: str, monkeypatch: pytest.MonkeyPatch) -> None:
    block = LinkBlock()
    for name in ("page", "file"):
        monkeypatch.setattr(block.child_blocks[name], "clean", lambda chosen: chosen)
    assert list(refused(block, value)["blockErrors"]) == [field]


def test_an_optional_link_may_be_empty_but_not_half_made() -> None:
    assert refused(LinkBlock(required=False), link()) is None
    assert list(refused(LinkBlock(required=False), link("text only"))["blockErrors"]) == ["text"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": "", "level": "2"}),
        ("heading", {"text": "H", "level": "5"}),
        ("callout", {"level": "mild", "heading": "H", "html": "<p>a</p>"}),
        ("do_dont", EMPTY_LISTS),
        ("steps", {"title": "", "steps": []}),
        ("steps", {"title": "", "steps": [{"heading": "a", "html": ""}] * 51}),
        ("video", {"url": "ftp://example.org/a", "title": "a", "transcript": ""}),
        ("code", {"language": "a b", "code": "x"}),
        ("table", {"caption": "", "rows": [["", ""]]}),
        ("table", {"caption": "", "rows": [["x"]] * (MAX_ROWS + 1)}),
        ("table", {"caption": "", "rows": [["x"] * (MAX_COLUMNS + 1)]}),
        ("rich_text", "<p>" + "a" * 100_001 + "</p>"),
        ("cards", {"title": "", "cards": [{"title": "", "summary": "", "link": link(url="/x"), "image": None}]}),
    ],
)
def test_refused(kind: str, value: Any) -> None:
    assert refused(BODY_BLOCKS[kind](), value) is not None


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("heading", {"text": "H", "level": "4"}),
        ("video", {"url": "https://vimeo.com/1", "title": "a", "transcript": ""}),
        ("code", {"language": "c++", "code": "x"}),
        ("table", {"caption": "", "rows": [["x"] * MAX_COLUMNS] * MAX_ROWS}),
        ("cards", {"title": "", "cards": [{"title": "A", "summary": "", "link": link(url="/x"), "image": None}]}),
    ],
)
def test_taken(kind: str, value: Any) -> None:
    assert refused(BODY_BLOCKS[kind](), value) is None


def test_a_picture_says_what_it_shows_or_is_decorative(monkeypatch: pytest.MonkeyPatch) -> None:
    block: Any = BODY_BLOCKS["image"]()
    monkeypatch.setattr(block.child_blocks["image"].child_blocks["image"], "clean", lambda chosen: chosen)
    assert refused(block, {"image": image("cat"), "caption": ""}) is not None
    assert refused(block, {"image": image("cat", "A cat"), "caption": ""}) is None
    assert refused(block, {"image": image("cat", decorative=True), "caption": ""}) is None


def test_a_draft_may_be_unfinished_but_never_unsafe() -> None:
    cases: list[tuple[Any, Any]] = [(LinkBlock(), link()), (BODY_BLOCKS["do_dont"](), EMPTY_LISTS)]
    for block, value in cases:
        block.clean_deferred(block.normalize(value))
    with pytest.raises(ValidationError):
        LinkBlock().clean_deferred(LinkBlock().normalize(link("a", url="javascript:alert(1)")))


def test_tables_are_stored_as_plain_rows() -> None:
    block: Any = BODY_BLOCKS["table"]()
    raw = {"caption": "c", "first_row_is_header": True, "first_column_is_header": False, "rows": [["a", "b"], ["c"]]}
    assert block.get_prep_value(block.to_python(raw)) == {**raw, "rows": [["a", "b"], ["c", ""]]}


def test_importers_may_leave_choosers_null() -> None:
    cards: Any = BODY_BLOCKS["cards"]()
    raw = {"cards": [{"title": "a", "link": None, "image": None}, {"title": "b", "image": {"image": None}}]}
    (value,) = cards.bulk_to_python([raw])
    assert [card["title"] for card in value["cards"]] == ["a", "b"]


def test_a_part_keeps_the_address_it_was_given() -> None:
    block = PartsBlock()
    parts = [("part", {"title": title, "slug": slug, "body": []}) for title, slug in
             (("Symptoms", ""), ("Symptoms", ""), ("Other", "symptoms"), ("Café", ""), ("?", ""))]  # fmt: skip
    cleaned = block.clean(block.normalize(parts))
    assert [child.value["slug"] for child in cleaned] == ["symptoms", "symptoms-2", "symptoms-3", "cafe", "part-5"]
