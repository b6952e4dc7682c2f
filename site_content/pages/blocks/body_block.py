"""``BodyBlock``: a Wagtail block that also knows its JSON form and its text.

A block class declares ``Value`` (a pydantic model: the ``value`` in the item) and three methods. See quote.py for the
shortest example.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from wagtail.blocks import RichTextBlock, StructBlock

from site_content.items.details import Role, SearchText
from site_content.items.html import plain_text
from site_content.items.schemas import Schema

if TYPE_CHECKING:
    from site_content.items.link_resolver import LinkResolver

INLINE_FEATURES = ["bold", "italic", "link", "document-link", "superscript", "subscript", "strikethrough", "code"]
TEXT_FEATURES = [*INLINE_FEATURES, "ol", "ul"]
BODY_FEATURES = [*TEXT_FEATURES, "blockquote", "hr"]
MAX_TEXT = 5_000
MAX_BODY_TEXT = 100_000
MAX_ITEMS = 50
_BLOCK_ENDS = re.compile(r"</(?:p|li|h[1-6]|div|td|th|tr|blockquote)>", re.IGNORECASE)
_EDGE_BREAKS = re.compile(r"^(?:\s|<br>)+|(?:\s|<br>)+$")
_MANY_BREAKS = re.compile(r"(?:<br>\s*){2,}")


class BodyBlock:
    """Mixed into a Wagtail block: what publishing and search ask of it."""

    Value: ClassVar[type[Schema]]

    def to_item(self, value: Any, resolver: LinkResolver) -> dict[str, Any] | None:
        """Return the block's ``value`` in the item, or None when this audience has nothing to see in it."""
        raise NotImplementedError

    def texts(self, value: dict[str, Any]) -> Iterator[SearchText]:
        """Yield (role, plain text) from the ``value`` in the item."""
        raise NotImplementedError

    def get_preview_template(self, value: Any, context: Any = None) -> str:
        """Return the sketch shown beside the block in the chooser."""
        return "site_content/editing/block_preview.html"


class BodyStruct(BodyBlock, StructBlock):
    """A body block made of named fields."""


def text_block(features: list[str] = TEXT_FEATURES, max_length: int = MAX_TEXT, **options: Any) -> RichTextBlock:
    """Return a rich text block of bounded length and features."""
    return RichTextBlock(features=features, max_length=max_length, **options)


def inline_html(source: Any, resolver: LinkResolver) -> str:
    """Return cleaned HTML without paragraphs: what stood in paragraphs or list items is parted by ``<br>``."""
    html = resolver.html(_BLOCK_ENDS.sub(lambda end: end.group(0) + "<br>", str(source or "")), inline=True)
    return _EDGE_BREAKS.sub("", _MANY_BREAKS.sub("<br>", html))


def html_of(source: Any, resolver: LinkResolver) -> str:
    """Return cleaned HTML of a rich text value."""
    return resolver.html(str(getattr(source, "source", source) or ""))


def html_text(*pieces: str) -> Iterator[tuple[Role, str]]:
    """Yield the text of each piece of cleaned HTML that has any, as body text."""
    for piece in pieces:
        text = plain_text(piece)
        if text:
            yield Role.BODY, text


def field_text(*pieces: str) -> Iterator[tuple[Role, str]]:
    """Yield each non-empty plain field as body text. It is not HTML: ``a < b`` stays as it is."""
    for piece in pieces:
        if piece:
            yield Role.BODY, piece


def picture_text(alt: str) -> Iterator[tuple[Role, str]]:
    """Yield what a picture shows, if that is said: readers who see it do not read it."""
    if alt:
        yield Role.MINOR, alt
