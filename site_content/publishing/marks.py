"""Marks: what must be made again, written in the same transaction as the change that asks for it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from typing import Any

from django.utils import timezone

from site_content.audience_view import TITLE
from site_content.cards import TITLE_KEYS
from site_content.item_rows import Item, ItemLink, Refresh


def mark(keys: Iterable[str]) -> None:
    """Ask for each key to be brought in line. Marking twice is asking once, but newer than work already begun."""
    now = timezone.now()
    rows = [Refresh(key=key, mark=uuid.uuid4(), marked_at=now) for key in sorted(set(keys))]
    if rows:
        Refresh.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["key"],
            update_fields=["mark", "attempts", "not_before", "error"],
            batch_size=200,
        )


def mark_pages(page_ids: Iterable[int]) -> None:
    """Ask for pages' items to be brought in line."""
    mark(f"page:{page_id}" for page_id in page_ids)


def mark_dependants(page_id: int | None, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Mark every item that shows a page, after its card went from ``before`` to ``after`` (None: not readable).

    Items that only name it are spared unless its title, path or visibility changed.
    """
    if page_id is None or before == after:
        return
    if before is None or after is None:
        named = True
    else:
        named = any(before.get(key) != after.get(key) for key in TITLE_KEYS)
    mark_users_of(f"page:{page_id}", everyone=named)
    if named:
        mark(f"~navigation:{audience}" for audience in ("public", "staff"))


def mark_users_of(target: str, everyone: bool = True) -> None:
    """Mark the items that used ``target``; without ``everyone`` those that only name it are left alone."""
    links = ItemLink.objects.filter(target=target)
    if not everyone:
        links = links.exclude(kind=TITLE)
    rows = Item.objects.filter(pk__in=links.values("item_id")).values_list("page_id", "type", "audience").distinct()
    mark(f"page:{page_id}" if page_id else f"{kind}:{audience}" for page_id, kind, audience in rows)
