"""Marks: what must be made again, written in the same transaction as the change that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from site_content.items.cards import TITLE_KEYS
from site_content.items.link_resolver import TITLE
from site_content.items.models import Item, ItemLink, Refresh


def enqueue(keys: Iterable[str], rank: int = Refresh.FIRST) -> None:
    """Ask for each key to be brought in line, in the order given."""
    Refresh.objects.bulk_create([Refresh(key=key, rank=rank) for key in dict.fromkeys(keys)], batch_size=500)


def enqueue_pages(page_ids: Iterable[int], rank: int = Refresh.FIRST) -> None:
    """Ask for pages' items to be brought in line."""
    enqueue((f"page:{page_id}" for page_id in page_ids), rank)


def enqueue_dependants(page_id: int | None, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Mark every item that shows a page, after its card went from ``before`` to ``after`` (None: not readable).

    Items that only name it are spared unless its title, path or visibility changed.
    """
    if page_id is None or (before is not None and before == after):
        return
    named = before is None or after is None or any(before.get(key) != after.get(key) for key in TITLE_KEYS)
    enqueue_users_of(f"page:{page_id}", everyone=named)


def enqueue_users_of(target: str, everyone: bool = True) -> None:
    """Mark the items that used ``target``; without ``everyone`` those that only name it are left alone."""
    links = ItemLink.objects.filter(target=target)
    if not everyone:
        links = links.exclude(kind=TITLE)
    rows = Item.objects.filter(pk__in=links.values("item_id")).order_by("pk")
    found = rows.values_list("page_id", "type", "audience")
    enqueue((f"page:{page}" if page else f"{kind}:{audience}" for page, kind, audience in found), Refresh.AFTER)
