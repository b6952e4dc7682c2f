"""The log: where a position is taken, and how followers read it."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.db import transaction

from site_content.copies.change import Change, Slot, State
from site_content.item_rows import Item, LogEntry, LogHead


def lock_head() -> LogHead:
    """Lock the log's head for the rest of the transaction. Raises TransactionManagementError outside one.

    Whoever holds it is the only writer of items, so commit order is seq order and a rollback leaves no gap.
    """
    transaction.get_connection().validate_no_broken_transaction()
    LogHead.objects.get_or_create(pk=1)
    return LogHead.objects.select_for_update().get(pk=1)


def append(item: Item) -> int:
    """Take the next seq for ``item`` and write its log line. The caller saves the item in the same transaction."""
    head_row = lock_head()
    head_row.seq += 1
    head_row.save(update_fields=["seq"])
    LogEntry.objects.create(
        seq=head_row.seq,
        content_id=item.content_id,
        audience=item.audience,
        path=item.path,
        slot=item.slot,
        state=item.state,
        version=item.version,
    )
    item.seq = head_row.seq
    return head_row.seq


def head() -> int:
    """Return the newest position (0 when nothing was ever published)."""
    return LogHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def changes_after(position: int, limit: int, audiences: Iterable[str]) -> list[Change]:
    """Return the newest form of every row written after ``position``, oldest first, at most ``limit`` rows."""
    rows = Item.objects.filter(seq__gt=position, audience__in=list(audiences)).order_by("seq")[:limit]
    return [change_of(row) for row in rows]


def change_of(row: Item) -> Change:
    """Return an item row as followers read it."""
    return Change(
        seq=row.seq,
        content_id=str(row.content_id),
        audience=row.audience,
        path=row.path,
        slot=cast(Slot, row.slot),
        state=cast(State, row.state),
        type=row.type,
        version=row.version,
        body=row.body,
        etag=row.etag,
        updated_at=row.updated_at,
        published_at=row.published_at,
        live_from=row.live_from,
        live_until=row.live_until,
        next_change_at=row.next_change_at,
        card=row.card,
        entry=row.entry,
        part_paths=row.part_paths,
        written_at=row.written_at,
    )
