"""The body field: stores a stream of blocks.

Migrations name the field and not its blocks: a block changes no column, so adding one must not ask for a migration
of every content type (Wagtail would freeze all of them into each).
"""

from __future__ import annotations

import json
from typing import Any

from wagtail.blocks import StreamBlock, StreamValue
from wagtail.fields import StreamField

from site_content.pages.blocks import BODY_BLOCKS
from site_content.pages.blocks.readable import is_stream

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

    def to_python(self, value: Any) -> StreamValue:
        """Return the stream; it remembers how it was stored (``site_content.pages.blocks.readable``).

        What no stream can be read from becomes an empty one, so that the page can still be opened and repaired.
        """
        if isinstance(value, StreamValue) or _is_list_of_blocks(value):
            return super().to_python(value)
        if is_stream(value):
            stream = super().to_python(value)
        else:
            stream = self.stream_block.empty_value(raw_text=value if isinstance(value, str) else json.dumps(value))
            stream._stream_field = self
        stream.stored = value
        return stream

    def deconstruct(self) -> Any:
        """Return the field without its blocks."""
        name, path, _, options = super().deconstruct()
        options.pop("block_lookup", None)
        return name, path, [], options


def _is_list_of_blocks(value: Any) -> bool:
    """Say whether it is the form that code writes, ``[(name, value)]``."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], (tuple, list))


class BodyField(BlocksField):
    """A list of body blocks."""

    @classmethod
    def blocks(cls) -> StreamBlock:
        """Return every body block."""
        return BodyStreamBlock()


def body_stream(**options: Any) -> BodyField:
    """Return the field for a page's body. It may be left empty."""
    return BodyField(**{"blank": True, **options})
