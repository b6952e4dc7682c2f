"""Endings: replace an item with gone, withdrawn with a reason, or a redirect."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from site_content.items.build import end_body
from site_content.items.ending import Ending
from site_content.items.item_record import ItemRecord
from site_content.items.models import Item
from site_content.publishing.record import write_record


def end(row: Item, ending: Ending, groups: Sequence[str] | None = None, *, is_shown: bool = True) -> bool:
    """Put an ending in an item's place; return whether anything was written. Must run inside a transaction.

    ``groups`` are those of what the ending tells of; without them the item's own stay. Without ``is_shown`` readers
    cannot tell it from what it replaces.
    """
    head = {"content_id": str(row.content_id), "type": row.type, "audience": row.audience, "path": row.path}
    more: dict[str, Any] = {}
    if ending.state == "redirect":
        more = {"location": ending.location, "permanent": True}
    if ending.state == "withdrawn":
        more = {"reason": ending.reason, "title": ending.title}
    return write_record(
        ItemRecord(
            key=row.key,
            content_id=head["content_id"],
            audience=row.audience,
            path=row.path,
            slot=row.slot,
            state=ending.state,
            type=row.type,
            body=end_body({**head, "locale": row.locale}, ending.state, **more),
            locale=row.locale,
            translation_key=row.translation_key,
            groups=tuple(row.groups if groups is None else groups),
            links=set(ending.links),
            is_shown=is_shown,
        )
    )
