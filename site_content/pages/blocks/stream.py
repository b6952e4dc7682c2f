"""The body field: stores a stream of blocks.

Migrations name the field and not its blocks: a block changes no column, so adding one must not ask for a migration
of every content type (Wagtail would freeze all of them into each).
"""

from __future__ import annotations

from typing import Any

from wagtail.blocks import StreamBlock
from wagtail.fields import StreamField

from site_content.pages.blocks import BODY_BLOCKS

MAX_BLOCKS = 1_000


class BodyStreamBlock(StreamBlock):
    """Every body block."""

    def __init__(self, local_blocks: Any = None, **options: Any) -> None:
        blocks = [(name, block()) for name, block in BODY_BLOCKS.items()]
        super().__init__([*blocks, *(local_blocks or [])], **options)

    class Meta:
        max_num = MAX_BLOCKS


class BlocksField(StreamField):
    """A StreamField whose blocks stay out of migrations. Subclasses give ``blocks()``."""

    def __init__(self, **options: Any) -> None:
        options.pop("block_types", None)
        super().__init__(self.blocks(), **options)

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return the top-level block."""
        raise NotImplementedError

    def deconstruct(self) -> Any:
        """Return the field without its blocks."""
        name, path, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


class BodyField(BlocksField):
    """A list of body blocks."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return every body block."""
        return BodyStreamBlock()


def body_stream(**options: Any) -> BodyField:
    """Return the field for a page's body. It may be left empty."""
    return BodyField(**{"blank": True, **options})
