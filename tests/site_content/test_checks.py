"""Start-up checks: silent for what is there, and a hint with the line to write for what is half made."""

from types import SimpleNamespace
from typing import Annotated, Any

from site_content.checks import check_blocks, check_types, content_types
from site_content.items.details import Details, Line
from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.body_block import BodyBlock
from site_content.pages.content_page import TYPES


def made_up(name: str, **attributes: Any) -> Any:
    """Return what looks like a content type; a real one would stay registered for all other tests."""
    return type(name, (SimpleNamespace,), {"item_type": "", "Details": Details, "link_names": (), **attributes})


def said(errors: list[Any]) -> list[tuple[str, str]]:
    return [(error.id.removeprefix("site_content."), error.hint) for error in errors]


class PodcastDetails(Details):
    length: Annotated[int, Line("length")]


class LostDetails(Details):
    length: int
    sound: Annotated[str, Line("sound")]


def test_what_is_there_is_whole() -> None:
    assert check_types(content_types()) == []
    assert check_blocks(BODY_BLOCKS) == []
    assert {page_type.item_type for page_type in content_types()} == set(TYPES)


def test_a_type_that_is_half_made() -> None:
    bare = made_up("PodcastPage", extra_links=lambda self, resolver: {})
    assert said(check_types([bare])) == [
        ("E001", 'Write: item_type = "podcast"'),
        ("E003", "Write: Details = PodcastDetails"),
        ("E006", 'Write: link_names = ("authors",)'),
    ]


def test_two_types_with_one_name() -> None:
    types = [
        made_up(name, item_type="podcast", Details=PodcastDetails, length=1) for name in ("PodcastPage", "ShowPage")
    ]
    assert said(check_types(types)) == [("E002", 'Write: item_type = "show" (or another name that no type has)')]


def test_details_without_a_source() -> None:
    assert said(check_types([made_up("PodcastPage", item_type="podcast", Details=LostDetails)])) == [
        ("E004", 'Write: length: Annotated[…, Line("length")]'),
        ("E005", "Add sound to PodcastPage, or name another source in its Line."),
    ]


def test_a_block_that_is_half_made() -> None:
    class SoundBlock(BodyBlock):
        """Nothing but a name."""

    assert said(check_blocks({"sound": SoundBlock})) == [
        ("E010", "Write: Value = SoundValue, a subclass of Schema"),
        ("E011", "Write: def to_item(self, value, view):"),
        ("E011", "Write: def texts(self, value):"),
        ("E012", 'Write in its Meta: group = "Text" and description = "…"'),
    ]
