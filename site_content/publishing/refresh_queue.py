"""The refresh queue: notes what to rebuild, in the transaction of the change that asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import transaction

from site_content.items.models import Item, ItemLink, Refresh

MAX_AT_ONCE = 500


def enqueue(keys: Iterable[str], rank: int = Refresh.FIRST) -> None:
    """Ask for each key to be brought in line, in the order given."""
    reasons = [Refresh(key=key, rank=rank) for key in dict.fromkeys(keys)]
    if reasons:
        Refresh.objects.bulk_create(reasons, batch_size=MAX_AT_ONCE)


def enqueue_users_of(target: str, rank: int = Refresh.AFTER) -> None:
    """Ask for the items that used ``target``, a picture, a file or a tag."""
    rows = Item.objects.filter(pk__in=ItemLink.objects.filter(target=target).values("item_id")).order_by("pk")
    enqueue(rows.values_list("key", flat=True), rank)


def forget(pks: Sequence[int]) -> None:
    """Delete reasons that are met. Django would read each row first, since somebody listens to every deletion."""
    with transaction.get_connection().cursor() as cursor:
        for start in range(0, len(pks), MAX_AT_ONCE):
            some = pks[start : start + MAX_AT_ONCE]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(f"DELETE FROM {Refresh._meta.db_table} WHERE id IN ({marks})", some)  # noqa: S608 (own names)
