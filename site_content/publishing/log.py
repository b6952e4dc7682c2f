"""The log: gives out positions, and lets followers read them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from django.db import transaction
from django.db.models import Max

from site_content.audiences import AUDIENCES, are_all, readable_audiences
from site_content.items.change import Change, Slot, State
from site_content.items.models import Item, LogEntry, LogHead


def lock_head() -> LogHead:
    """Lock the log's head for the rest of the transaction. Raises TransactionManagementError outside one.

    Whoever holds it is the only writer of items, so commit order is seq order and a rollback leaves no gap. What is
    read after it is as new as the item about to be written: take it before reading the page.
    """
    if not transaction.get_connection().in_atomic_block:
        raise transaction.TransactionManagementError("the log is written inside a transaction only")
    locked = LogHead.objects.select_for_update().filter(pk=1).first()
    if locked is None:
        LogHead.objects.get_or_create(pk=1)
        locked = LogHead.objects.select_for_update().get(pk=1)
    return locked


def append(head_row: LogHead, item: Item, is_shown: bool = True) -> LogEntry:
    """Take the next seq for ``item`` from the locked head; return its log line. ``write`` stores both.

    Where readers can tell the write apart (``is_shown``), it also takes the next position of each API that reads it.
    """
    head_row.seq += 1
    if is_shown:
        for reader in AUDIENCES:
            if item.audience in readable_audiences(reader):
                position = getattr(head_row, f"{reader}_position") + 1
                setattr(head_row, f"{reader}_position", position)
                setattr(item, f"{reader}_position", position)
    item.seq = head_row.seq
    return LogEntry(
        seq=head_row.seq,
        content_id=item.content_id,
        audience=item.audience,
        path=item.path,
        slot=item.slot,
        state=item.state,
        version=item.version,
    )


def write(head_row: LogHead, lines: list[LogEntry]) -> None:
    """Store the head and the lines that were taken from it, in the transaction that locked it."""
    head_row.save()
    LogEntry.objects.bulk_create(lines)


def newest_versions(content_ids: Iterable[str]) -> dict[tuple[str, str], int]:
    """Return the newest version by (content id, audience) that readers of the audience ever saw: one query.

    The log knows, the item table may not: another page can have taken the item's row over. What was only scheduled, or
    was for the other audience, does not count: a number must not tell of it.
    """
    lines = LogEntry.objects.filter(content_id__in=list(content_ids), slot="current").order_by()
    newest = lines.values_list("content_id", "audience").annotate(newest=Max("version"))
    return {(str(content_id), audience): version for content_id, audience, version in newest}


def head() -> int:
    """Return the newest position (0 when nothing was ever published)."""
    # By hand: the worker asks this many times a second, and making a query of objects took twenty times the query.
    with transaction.get_connection().cursor() as cursor:
        cursor.execute(f"SELECT seq FROM {LogHead._meta.db_table} WHERE id = 1")  # noqa: S608 (own names only)
        row = cursor.fetchone()
    return int(row[0]) if row else 0


def history() -> tuple[int, str]:
    """Return the newest position that readers have of another count, and the name of this log's history."""
    row = LogHead.objects.filter(pk=1).values_list("reset_below", "history").first()
    return row or (0, "")


def changes_after(position: int, limit: int, audiences: Iterable[str]) -> list[Change]:
    """Return the newest form of every row written after ``position``, oldest first, at most ``limit`` rows."""
    rows, named = Item.objects.filter(seq__gt=position).order_by("seq"), set(audiences)
    if not are_all(named):  # for who reads all, a condition would only make SQLite sort them
        rows = rows.filter(audience__in=named)
    return [change_of(row) for row in rows[:limit]]


def change_of(row: Item, position: int | None = None) -> Change:
    """Return an item row as followers read it; ``position`` is its place as readers count, for those who tell them."""
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
        locale=row.locale,
        translation_key=str(row.translation_key),
        groups=row.groups,
        position=position,
        media=row.media,
    )
