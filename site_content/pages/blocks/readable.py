"""Readable bodies: tell a stored body that blocks can be read from, from one that only looks like it.

Wagtail drops what it does not know and writes anything else out as text. Both would publish less than the editor wrote.
"""

from __future__ import annotations

import json
from typing import Any

from wagtail.blocks import (
    BooleanBlock,
    CharBlock,
    ChoiceBlock,
    ListBlock,
    RichTextBlock,
    StreamBlock,
    StreamValue,
    StructBlock,
    TextBlock,
    URLBlock,
)

from site_content.items.details import Unreadable

_TEXTS = (CharBlock, TextBlock, URLBlock, RichTextBlock, ChoiceBlock, BooleanBlock)


def refuse_unreadable(value: StreamValue) -> None:
    """Raise Unreadable when blocks cannot be read from what is stored of a stream."""
    stored = getattr(value, "stored", None)
    if stored is not None and (fault := fault_of(value.stream_block, stored)):
        raise Unreadable(fault)


def is_stream(stored: Any) -> bool:
    """Say whether what is stored (JSON text, or what it says) is a list of blocks, whatever these hold."""
    try:
        value = json.loads(stored) if isinstance(stored, str) and stored else stored
    except ValueError:
        return False
    return not value or (isinstance(value, list) and all(_is_block(each) for each in value))


def fault_of(block: StreamBlock, stored: Any) -> str:
    """Return what cannot be read in a stream as it is stored (JSON text, or what it says); empty when all can be."""
    if not is_stream(stored):
        return "its text is not stored as blocks."
    return _fault(block, json.loads(stored) if isinstance(stored, str) and stored else stored or [])


def _is_block(stored: Any) -> bool:
    return isinstance(stored, dict) and "value" in stored and isinstance(stored.get("type"), str)


def _fault(block: Any, stored: Any) -> str:
    if stored is None:
        return ""
    if isinstance(block, StreamBlock):
        return _stream_fault(block, stored)
    if isinstance(block, ListBlock):
        if not isinstance(stored, list):
            return _not_readable(block)
        values = [each["value"] if isinstance(each, dict) and "value" in each else each for each in stored]
        return next((fault for value in values if (fault := _fault(block.child_block, value))), "")
    if isinstance(block, StructBlock):
        if not isinstance(stored, dict):
            # An image block was once a mere choice of an image.
            return "" if isinstance(stored, int) else _not_readable(block)
        faults = (_fault(child, stored.get(name)) for name, child in block.child_blocks.items())
        return next((fault for fault in faults if fault), "")
    return _not_readable(block) if isinstance(block, _TEXTS) and isinstance(stored, (dict, list)) else ""


def _stream_fault(block: StreamBlock, stored: Any) -> str:
    if not isinstance(stored, list):
        return "its text is not stored as blocks."
    for each in stored:
        if not _is_block(each):
            return "its text is not stored as blocks."
        child = block.child_blocks.get(each["type"])
        if child is None:
            return f"its text has a block “{each['type'][:40]}”, which is not a kind of block."
        if fault := _fault(child, each["value"]):
            return fault
    return ""


def _not_readable(block: Any) -> str:
    return f"its block “{str(block.label or block.name)[:40]}” cannot be read."
