"""Log repair: restores lines that somebody deleted, or that a restored table left behind."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.db.models import Max

from site_content.audiences import AUDIENCES
from site_content.items.models import Item, LogEntry
from site_content.publishing.log import lock_head
from site_content.publishing.repair import log_gaps

NOBODY = UUID(int=0)
LOST_LINES = "lost"
# What readers of each API know of the log.
_POSITIONS = [f"{reader}_position" for reader in AUDIENCES]


@transaction.atomic
def restore_lines() -> list[int]:
    """Give every position from 1 to the newest its line again; return the positions that had none.

    Followers lose nothing by a lost line, and need nothing sent again: they read items by their position, and an item
    keeps its own. So a line is written again from the item at its position. Where the item has been written again
    since, its newer line tells of it, and what is left is to say that the position was taken: a line that is nobody's.
    A head that stands before what was written is brought up to it, or the next write would take a position twice.
    """
    head = lock_head()
    newest = [table.objects.aggregate(newest=Max("seq"))["newest"] or 0 for table in (LogEntry, Item)]
    written = {"seq": max(newest)} | {
        name: Item.objects.aggregate(newest=Max(name))["newest"] or 0 for name in _POSITIONS
    }
    behind = [name for name, value in written.items() if getattr(head, name) < value]
    for name in behind:
        setattr(head, name, written[name])
    if behind:
        head.save(update_fields=behind)
    lost = log_gaps()
    for seq in lost:
        item = Item.objects.filter(seq=seq).first()
        LogEntry.objects.create(
            seq=seq,
            content_id=item.content_id if item else NOBODY,
            audience=item.audience if item else "",
            path=item.path if item else "",
            slot=item.slot if item else "",
            state=item.state if item else LOST_LINES,
            version=item.version if item else 0,
        )
    return lost
