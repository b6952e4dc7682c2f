"""The refresh queue: notes what to rebuild, in the transaction of the change that asks for it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from site_content.items.cards import TITLE_KEYS
from site_content.items.link_resolver import TITLE
from site_content.items.models import Item, ItemLink, Refresh


def enqueue(keys: Iterable[str], rank: int = Refresh.FIRST) -> None:
    """Ask for each key to be brought in line, in the order given."""
    Refresh.objects.bulk_create([Refresh(key=key, rank=rank) for key in dict.fromkeys(keys)], batch_size=500)


def enqueue_dependants(key: str, before: dict[str, Any] | None, after: dict[str, Any] | None) -> None:
    """Ask for every item that shows an object, after its card went from ``before`` to ``after`` (None: not readable).

    Items that only name it are spared unless its title, path or visibility changed. Menus and the like, of which there
    are few, come first where it was lost: a title may be what must not be read.
    """
    if key.startswith("~") or (before is not None and before == after):
        return
    named = before is None or after is None or any(before.get(word) != after.get(word) for word in TITLE_KEYS)
    enqueue_users_of(key, everyone=named, is_lost=before is not None and after is None)


def enqueue_users_of(target: str, everyone: bool = True, rank: int = Refresh.AFTER, *, is_lost: bool = False) -> None:
    """Ask for the items that used ``target``; without ``everyone`` those that only name it are left alone.

    Where the target ``is_lost``, global items among them come before everything else.
    """
    links = ItemLink.objects.filter(target=target)
    if not everyone:
        links = links.exclude(kind=TITLE)
    rows = Item.objects.filter(pk__in=links.values("item_id")).order_by("pk")
    keys = list(rows.values_list("key", flat=True))
    if is_lost:
        enqueue([key for key in keys if key.startswith("~")], Refresh.TAKE_DOWN)
        keys = [key for key in keys if not key.startswith("~")]
    enqueue(keys, rank)
